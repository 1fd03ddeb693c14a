#include "network/multiprecision.hpp"
#include "spectra/decompositions.hpp"
#include "support/affine_networks.hpp"

namespace ncv::proofs {
namespace {

template <class S>
S negative_part_of(const Matrix<S>& D) {
    const Eigen::SelfAdjointEigenSolver<Matrix<S>> solver(D);
    const S least = solver.eigenvalues()(0);
    return least < 0 ? S(-least) : S(0);
}

} // namespace

TEST(BalanceSteps, G3GoesDownLayerByLayer) {
    for_affine_networks([](const auto& c) {
        using S = std::decay_t<decltype(c.lambda[0])>;
        Matrix<S> P_next = c.A, W_next = c.W(c.L);
        S bound = operator_norm(Matrix<S>(W_next - P_next * W_next));
        bound *= bound;
        for (int l = c.L - 1; l > c.L1; --l) {
            const Matrix<S> V = c.V(l), P = pseudo_inverse<S>(V) * V, W = c.W(l);
            const Matrix<S> Q = Matrix<S>::Identity(P.rows(), P.cols()) - P;
            expect_equal<S>(W_next * Q, (W_next - P_next * W_next) * Q,
                            "W_{l+1} (I-P_l) = (I-P_{l+1}) W_{l+1} (I-P_l)");
            const Matrix<S> D = W_next.transpose() * W_next - W * W.transpose();
            expect_equal<S>(Q * W * W.transpose() * Q, Q * (W_next.transpose() * W_next - D) * Q,
                            "(I-P) W W^T (I-P)");
            bound += negative_part_of<S>(D);
            const S outside = operator_norm(Matrix<S>(Q * W));
            expect_at_most<S>(outside * outside, bound, "G3");
            P_next = P;
            W_next = W;
        }
    });
}

/// For each j, from the singular vectors themselves.
TEST(BalanceSteps, G3kLeadingDirections) {
    for_affine_networks(
        [](const auto& c) {
            using S = std::decay_t<decltype(c.lambda[0])>;
            const int l = c.L - 1;
            if (l <= c.L1) return;
            const Matrix<S> V = c.V(l), W = c.W(l), R = c.full_gradient(l), below = c.at(l - 1);
            const Eigen::JacobiSVD<Matrix<S>> svd(V, Eigen::ComputeThinU | Eigen::ComputeThinV);
            const auto& s = svd.singularValues();
            const Matrix<S> within = c.within(c.at(l)), logits = c.A * c.within(c.at(c.L));
            const Matrix<S> D = c.W(c.L).transpose() * c.W(c.L) - W * W.transpose();
            const S unseen = operator_norm(Matrix<S>(c.W(c.L) - c.A * c.W(c.L)));
            for (Eigen::Index j = 1; j <= s.size() && s(j - 1) > tiny<S>() * s(0); ++j) {
                const Matrix<S> Uj = svd.matrixU().leftCols(j), Qj = svd.matrixV().leftCols(j);
                const Matrix<S> P = Qj * Qj.transpose(),
                                I = Matrix<S>::Identity(P.rows(), P.cols());
                const Vector<S> inverse = s.head(j).cwiseInverse();
                expect_equal<S>(Qj.transpose() * within,
                                inverse.asDiagonal() * (Uj.transpose() * logits),
                                "P_j Z^w = V_j^+ U_j^T A Z_L^w");
                const S next = j < s.size() ? S(s(j)) : S(0);
                const Matrix<S> rest = (I - P) * within;
                const S pulled = (c.Delta * below.transpose() * c.within(below)).norm();
                const S by_gradient = ((I - P) * R * c.within(below)).norm() + next * pulled;
                expect_at_most<S>(rest.norm(), by_gradient / c.decay(l), "by the gradient");
                const S outside = operator_norm(Matrix<S>((I - P) * W));
                expect_at_most<S>(outside * outside,
                                  next * next + negative_part_of<S>(D) + unseen * unseen,
                                  "by the balance");
            }
        },
        40);
}

/// W_1 = W_2 = I, A = C: balanced, and all of 1 is outside.
TEST(BalanceSteps, WithoutTheLastTermG3IsFalse) {
    const Matrix<double> I = Matrix<double>::Identity(3, 3);
    const Matrix<double> C = I - Matrix<double>::Constant(3, 3, 1.0 / 3);
    const Matrix<double> P = pseudo_inverse<double>(C * I) * (C * I);
    EXPECT_EQ(Matrix<double>(I.transpose() * I - I * I.transpose()).norm(), 0);
    EXPECT_NEAR(operator_norm(Matrix<double>(I - P * I)), 1, 1e-12);
}

} // namespace ncv::proofs
