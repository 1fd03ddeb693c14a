#include "support/proof_instance.hpp"
#include "network/multiprecision.hpp"
#include "spectra/decompositions.hpp"

namespace ncv::proofs {

template <class S>
Instance<S> lift(const Snapshot& s) {
    Instance<S> i;
    i.net = s.network.cast<S>();
    i.data = s.data.cast<S>();
    i.K = i.data.classes;
    i.N = static_cast<int>(i.data.samples());
    i.L = i.net.depth();
    i.L1 = i.net.nonlinear_layers;
    i.L2 = i.net.linear_layers();
    i.Y = i.data.one_hot();
    i.Z = forward(i.net, i.data.inputs).Z;
    i.E = i.Z.back() - i.Y;
    i.W = i.net.W(i.L);
    i.m = i.W.cols();
    i.D = i.defect(i.L - 1);
    const Matrix<S> gram = i.W * i.W.transpose();
    i.pinv = i.W.transpose() * gram.fullPivHouseholderQr().inverse();
    i.P = i.pinv * i.W;
    using std::sqrt;
    const auto counts = i.data.class_counts();
    i.sKY = sqrt(S(static_cast<double>(*std::min_element(counts.begin(), counts.end()))));
    i.eps1 = i.E.norm();
    i.gap = i.sKY - i.eps1;
    i.eps2 = S(0);
    i.r = std::max(operator_norm(i.last()), operator_norm(i.before()));
    for (int l = i.L1 + 1; l <= i.L; ++l) i.r = std::max(i.r, operator_norm(i.net.W(l)));
    for (int l = i.L1 + 1; l < i.L; ++l) i.eps2 = std::max(i.eps2, operator_norm(i.defect(l)));
    return i;
}

template Instance<mp50> lift(const Snapshot&);
template Instance<mp100> lift(const Snapshot&);

Snapshot random_snapshot(std::uint64_t seed) {
    DrawOptions options;
    options.heads = {HeadKind::nearly_balanced, HeadKind::interpolating, HeadKind::stationary};
    for (std::uint64_t i = seed * 1000;; ++i) {
        InstanceSpec spec = random_spec(i, options);
        if (spec.head_widths.size() > 3 || spec.nonlinear_widths.size() > 2) continue;
        spec.weight_exponent = 0;
        spec.tilt_exponent = 0;
        spec.mantissa_bits = 30;
        const Snapshot s = build(spec);
        const auto Y = s.data.one_hot();
        const auto counts = s.data.class_counts();
        const double fewest = static_cast<double>(*std::min_element(counts.begin(), counts.end()));
        const double eps1 = (forward(s.network, s.data.inputs).Z.back() - Y).norm();
        if (eps1 < 0.95 * std::sqrt(fewest)) return s;
    }
}

} // namespace ncv::proofs
