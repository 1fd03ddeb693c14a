#include "network/multiprecision.hpp"
#include "support/affine_networks.hpp"

#include "claims/registry.hpp"

namespace ncv::proofs {

TEST(RowSpaceSteps, G0GradientsLieInTheRowsThatTheLossSees) {
    for_affine_layers([](const auto& c, int l) {
        using S = std::decay_t<decltype(c.lambda[0])>;
        expect_equal<S>(c.A * c.Delta, c.Delta, "A Delta = Delta");
        const Matrix<S> V = c.V(l), V0 = c.product(l), P = pseudo_inverse<S>(V) * V;
        expect_equal<S>(V0.transpose() * c.Delta, V.transpose() * c.Delta,
                        "V0^T Delta = V^T Delta");
        expect_equal<S>(c.gradient(l), V.transpose() * c.Delta * c.at(l - 1).transpose(),
                        "G_l = V^T Delta Z_{l-1}^T");
        expect_equal<S>(V - V * P, Matrix<S>::Zero(V.rows(), V.cols()), "V (I-P) = 0");
        const Matrix<S> R = c.full_gradient(l), W = c.W(l);
        expect_equal<S>(c.decay(l) * (W - P * W), R - P * R, "G0");
    });
}

TEST(RowSpaceSteps, G0rIsEckartAndYoung) {
    for_affine_layers([](const auto& c, int l) {
        using S = std::decay_t<decltype(c.lambda[0])>;
        const Matrix<S> V = c.V(l), P = pseudo_inverse<S>(V) * V, W = c.W(l),
                        R = c.full_gradient(l);
        const Vector<S> s = singular_values(W);
        const S rank = P.trace();
        const auto rho = static_cast<Eigen::Index>(static_cast<double>(rank) + 0.5);
        expect_equal<S>(rank, S(static_cast<double>(rho)), "tr P = rank V");
        const S outside = operator_norm(Matrix<S>(R - P * R)) / c.decay(l);
        if (rho < s.size()) expect_at_most<S>(s(rho), outside, "G0r");
        expect_at_most<S>(outside, operator_norm(R) / c.decay(l), "by the whole gradient");
    });
}

TEST(RowSpaceSteps, G0aHoldsForEveryMultipleOfTheGradient) {
    for_affine_layers([](const auto& c, int l) {
        using S = std::decay_t<decltype(c.lambda[0])>;
        const Matrix<S> V = c.V(l), P = pseudo_inverse<S>(V) * V, W = c.W(l), G = c.gradient(l);
        for (const double mu : {-8.0, -0.5, 0.0, 0.25, 1.0, 3.0}) {
            const Matrix<S> moved = S(mu) * G + W;
            expect_equal<S>(moved - P * moved, W - P * W, "(I-P) (mu G + W) = (I-P) W");
            expect_at_most<S>(Matrix<S>(W - P * W).norm(), moved.norm(), "G0a");
        }
    });
}

/// A layer that is not affine above l: R_1 = 0, and W_1 stands outside the rows of W_2.
TEST(RowSpaceSteps, AboveANonlinearLayerG0IsFalse) {
    Matrix<double> X(2, 2), W2(2, 2), Delta(2, 2);
    X << 1, -0.25, -0.25, 1;
    W2 << 1, 1, 0, 0;
    Delta << -1, -2, 0, 0;
    // pre = W_1 X with W_1 = -G_1; the first unit is on for the first sample, the second for the
    // second, so Delta_1 = diag(-1, -2).
    Matrix<double> delta = W2.transpose() * Delta;
    delta(0, 1) = delta(1, 0) = 0;
    const Matrix<double> W1 = -delta * X.transpose();
    const Matrix<double> pre = W1 * X;
    EXPECT_TRUE(pre(0, 0) > 0 && pre(0, 1) < 0 && pre(1, 0) < 0 && pre(1, 1) > 0) << pre;
    const Matrix<double> P = pseudo_inverse<double>(W2) * W2;
    EXPECT_NEAR((W1 - P * W1).norm(), 1.91, 0.01);
}

} // namespace ncv::proofs
