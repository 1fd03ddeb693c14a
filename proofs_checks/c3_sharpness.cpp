#include "measure/subject.hpp"
#include "network/multiprecision.hpp"
#include "network/tangent.hpp"
#include "support/proof_instance.hpp"

namespace ncv::proofs {
namespace {

template <class S>
Matrix<S> hessian(const Network<S>& net, const Dataset<S>& data, const S& lambda) {
    const auto at = linearise(net, data);
    const Eigen::Index n = flattened(net.weights).size();
    Matrix<S> H(n, n);
    for (Eigen::Index j = 0; j < n; ++j)
        H.col(j) = flattened(
            hessian_times(at, unflattened(Vector<S>(Vector<S>::Unit(n, j)), net), lambda));
    return H;
}

/// At interpolation the Hessian of C_0 is J^T J: the sharpness is the kernel's norm plus lambda.
TEST(SharpnessSteps, C3AtInterpolationIsTheKernel) {
    int checked = 0;
    for (std::uint64_t seed = 0; checked < 8; ++seed) {
        DrawOptions options;
        options.heads = {HeadKind::exact};
        options.no_residual = true;
        const InstanceSpec spec = random_spec(seed, options);
        const Snapshot s = build(spec);
        Eigen::Index parameters = 0;
        for (const auto& W : s.network.weights) parameters += W.size();
        if (parameters > 48) continue;
        const auto i = lift<mp50>(s);
        if (i.eps1 != 0) continue;
        const mp50 lambda("0.01");
        const mp50 T = operator_norm(tangent_kernel(linearise(i.net, i.data)));
        expect_equal<mp50>(operator_norm(hessian(i.net, i.data, lambda)), T + lambda,
                           "||H|| = ||NTK|| + lambda");
        ++checked;
    }
}

/// The library's sharpness against the matrix at 50 digits; smooth activations.
TEST(SharpnessSteps, C3SharpnessIsTheHessiansNorm) {
    int checked = 0;
    for (std::uint64_t seed = 0; checked < 12; ++seed) {
        InstanceSpec spec = random_spec(seed);
        spec.weight_exponent = 0;
        const Snapshot s = build(spec);
        Eigen::Index parameters = 0;
        for (const auto& W : s.network.weights) parameters += W.size();
        if (parameters > 60 || s.network.nonlinear_layers == 0) continue;
        Subject<Approx<double>> subject(s);
        const auto& found = subject.hessian_norm();
        EXPECT_EQ(found.lanczos_steps, 0);
        EXPECT_EQ(found.dimension, parameters);
        const mp50 exact = operator_norm(
            hessian(s.network.cast<mp50>(), s.data.cast<mp50>(), mp50(*s.weight_decay)));
        EXPECT_LE(std::abs(found.norm.value - static_cast<double>(exact)),
                  found.norm.error + 0x1p-52 * found.norm.value)
            << s.source;
        ++checked;
    }
}

} // namespace
} // namespace ncv::proofs
