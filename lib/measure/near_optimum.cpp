#include "measure/near_optimum.hpp"

#include "network/multiprecision.hpp"
#include "spectra/decompositions.hpp"

#include <algorithm>

namespace ncv {
namespace {

/// sigma^{-1}(1) for sigma that reaches it. Where sigma is smooth it is convex with slopes of at
/// least 1/2 on [0, oo), so Newton from 1 converges, and |sigma(a) - 1| is at least half the
/// distance from the exact a.
template <class S>
Approx<S> preimage_of_one(const Activation& activation) {
    using std::abs;
    S a(1);
    if (!activation.uses_sharpness()) return a;
    for (int i = 0; i < 100; ++i) {
        const S step = (activate(activation, a) - S(1)) / slope(activation, a);
        a -= step;
        if (abs(step) <= S(2) * unit_roundoff<S>() * a) break;
    }
    const S miss = abs(S(activate(activation, a) - S(1)));
    return {a, S(2) * (miss + S(16) * unit_roundoff<S>() * a)};
}

template <class S>
ApproxMatrix<S> activated(const ApproxMatrix<S>& pre, const Activation& activation) {
    return {pre.value.unaryExpr([&](const S& x) { return activate(activation, x); }),
            pre.error + S(16) * unit_roundoff<S>() * pre.value.norm()};
}

/// ||Y Z^+||_F^2 in double for Z with independent columns; infinity if they are not.
double squared_distance_to_labels(const Matrix<double>& Z, const Matrix<double>& Y) {
    const Eigen::HouseholderQR<Matrix<double>> qr(Z);
    const Matrix<double> R = qr.matrixQR().topRows(Z.cols()).triangularView<Eigen::Upper>();
    const double square =
        R.transpose().triangularView<Eigen::Lower>().solve(Y.transpose()).squaredNorm();
    return square == square ? square : std::numeric_limits<double>::infinity();
}

/// k of the witness.
int cheapest_scale(const Snapshot& s, double a) {
    const Matrix<double> pre = s.network.W(1) * s.data.inputs, Y = s.data.one_hot();
    const Activation& activation = s.network.activation;
    const auto features = [&](int k) -> Matrix<double> {
        return pre.unaryExpr([&](double x) { return activate(activation, std::ldexp(x, k)); });
    };
    const bool homogeneous = activation.is_positively_homogeneous();
    const double once = homogeneous ? squared_distance_to_labels(features(0), Y) : 0;
    double least = std::numeric_limits<double>::infinity();
    int best = 0;
    for (int k = -6; k <= 6; ++k) {
        const double second =
            homogeneous ? std::ldexp(once, -2 * k) : squared_distance_to_labels(features(k), Y);
        const double c = std::ldexp(s.network.W(1).squaredNorm(), 2 * k) + a * a * second;
        if (c < least) {
            least = c;
            best = k;
        }
    }
    return best;
}

/// Fills in the witness. Requires widths and activation to allow it.
template <class S>
void build_witness(const Network<S>& net, const Dataset<S>& data, const Snapshot& snapshot,
                   NearOptimum<Approx<S>>& out) {
    using R = Approx<S>;
    using A = ApproxMatrix<S>;
    const int L1 = net.nonlinear_layers, K = data.classes;
    const Eigen::Index N = data.samples();
    const Matrix<S> Y = data.one_hot();
    out.a = preimage_of_one<S>(net.activation);
    std::vector<A> layers;
    A Z(data.inputs);
    if (L1 >= 2) {
        out.scale_exponent = cheapest_scale(snapshot, static_cast<double>(out.a.value));
        layers.push_back(A(S(std::ldexp(1.0, out.scale_exponent)) * net.W(1)));
        Z = activated(layers[0] * Z, net.activation);
    }
    const auto features = spectrum(A(Z.value.transpose(), Z.error));
    out.spare_rank = static_cast<long>(features.rank) - N;
    if (out.spare_rank < 0) return;
    const RowSpace<S> columns(Z.transpose(), features.condition(N), features.s(N));
    const A fitted = columns.pseudo_inverse_times(A(Y.transpose())).transpose();
    const auto times_a = [&](const A& B) {
        A scaled = out.a.value * B;
        scaled.error += out.a.error * (B.value.norm() + B.error);
        return scaled;
    };
    const auto padded = [&](const A& B, Eigen::Index rows, Eigen::Index cols) {
        A whole(Matrix<S>::Zero(rows, cols), B.error);
        whole.value.topLeftCorner(B.rows(), B.cols()) = B.value;
        return whole;
    };
    const int first = static_cast<int>(layers.size()) + 1;
    layers.push_back(padded(times_a(fitted), net.width(first), Z.rows()));
    for (int l = first + 1; l <= L1; ++l)
        layers.push_back(
            padded(times_a(A(Matrix<S>::Identity(K, K))), net.width(l), net.width(l - 1)));

    out.c = square(out.a) * square(frobenius_norm(fitted));
    if (L1 >= 2)
        out.c += square(frobenius_norm(layers[0])) + R(S(L1 - 2)) * square(out.a) * R(S(K));
    out.squares = R(S(0));
    for (const A& W : layers) out.squares += square(frobenius_norm(W));
    for (std::size_t i = static_cast<std::size_t>(first - 1); i < layers.size(); ++i)
        Z = activated(layers[i] * Z, net.activation);
    Z.value.topRows(K) -= Y;
    out.miss = R(Z.value.norm());
    out.miss_budget = R(Z.error + gamma_factor<S>(Z.value.size() + 4) * Z.value.norm());
}

/// Whether all inputs are so, some samples at a time.
template <class Are>
bool all_inputs(const Dataset<double>& data, Are are) {
    constexpr Eigen::Index some = 1024;
    for (Eigen::Index first = 0; first < data.samples(); first += some)
        if (!are(first, data.columns(first, std::min(some, data.samples() - first)))) return false;
    return true;
}

/// X = [Y; 0].
bool are_labels(const Dataset<double>& data) {
    return all_inputs(data, [&](Eigen::Index first, const Matrix<double>& X) {
        for (Eigen::Index i = 0; i < X.cols(); ++i) {
            const auto x = X.col(i);
            if (x(data.labels[static_cast<std::size_t>(first + i)]) != 1 ||
                (x.array() != 0).count() != 1)
                return false;
        }
        return true;
    });
}

} // namespace

template <class S>
NearOptimum<Approx<S>> measure_near_optimum(const Snapshot& snapshot,
                                            const TrackedPasses<S>& passes) {
    using Real = Approx<S>;
    const Network<S>& net = passes.net;
    const Dataset<S>& data = passes.data;
    const int L1 = net.nonlinear_layers, K = data.classes;
    const Eigen::Index N = snapshot.data.samples();
    NearOptimum<Real> out;

    const Real half(S(0.5)), lambda(S(snapshot.weight_decay.value_or(0)));
    out.t = Real(S(0));
    Real all(S(0));
    for (int l = 1; l <= net.depth(); ++l) {
        const Real size = square(frobenius_norm(passes.W[static_cast<std::size_t>(l)]));
        all += size;
        if (l <= L1) out.t += size;
    }
    out.cost = half * (square(frobenius_norm(passes.E)) + lambda * all);
    out.X_F = frobenius_norm(passes.Z[0]);
    out.X_op = operator_norm(passes.Z[0]);

    out.whole_network = snapshot.layer_offset == 0;
    out.reaches_one = L1 == 0 || net.activation.kind != ActivationKind::tanh;
    out.spare_width = net.width(L1) - K;
    for (int l = 2; l < L1; ++l)
        out.spare_width = std::min<long>(out.spare_width, net.width(l) - K);
    out.inputs_are_labels = true;
    if (L1 == 0) {
        out.spare_rank = 0;
        out.inputs_are_labels =
            out.spare_width >= 0
                ? are_labels(snapshot.data)
                : all_inputs(snapshot.data, [](Eigen::Index, const Matrix<double>& X) {
                      return (X.array() == 0).all();
                  });
        out.c = out.squares = out.miss = out.miss_budget = Real(S(0));
        return out;
    }
    out.spare_rank =
        static_cast<long>(std::min(L1 == 1 ? data.inputs.rows() : net.width(1), N)) - N;
    if (out.exists()) build_witness(net, data, snapshot, out);
    return out;
}
template NearOptimum<Approx<double>> measure_near_optimum(const Snapshot&,
                                                          const TrackedPasses<double>&);
template NearOptimum<Approx<mp100>> measure_near_optimum(const Snapshot&,
                                                         const TrackedPasses<mp100>&);

} // namespace ncv
