#include "claims/h4_centred_class_means.hpp"

#include "data/random.hpp"
#include "network/multiprecision.hpp"
#include "support/classifier_instance.hpp"

namespace ncv::proofs {
namespace {

template <class S>
auto h4_on(const Classifier<S>& c) {
    return outcome_on(c, [](auto& ledger, const auto& m) { h4_centred_class_means(ledger, m); });
}

/// s_{K-1}; 0 where there are fewer.
template <class S>
S least_of_means(const Matrix<S>& A, int K) {
    const Vector<S> s = singular_values(A);
    return s.size() < K - 1 ? S(0) : s(K - 2);
}

} // namespace

TEST(CentredClassMeansSteps, H4IsItsTwoPieces) {
    int speaks = 0;
    for_classifiers([&](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        const Matrix<S> inside = c.P * c.means, outside = c.means - inside;
        const S top = operator_norm(c.means), kept = operator_norm(inside);
        const S least = least_of_means<S>(c.means, c.K), seen = least_of_means<S>(inside, c.K);
        expect_at_most<S>(seen, least, "s_{K-1}(P M~) <= s_{K-1}(M~)");
        expect_at_most<S>(top * top, kept * kept + outside.squaredNorm(),
                          "s_1(M~)^2 <= s_1(P M~)^2 + ||(I-P) M~||_F^2");
        expect_equal<S>(outside.squaredNorm(), S(S(c.K) * (c.S_B - c.P_B)), "K (S_B - P_B)");
        expect_at_most<S>(outside.squaredNorm(), S(c.K) * c.rest, "at most K q^2");
        if (!(seen > tiny<S>() * (S(1) + kept))) return;
        ++speaks;
        const Outcome o = h4_on(c);
        const S bound = sqrt(S((kept * kept + S(c.K) * c.rest) / (seen * seen)));
        expect_same<S>(bound, o.rhs, "right side");
        expect_same<S>(top / least, o.lhs, "left side");
        expect_at_most<S>(top / least, bound, "H4");
        const S given = sqrt(S((kept * kept + outside.squaredNorm()) / (seen * seen)));
        expect_at_most<S>(given, bound, "sharper where S_B is given");
        expect_same<S>(given, o.further.front().value, "S_B given");
    });
    EXPECT_GE(speaks, 25);
}

/// Attained where the class means leave the row space along their first singular vector alone, and
/// samples of a class not at all.
TEST(CentredClassMeansSteps, H4IsAttained) {
    using S = mp50;
    const S root2 = sqrt(S(2)), root6 = sqrt(S(6));
    Matrix<S> contrast(2, 3); // orthonormal rows, each with sum 0
    contrast << 1 / root2, -1 / root2, 0, 1 / root6, 1 / root6, -2 / root6;
    Matrix<S> Z(3, 6), W(3, 3);
    std::vector<int> labels;
    for (int i = 0; i < 6; ++i) {
        const int k = i / 2;
        labels.push_back(k);
        Z.col(i) << S(3) * contrast(0, k), contrast(1, k), S(2) * contrast(0, k);
        Z(1, i) += S(i % 2 ? 0.25 : -0.25);
    }
    W << contrast.transpose(), Matrix<S>::Zero(3, 1);
    const Outcome o = h4_on(classifier_of<S>(W, Vector<S>::Ones(3), Z, labels));
    expect_same<S>(sqrt(S(13)), o.lhs, "s_1 = sqrt(9 + 4)");
    expect_same<S>(sqrt(S(13)), o.rhs, "the bound");
    expect_same<S>(sqrt(S(13)), o.further.front().value, "S_B given");
}

} // namespace ncv::proofs
