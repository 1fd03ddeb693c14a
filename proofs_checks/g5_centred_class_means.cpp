#include "network/multiprecision.hpp"
#include "support/affine_networks.hpp"

namespace ncv::proofs {

TEST(CentredClassMeansSteps, G5SplitsIntoOrthogonalRanges) {
    for_affine_layers([](const auto& c, int l) {
        using S = std::decay_t<decltype(c.lambda[0])>;
        const Matrix<S> C =
            Matrix<S>::Identity(c.K, c.K) - Matrix<S>::Constant(c.K, c.K, S(1) / S(c.K));
        const Matrix<S> V = c.V(l), pinv = pseudo_inverse<S>(V);
        const Matrix<S> here = c.means(c.at(l)) * C, below = c.means(c.at(l - 1)) * C;
        const Matrix<S> U = c.A * c.means(c.at(c.L)) * C, O = c.W(l) - pinv * (V * c.W(l));
        const Matrix<S> seen = pinv * U, lifted = O * below;
        expect_equal<S>(here, seen + lifted, "Mu_l C_K = V^+ U + O Mu_{l-1} C_K");
        const auto sigma = [](const Matrix<S>& M, Eigen::Index k) {
            const Vector<S> s = singular_values(M);
            return k <= s.size() ? S(s(k - 1)) : S(0);
        };
        const Eigen::Index kk = c.K - 1;
        const S largest = sigma(here, 1), top = sigma(seen, 1), side = sigma(lifted, 1);
        expect_at_most<S>(largest * largest, top * top + side * side, "the largest");
        expect_at_most<S>(sigma(seen, kk), sigma(here, kk), "the smallest");
        const S s1 = operator_norm(V), inverse = operator_norm(pinv);
        expect_at_most<S>(top, inverse * sigma(U, 1), "||V^+ U|| <= ||U||/s_rho");
        expect_at_most<S>(sigma(U, kk), s1 * sigma(seen, kk), "s(V^+ U) >= s(U)/s_1");
    });
}

/// Mu = [0 1], W = (-1, 1)^T, b = (1, 0): the logits' means are e_1 and e_2, the best there are, and
/// those of the features dependent.
TEST(CentredClassMeansSteps, UncentredMeansAreAbsorbedByABias) {
    Matrix<double> Mu(1, 2), W(2, 1), b(2, 1);
    Mu << 0, 1;
    W << -1, 1;
    b << 1, 0;
    EXPECT_EQ(Matrix<double>(W * Mu + b.replicate(1, 2)), (Matrix<double>::Identity(2, 2)));
    EXPECT_EQ(condition_number(Mu, 2), std::numeric_limits<double>::infinity());
}

} // namespace ncv::proofs
