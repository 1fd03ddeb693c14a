#include "support/passed_classifier.hpp"

#include "claims/registry.hpp"
#include "measure/stationary_decay.hpp"

#include <cmath>

namespace ncv::proofs {
namespace {

/// sum_{j >= l} <g_j, b_j>.
template <class S>
S biases_from(const PassedClassifier<S>& p, int l) {
    S sum(0);
    for (int j = l; j <= p.L; ++j)
        if (p.net.has_bias(j)) sum += p.Delta(j).rowwise().sum().dot(p.net.b(j));
    return sum;
}

/// Two layers of width one, tanh or not below a linear one: x = 1, W_1 = 1, W_2 = 2, labels one-hot.
Snapshot two_scalars(ActivationKind kind) {
    Snapshot s;
    s.network.weights = {Matrix<double>::Constant(1, 1, 1), Matrix<double>(2, 1)};
    s.network.weights[1] << 2, -1;
    s.network.nonlinear_layers = 1;
    s.network.activation.kind = kind;
    s.data = {Matrix<double>(1, 2), {0, 1}, 2};
    s.data.inputs << 1, -1;
    s.weight_decay = 0.5;
    return s;
}

} // namespace

TEST(StationaryNormsSteps, H9GradientsAlongWeightsAreThoseAlongTheOutputs) {
    for_passed_classifiers([](const auto& p) {
        using S = std::decay_t<decltype(p.C(0, 0))>;
        const S outputs = inner<S>(p.Delta(p.L), p.logits());
        for (int l = p.L; l >= 1; --l) {
            const auto& pre = p.f.pre[static_cast<std::size_t>(l - 1)];
            const S own = inner<S>(p.Delta(l), pre);
            S bias(0);
            if (p.net.has_bias(l)) bias = p.Delta(l).rowwise().sum().dot(p.net.b(l));
            expect_equal<S>(inner<S>(p.G(l), p.net.W(l)), S(own - bias),
                            "<G, W> = <Delta, pre> - <g, b>");
            if (l <= p.L1 && !p.is_homogeneous()) continue;
            if (l < p.L) {
                const Matrix<S> pulled = p.net.W(l + 1).transpose() * p.Delta(l + 1);
                expect_equal<S>(own, inner<S>(pulled, p.f.Z[static_cast<std::size_t>(l)]),
                                "<Delta, pre> = <W^T Delta_next, sigma(pre)>");
            }
            expect_equal<S>(inner<S>(p.G(l), p.net.W(l)), S(outputs - biases_from(p, l)),
                            "<G_l, W_l> = <Delta_L, Z_L> - sum <g_j, b_j>");
        }
    });
}

TEST(StationaryNormsSteps, H9NormsDifferByTheGradientsOverTheDecay) {
    for_passed_classifiers([](const auto& p) {
        using S = std::decay_t<decltype(p.C(0, 0))>;
        if (p.net.has_biases() || !p.is_homogeneous()) return;
        for (int l = 2; l <= p.L; ++l) {
            const S a = p.net.W(l).norm(), b = p.net.W(l - 1).norm(), lambda = p.decay(l);
            const S r = p.R(l).norm(), s = p.R(l - 1).norm();
            expect_equal<S>(S(lambda * (a * a - b * b)),
                            S(inner<S>(p.R(l), p.net.W(l)) - inner<S>(p.R(l - 1), p.net.W(l - 1))),
                            "lambda (a^2 - b^2) = <R_l, W_l> - <R_k, W_k>");
            expect_at_most<S>(S(abs(S(a - b)) * lambda), r > s ? r : s,
                              "lambda |a - b| <= max(||R_l||, ||R_k||)");
        }
    });
}

TEST(StationaryNormsSteps, H9IsAttainedWhereTheGradientIsAlongTheWeight) {
    // One linear layer at W = c Y X^+: G = (c-1) Y X^T is along W for X = I.
    Snapshot s;
    s.network.weights = {Matrix<double>::Identity(2, 2) * 0.5};
    s.data = {Matrix<double>::Identity(2, 2), {0, 1}, 2};
    s.weight_decay = 0.25;
    const auto h9 = [&] { return check(s, {{"H9"}, Arithmetic::mp}).front(); };
    EXPECT_NE(h9().status, Status::violated);
    EXPECT_NEAR(h9().ratio, 1, 1e-15);
    s.weight_decay = 1; // stationary: (c-1) + lambda c = 0
    EXPECT_NEAR(h9().lhs, 0, 1e-90);
    ASSERT_EQ(stationary_decays(s).size(), 1);
    EXPECT_EQ(stationary_decays(s)[0].nearest, 1);
    EXPECT_EQ(stationary_decays(s)[0].left, 0);
}

/// Of layer l itself, too, the activation counts.
TEST(StationaryNormsSteps, H9FailsBelowTanh) {
    const auto apart = [](ActivationKind kind) {
        const auto p = pass<mp100>(two_scalars(kind));
        return static_cast<double>(
            mp100(inner<mp100>(p.G(1), p.net.W(1)) - inner<mp100>(p.Delta(2), p.logits())));
    };
    EXPECT_EQ(apart(ActivationKind::relu), 0);
    EXPECT_GT(std::abs(apart(ActivationKind::tanh)), 0.1);
}

/// lambda^ against plain loops, and as the least of ||G + lambda W||.
TEST(StationaryNormsSteps, H9NearestDecayIsTheLeastSquares) {
    for_passed_classifiers(
        [](const auto& p) {
            using S = std::decay_t<decltype(p.C(0, 0))>;
            const auto layers = stationary_decays(p.snapshot);
            ASSERT_EQ(std::ssize(layers), p.L);
            for (int l = 1; l <= p.L; ++l) {
                const auto& layer = layers[static_cast<std::size_t>(l - 1)];
                S along(0), squares(0), gradient(0);
                for (Eigen::Index i = 0; i < p.G(l).rows(); ++i)
                    for (Eigen::Index j = 0; j < p.G(l).cols(); ++j) {
                        along += p.G(l)(i, j) * p.net.W(l)(i, j);
                        squares += p.net.W(l)(i, j) * p.net.W(l)(i, j);
                        gradient += p.G(l)(i, j) * p.G(l)(i, j);
                    }
                EXPECT_EQ(layer.l, l);
                EXPECT_EQ(layer.stated, p.snapshot.decay_of('W', l));
                if (gradient < S(1e-12)) continue; // double has no digits of it
                const auto nearest = static_cast<double>(S(-along / squares));
                const auto scale = static_cast<double>(S(sqrt(S(gradient / squares))));
                EXPECT_NEAR(layer.nearest, nearest, 1e-6 * scale);
                const auto left = static_cast<double>(
                    S(sqrt(S((gradient - along * along / squares) / gradient))));
                EXPECT_NEAR(layer.left, left, 1e-5);
            }
        },
        40);
}

} // namespace ncv::proofs
