#include "network/multiprecision.hpp"
#include "support/affine_networks.hpp"

namespace ncv::proofs {
namespace {

/// [A a]
template <class S>
Matrix<S> beside(const Matrix<S>& A, const Vector<S>& a) {
    Matrix<S> out(A.rows(), A.cols() + 1);
    out << A, a;
    return out;
}
/// g_l, for an affine layer l.
template <class S>
Vector<S> bias_gradient(const AffineNetwork<S>& c, int l) {
    const Matrix<S> delta = l == c.L ? c.Delta : Matrix<S>(c.product(l).transpose() * c.Delta);
    return delta.rowwise().sum();
}
template <class S>
Vector<S> bias(const AffineNetwork<S>& c, int l) {
    return c.net.has_bias(l) ? c.net.b(l) : Vector<S>(Vector<S>::Zero(c.net.width(l)));
}

} // namespace

TEST(BiasBalanceSteps, G4GradientsAndWeightDecays) {
    for_affine_layers([](const auto& c, int l) {
        using S = std::decay_t<decltype(c.lambda[0])>;
        const Matrix<S> W = c.W(l), next = c.W(l + 1);
        const Matrix<S> lost = bias_gradient(c, l) * bias(c, l).transpose();
        expect_equal<S>(next.transpose() * c.gradient(l + 1), c.gradient(l) * W.transpose() + lost,
                        "W^T G = G W^T + g b^T");
        // Decays that differ, by the two layers' own.
        const S here = c.decay(l), above = S(3) * here;
        const Matrix<S> R = c.gradient(l) + here * W, R_next = c.gradient(l + 1) + above * next;
        expect_equal<S>(above * next.transpose() * next - here * W * W.transpose(),
                        next.transpose() * R_next - R * W.transpose() - lost, "G4");
    });
}

/// With [W_l b_l] and [G_l g_l] in the lower layer, and one decay for all three: B2, B2r, B2f, B3.
TEST(BiasBalanceSteps, G4AugmentedLayersObeyB2AndB3) {
    for_affine_layers([](const auto& c, int l) {
        using S = std::decay_t<decltype(c.lambda[0])>;
        const S lambda = c.decay(l), eta = S(1) / S(16);
        const Matrix<S> W = beside<S>(c.W(l), bias(c, l)), next = c.W(l + 1);
        const Matrix<S> G = beside<S>(c.gradient(l), bias_gradient(c, l));
        const Matrix<S> G_next = c.gradient(l + 1);
        const auto defect = [](const Matrix<S>& a, const Matrix<S>& b) {
            return Matrix<S>(a.transpose() * a - b * b.transpose());
        };
        const Matrix<S> D = defect(next, W), noise = defect(G_next, G);
        const S keep = 1 - eta * lambda;
        const Matrix<S> after = defect(keep * next - eta * G_next, keep * W - eta * G);
        expect_equal<S>(after, keep * keep * D + eta * eta * noise, "B2");
        const Matrix<S> R = G + lambda * W, R_next = G_next + lambda * next;
        expect_equal<S>(after, (1 - 2 * eta * lambda) * D + eta * eta * defect(R_next, R), "B2r");
        const Matrix<S> rate = -(R_next.transpose() * next + next.transpose() * R_next) +
                               R * W.transpose() + W * R.transpose();
        expect_equal<S>(rate, -2 * lambda * D, "B2f");
        expect_at_most<S>(lambda * operator_norm(D),
                          operator_norm(next) * operator_norm(R_next) +
                              operator_norm(W) * operator_norm(R),
                          "B3");
    });
}

/// Scalars: all of R vanishes, and D_1 = 3/4.
TEST(BiasBalanceSteps, WithoutTheBiasTermB3IsFalse) {
    const double x = 0.5, W1 = 0.5, b1 = 0.75, W2 = 1, delta = -1, lambda = 1;
    const double z1 = W1 * x + b1;
    EXPECT_EQ(W2 * delta * x + lambda * W1, 0) << "R_1";
    EXPECT_EQ(delta * z1 + lambda * W2, 0) << "R_2";
    EXPECT_EQ(W2 * W2 - W1 * W1, 0.75) << "D_1";
    EXPECT_EQ(lambda * (W2 * W2 - W1 * W1), -(W2 * delta) * b1) << "G4";
}

} // namespace ncv::proofs
