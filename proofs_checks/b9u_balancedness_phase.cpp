#include "claims/b9u_balancedness_phase.hpp"
#include "measure/subject.hpp"
#include "network/multiprecision.hpp"
#include "spectra/decompositions.hpp"
#include "support/balanced_step.hpp"
#include "support/proof_instance.hpp"
#include "support/pyramids.hpp"

namespace ncv::proofs {
namespace {

template <class S>
S one_sided(const Matrix<S>& D) { // lambda_max(-D)_+
    const Eigen::SelfAdjointEigenSolver<Matrix<S>> eigen(D);
    return std::max(S(-eigen.eigenvalues().minCoeff()), S(0));
}

} // namespace

/// N_l' <= (1 - 2 eta lambda) N_l + eta^2 ||R_l||^2.
TEST(OneSidedBalanceSteps, B9uOneStepFromOneSide) {
    double largest = 0;
    for_pyramids([&](const auto& p) {
        using S = std::decay_t<decltype(p.residual)>;
        for (const double lambda : {0.01, 1.0})
            for (const double eta_ : {1e-3, 0.1, 0.4}) {
                const S eta(eta_), decay(lambda);
                const auto R = full_gradient(p.net, gradients(p.net, p.f, p.Y), decay);
                Network<S> after = p.net;
                for (std::size_t i = 0; i < R.size(); ++i) after.weights[i] -= eta * R[i];
                for (int l = p.net.nonlinear_layers + 1; l < p.net.depth(); ++l) {
                    const S norm = operator_norm(R[static_cast<std::size_t>(l - 1)]);
                    const S before = one_sided<S>(defect(p.net, l));
                    const S bound = (1 - 2 * eta * decay) * before + eta * eta * norm * norm;
                    const S N = one_sided<S>(defect(after, l));
                    expect_at_most<S>(N, bound, "N_l'");
                    if (bound > 0) largest = std::max(largest, static_cast<double>(S(N / bound)));
                }
            }
    });
    EXPECT_GT(largest, 0.9);
}

/// ||(I-P) W_{L-1}||^2 <= lambda_max(-D_{L-1})_+: A0b from one side.
TEST(OneSidedBalanceSteps, B9uTheOtherSideDoesNotCount) {
    double largest = 0;
    for (std::uint64_t i = 0; i < 60; ++i) {
        const auto p = lift<mp50>(random_snapshot(i));
        if (p.L2 < 2) continue;
        const mp50 norm = operator_norm(p.outside(p.net.W(p.L - 1))),
                   N = one_sided<mp50>(defect(p.net, p.L - 1));
        expect_at_most<mp50>(norm * norm, N, "A0b from one side");
        if (N > 0) largest = std::max(largest, static_cast<double>(mp50(norm * norm / N)));
    }
    EXPECT_GT(largest, 0.3);
}

/// prod_{i<=K} s_i(Z_L) is at most (prod_l ||W_l||_F^2 ||X||^2/K^{L2+min(1,L1)})^{K/2}, and with it
/// ||theta||^2 >= L (K^{L2+min(1,L1)} g^2/||X||^2)^{1/L}, g the geometric mean of (s_i(Y) - ||E||)_+.
TEST(OneSidedBalanceSteps, B9uWeightsThatFitHaveANorm) {
    int fit = 0;
    for (std::uint64_t i = 0; i < 120; ++i) {
        const auto p = lift<mp50>(random_snapshot(i));
        using std::pow;
        const int K = p.data.classes;
        if (p.Z.back().cols() < K) continue;
        const auto s = singular_values(p.Z.back());
        const mp50 X = operator_norm(p.Z[0]);
        mp50 outputs = 1, layers = X * X;
        for (int c = 0; c < K; ++c) outputs *= s(c);
        for (const auto& W : p.net.weights) layers *= W.squaredNorm();
        layers /= pow(mp50(K), p.L2 + std::min(1, p.L1));
        expect_at_most<mp50>(outputs, pow(layers, mp50(K) / 2), "prod s_i(Z_L)");
        const auto labels = singular_values(p.Y);
        mp50 g = 1;
        for (int c = 0; c < K; ++c) g *= std::max(mp50(labels(c) - p.eps1), mp50(0));
        if (!(g > 0)) continue;
        ++fit;
        const mp50 classes = pow(mp50(K), p.L2 + std::min(1, p.L1));
        expect_at_most<mp50>(p.L *
                                 pow(mp50(classes * pow(g, mp50(2) / K) / (X * X)), mp50(1) / p.L),
                             squared_norm(p.net), "F <= ||theta||^2");
    }
    EXPECT_GT(fit, 10);
}

/// A balanced network with equal singular values that fits has ||theta||^2 = F at lambda = 0: the
/// library's F is at most that, and no less.
TEST(OneSidedBalanceSteps, B9uTheLeastNormIsAttained) {
    for (int L1 = 0; L1 <= 1; ++L1)
        for (int L = L1 + 1; L <= 4; ++L) {
            const int K = 3;
            const double x = 1.25;
            Snapshot s; // W_l = x I each, X = I/x^L and Y = I: Z_L = Y
            s.data.classes = K;
            s.data.labels = {0, 1, 2};
            s.data.inputs = Matrix<double>::Identity(K, K) / std::pow(x, L);
            for (int l = 1; l <= L; ++l)
                s.network.weights.push_back(x * Matrix<double>::Identity(K, K));
            s.network.nonlinear_layers = L1;
            s.network.activation = {ActivationKind::leaky_relu, 0.5};
            s.weight_decay = 1e-24;
            Subject<Approx<double>> subject(s);
            const auto& land = subject.landscape();
            const double squares = L * K * x * x;
            const Approx<double> F =
                fit_norm(land, s.data.class_counts(), number<Approx<double>>(squares));
            EXPECT_FALSE(certainly_greater(F, number<Approx<double>>(squares))) << L1 << " " << L;
            EXPECT_GT(nearest_double(F), (1 - 1e-9) * squares) << L1 << " " << L;
        }
}

} // namespace ncv::proofs
