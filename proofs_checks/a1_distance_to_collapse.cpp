#include "support/proof_instance.hpp"

namespace ncv::proofs {

TEST(DistanceToCollapseSteps, A1SplitsIntoTwoPieces) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        const Matrix<S> first = i.pinv * i.E;
        const Matrix<S> second = i.outside(i.net.W(i.L - 1)) * i.before();
        expect_equal<S>(i.last() - i.pinv * i.Y, first + second,
                        "Z - W^+ Y = W^+ E + (I-P) W_{L-1} Z_{L-2}");
        expect_at_most<S>(first.norm(), i.r * i.eps1 / i.gap, "||W^+ E|| <= r eps1/gap");
        using std::sqrt;
        expect_at_most<S>(second.norm(), i.r * sqrt(S(S(static_cast<double>(i.m - i.K)) * i.eps2)),
                          "||(I-P) W Z|| <= r sqrt((m-K) eps2)");
    });
}

TEST(DistanceToCollapseSteps, A1sPiecesAreOrthogonalAndOfSmallRank) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        const Matrix<S> first = i.pinv * i.E;
        const Matrix<S> Q = i.outside(i.last());
        expect_equal<S>(first.transpose() * Q, Matrix<S>::Zero(i.N, i.N), "orthogonal ranges");
        expect_equal<S>((i.last() - i.pinv * i.Y).squaredNorm(),
                        S(first.squaredNorm() + Q.squaredNorm()), "Pythagoras");
        const auto q = std::min({i.m - i.K, i.before().rows(), static_cast<Eigen::Index>(i.N)});
        const Vector<S> s = singular_values(Q);
        for (Eigen::Index k = q; k < s.size(); ++k)
            expect_equal<S>(s(k), S(0), "rank of Q at most q");
        const S z2 = operator_norm(i.before());
        expect_at_most<S>(s.size() ? s(0) * s(0) : S(0), z2 * z2 * operator_norm(i.D),
                          "||Q||^2 <= z2^2 eD");
    });
}

} // namespace ncv::proofs
