#include "network/multiprecision.hpp"
#include "support/affine_networks.hpp"

#include "claims/registry.hpp"
#include "spectra/decompositions.hpp"

#include <cmath>

namespace ncv::proofs {

TEST(WithinClassCollapseWithBiasesSteps, A2bDirectionByDirection) {
    for_affine_networks([](const auto& c) {
        using S = std::decay_t<decltype(c.lambda[0])>;
        const int l = c.L - 1;
        if (l <= c.L1) return;
        const Matrix<S> W = c.W(c.L), Z = c.at(l), within = c.within(Z);
        const Matrix<S> E = c.at(c.L) - c.Y, labels = c.Y - c.Y * c.J;
        const S eps1 = E.norm(), h = singular_values(labels)(c.K - 2);
        const S r = operator_norm(Matrix<S>(Z - Z * c.J));
        const Eigen::JacobiSVD<Matrix<S>> svd(W, Eigen::ComputeThinU | Eigen::ComputeFullV);
        const auto& s = svd.singularValues();
        const auto value = [&](Eigen::Index j) { return j <= s.size() ? S(s(j - 1)) : S(0); };
        expect_at_most<S>(h - eps1, r * value(c.K - 1), "Weyl");
        expect_equal<S>(c.within(c.at(c.L)), c.within(E), "Z_L^w = E^w");
        const Matrix<S> along = svd.matrixV().transpose() * within; // one row a direction
        S leading(0);
        for (Eigen::Index j = 1; j < c.K && j <= along.rows(); ++j)
            leading += along.row(j - 1).squaredNorm();
        if (value(c.K - 1) > tiny<S>())
            expect_at_most<S>(leading, eps1 * eps1 / (value(c.K - 1) * value(c.K - 1)), "leading");
        const Matrix<S> D = W.transpose() * W - c.W(l) * c.W(l).transpose();
        const Eigen::SelfAdjointEigenSolver<Matrix<S>> solver(D);
        const S least = solver.eigenvalues()(0), steep = least < 0 ? S(-least) : S(0);
        const S zw = operator_norm(c.within(c.at(l - 1)));
        for (Eigen::Index j = c.K; j <= along.rows(); ++j) {
            const S here = along.row(j - 1).squaredNorm(), x = value(j) * value(j);
            expect_at_most<S>(value(j) * along.row(j - 1).norm(), eps1, "s_K ||q^T Z^w|| <= eps1");
            expect_at_most<S>(here, (x + steep) * zw * zw, "as much as W_{L-1} writes there");
            expect_at_most<S>(here, (j == c.K ? S(eps1 * zw) : S(0)) + steep * zw * zw,
                              j == c.K ? "the K-th" : "each other");
        }
    });
}

/// K = 2, c = (1,-1)/sqrt2, o = (1,1)/sqrt2, W_2 = c e_1^T + d o e_2^T, W_1 = diag(1, d), b_2 = 1/2:
/// balanced, and A2's right side, as it would be without biases, is exceeded 1/d-fold and more.
TEST(WithinClassCollapseWithBiasesSteps, A2IsFalseWithBiases) {
    for (const auto& [d, times] : {std::pair{0.1, 2.9}, {0.01, 312.0}, {0.001, 31249.0}}) {
        const double root = std::sqrt(0.5);
        Snapshot s;
        s.data.classes = 2;
        s.data.labels = {0, 0, 1, 1};
        s.data.inputs.resize(2, 4);
        s.data.inputs << root, root, -root, -root, 1, -1, 1, -1;
        Matrix<double> W1(2, 2), W2(2, 2);
        W1 << 1, 0, 0, d;
        W2 << root, root * d, -root, root * d;
        s.network.weights = {W1, W2};
        s.network.activation.kind = ActivationKind::identity;
        s.weight_decay = 0.01;
        const Snapshot without = s; // the same but for the bias
        s.network.biases = {Vector<double>(), Vector<double>(Vector<double>::Constant(2, 0.5))};
        const auto c = lift_affine<mp100>(s);
        const mp100 eps1 = Matrix<mp100>(c.at(2) - c.Y).norm(), gap = sqrt(mp100(2)) - eps1;
        const mp100 r = operator_norm(c.at(0));
        const mp100 r1 =
            std::max({r, operator_norm(c.at(1)), operator_norm(c.W(1)), operator_norm(c.W(2))});
        const mp100 psi = r1 * eps1 / gap, below = sqrt(mp100(0.5)) - eps1 / 2;
        const mp100 A2 = r1 * r1 / 4 * psi * psi / (below * below);
        const auto outcome = check(s, {{"A2b"}, Arithmetic::binary64}).front();
        const double nc1 =
            outcome.lhs / Matrix<mp100>(c.between(c.at(1))).squaredNorm().convert_to<double>();
        EXPECT_GT(nc1 / A2.convert_to<double>(), times) << d;
        EXPECT_EQ(outcome.status, Status::holds) << d;
        EXPECT_EQ(check(s, {{"A2"}, Arithmetic::binary64}).front().lacks, Hypothesis::no_biases);
    }
}

} // namespace ncv::proofs
