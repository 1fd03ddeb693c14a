#include "data/random.hpp"
#include "network/multiprecision.hpp"
#include "support/proof_instance.hpp"

namespace ncv::proofs {

TEST(AlignmentSteps, A6ColumnByColumn) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        const S kappa = i.kappa(), s1 = i.s1();
        const Matrix<S> apart = i.last() - i.pinv * i.Y;
        int large = 0;
        for (int n = 0; n < i.N; ++n) {
            const auto c = i.data.labels[static_cast<std::size_t>(n)];
            const Vector<S> z = i.last().col(n), w = i.W.row(c).transpose();
            expect_equal<S>(z.dot(w), S(1) + i.E(c, n), "<z, w_c> = 1 + E_c");
            expect_at_most<S>(z.norm() * w.norm(), kappa + s1 * apart.col(n).norm(),
                              "||z|| ||w|| <= kappa + s1 ||column||");
            large += i.E.col(n).norm() > S(1);
        }
        expect_at_most<S>(S(large), i.eps1 * i.eps1, "at most eps1^2 large residuals");
    });
}

TEST(AlignmentSteps, A6sChords) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        using std::sqrt;
        const S kappa = i.kappa(), s1 = i.s1();
        const Matrix<S> Q = i.outside(i.last());
        S mean_chord(0);
        for (int n = 0; n < i.N; ++n) {
            const auto c = i.data.labels[static_cast<std::size_t>(n)];
            const Vector<S> w = i.W.row(c).transpose(), p = i.pinv.col(c);
            const Vector<S> z = i.last().col(n);
            const S aligned = cosine<S>(w, p);
            expect_at_most<S>(S(2) * kappa / (kappa * kappa + S(1)), aligned, "Kantorovich");
            const Vector<S> q = Q.col(n), step = p + q;
            expect_equal<S>(p.dot(q), S(0), "the column of Q is orthogonal to W^+ e_c");
            expect_at_most<S>((step.normalized() - p.normalized()).norm(), s1 * q.norm(),
                              "chord <= s1 ||Q column||");
            const Vector<S> moved = i.pinv * i.E.col(n);
            expect_equal<S>(z, Vector<S>(step + moved), "z = W^+ e_c + q + W^+ E");
            expect_at_most<S>((z.normalized() - step.normalized()).norm(),
                              S(2) * kappa * i.E.col(n).norm(), "chord <= 2 kappa ||E||");
            mean_chord += (z.normalized() - w.normalized()).squaredNorm() / S(i.N);
        }
        expect_equal<S>(S(2) * (S(1) - nc3_mean_cosine<S>(i.last(), i.W, i.data.labels)),
                        mean_chord, "2 (1 - NC3) is the mean squared chord");
    });
}

/// The counting term is needed: a sample with residual above 1 may point anywhere.
TEST(AlignmentSteps, A6LargeResidualsMayOppose) {
    Snapshot s;
    s.data.classes = 2;
    s.data.labels = {0, 0, 0, 0, 1, 1, 1, 1};
    s.data.inputs = s.data.one_hot();
    s.data.inputs.col(0) *= -0.25;
    s.network.weights = {Matrix<double>::Identity(2, 2), Matrix<double>::Identity(2, 2)};
    const auto i = lift<mp50>(s);
    EXPECT_LT(i.eps1, i.sKY);
    EXPECT_LT(static_cast<double>(cosine<mp50>(i.last().col(0), i.W.row(0).transpose())), 0);
}

} // namespace ncv::proofs
