#include "claims/h6_nearest_class_mean.hpp"

#include "data/random.hpp"
#include "network/multiprecision.hpp"
#include "support/classifier_instance.hpp"

namespace ncv::proofs {
namespace {

template <class S>
auto h6_on(const Classifier<S>& c) {
    return outcome_on(c, [](auto& ledger, const auto& m) { h6_nearest_class_mean(ledger, m); });
}
template <class S>
auto h6j_on(const Classifier<S>& c) {
    return outcome_on(c, [](auto& ledger, const auto& m) { h6j_nearest_class_mean(ledger, m); });
}
template <class S>
auto h6e_on(const Classifier<S>& c) {
    return outcome_on(c, [](auto& ledger, const auto& m) { h6e_nearest_class_mean(ledger, m); });
}

/// Features alone: the claims about them see no weights.
template <class S>
Classifier<S> features_only(const Matrix<S>& Z, const std::vector<int>& labels, int K) {
    return classifier_of<S>(Matrix<S>::Zero(K, Z.rows()), Vector<S>::Zero(K), Z, labels);
}

/// Whether sample i is not nearer to its own class mean than to every other.
template <class S>
bool wrong(const Classifier<S>& c, Eigen::Index i) {
    const auto own = static_cast<Eigen::Index>(c.label(i));
    bool out = false;
    for (Eigen::Index j = 0; j < c.K; ++j)
        out = out || (j != own && (c.centred.col(i) - c.means.col(j)).squaredNorm() <=
                                      (c.centred.col(i) - c.means.col(own)).squaredNorm());
    return out;
}

/// sum_c N_c/N min(1, share_c).
template <class S>
S over_classes(const Classifier<S>& c, const std::vector<S>& shares) {
    S sum(0);
    for (std::size_t k = 0; k < shares.size(); ++k)
        sum += S(static_cast<double>(c.counts[k])) / S(c.N) * std::min(shares[k], S(1));
    return sum;
}

/// Of each class the mean of g and of its square about it.
template <class S>
std::vector<S> cantelli_of_nearness(const Classifier<S>& c) {
    const auto means = c.class_means([&](Eigen::Index i) { return c.nearness(i); });
    auto out = c.class_means([&](Eigen::Index i) {
        const S off = c.nearness(i) - means[c.label(i)];
        return S(off * off);
    });
    for (std::size_t k = 0; k < out.size(); ++k) {
        const S below = S(1) - means[k];
        out[k] = below > 0 ? S(out[k] / (out[k] + below * below)) : S(1);
    }
    return out;
}

template <class S>
S hinge_mean(const std::vector<S>& g, const S& h) {
    S sum(0);
    for (const S& x : g) sum += std::max(S(x - h), S(0)) / S(static_cast<double>(g.size()));
    return sum / (S(1) - h);
}

} // namespace

TEST(NearestClassMeanSteps, WrongIsAHalfSpace) {
    for_classifiers([](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        for (Eigen::Index i = 0; i < c.N; ++i) {
            const auto own = static_cast<Eigen::Index>(c.label(i));
            for (Eigen::Index j = 0; j < c.K; ++j) {
                if (j == own) continue;
                const Vector<S> apart = c.means.col(j) - c.means.col(own);
                expect_equal<S>((c.centred.col(i) - c.means.col(own)).squaredNorm() -
                                    (c.centred.col(i) - c.means.col(j)).squaredNorm(),
                                S(2 * apart.dot(c.within.col(i)) - apart.squaredNorm()),
                                "nearer to mu_j beyond half the distance");
            }
            const S g = c.nearness(i), off = g - S(1);
            if (off > tiny<S>() || -off > tiny<S>()) {
                EXPECT_EQ(wrong(c, i), g >= S(1)) << "wrong iff g >= 1";
            }
        }
    });
}

TEST(NearestClassMeanSteps, CantelliInEachHalfSpace) {
    int speaks = 0;
    for_classifiers([&](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        const Outcome o = h6_on(c);
        if (o.lacks) return;
        ++speaks;
        const auto variances =
            c.class_means([&](Eigen::Index i) { return S(c.within.col(i).squaredNorm()); });
        std::vector<S> cantelli(c.counts.size(), S(0)), chebyshev = cantelli, plain = cantelli;
        for (Eigen::Index k = 0; k < c.K; ++k)
            for (Eigen::Index j = 0; j < c.K; ++j) {
                if (j == k) continue;
                const Vector<S> apart = c.means.col(j) - c.means.col(k);
                const S distance = apart.squaredNorm(), half = sqrt(distance) / S(2);
                S variance(0), beyond(0);
                for (Eigen::Index i = 0; i < c.N; ++i) {
                    if (static_cast<Eigen::Index>(c.label(i)) != k) continue;
                    const S n(static_cast<double>(c.counts[c.label(i)]));
                    const S along = apart.dot(c.within.col(i)) / sqrt(distance);
                    variance += along * along / n;
                    beyond += along >= half ? S(S(1) / n) : S(0);
                }
                const auto at = static_cast<std::size_t>(k);
                const S share = variance / (variance + distance / S(4));
                expect_at_most<S>(beyond, share, "Cantelli");
                expect_at_most<S>(variance, variances[at], "v_cj <= V_c");
                cantelli[at] += share;
                chebyshev[at] += S(4) * variance / distance;
                plain[at] += S(4) * variances[at] / distance;
            }
        expect_same<S>(over_classes(c, cantelli), o.rhs, "right side");
        expect_same<S>(over_classes(c, chebyshev), o.further.front().value, "Chebyshev's");
        expect_at_most<S>(over_classes(c, cantelli), over_classes(c, chebyshev), "Cantelli's less");
        expect_at_most<S>(over_classes(c, chebyshev), over_classes(c, plain), "4 sum V_c/d^2");
    });
    EXPECT_GE(speaks, 40);
}

TEST(NearestClassMeanSteps, CantelliAndHingesOfTheNearestRival) {
    for_classifiers([](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        std::vector<std::vector<S>> g(c.counts.size());
        std::vector<S> wrong_shares(c.counts.size(), S(0));
        for (Eigen::Index i = 0; i < c.N; ++i) {
            const S nearness = c.nearness(i);
            g[c.label(i)].push_back(nearness);
            if (nearness >= S(1))
                wrong_shares[c.label(i)] += S(1) / S(static_cast<double>(c.counts[c.label(i)]));
        }
        const auto shares = cantelli_of_nearness(c);
        std::vector<S> hinges;
        for (std::size_t k = 0; k < g.size(); ++k) {
            expect_at_most<S>(wrong_shares[k], shares[k], "Cantelli for g");
            std::vector<double> rounded;
            for (const S& x : g[k]) rounded.push_back(static_cast<double>(x));
            const double best = best_hinge(rounded);
            EXPECT_LT(best, 1);
            hinges.push_back(hinge_mean(g[k], S(best)));
            expect_at_most<S>(wrong_shares[k], hinges[k], "1_{g >= 1} <= (g-h)_+/(1-h)");
            // The hinge was chosen for g in double, which moves every (g-h)/(1-h) a little.
            S slack(0);
            for (const S& x : g[k]) slack += (S(1) + abs(x)) * S(0x1p-50) / (S(1) - S(best));
            for (int step = 1; step <= 300; ++step) {
                const S h = S(1) - S(std::exp2((step - 200) / 8.0));
                const S other = hinge_mean(g[k], h);
                expect_at_most<S>(wrong_shares[k], other, "any hinge");
                expect_at_most<S>(std::min(hinges[k], S(1)), other + slack / (S(1) - h),
                                  "no other is better, 1 being trivial");
            }
        }
        const Outcome j = h6j_on(c), e = h6e_on(c);
        expect_same<S>(over_classes(c, wrong_shares), j.lhs, "left side");
        expect_same<S>(over_classes(c, wrong_shares), e.lhs, "left side");
        expect_same<S>(over_classes(c, shares), j.rhs, "H6j's right side");
        expect_same<S>(over_classes(c, hinges), e.rhs, "H6e's right side");
    });
}

/// Cantelli's inequality is attained by two points: one sample of four at half the distance, which
/// is a tie and counts as wrong, the others as far to the other side as keeps their mean.
TEST(NearestClassMeanSteps, H6IsAttainedByTwoPoints) {
    using S = mp50;
    Matrix<S> Z(1, 8);
    Z << 3, -1, -1, -1, 6, 6, 6, 6;
    const auto c = features_only<S>(Z, {0, 0, 0, 0, 1, 1, 1, 1}, 2);
    for (const Outcome& o : {h6_on(c), h6j_on(c), h6e_on(c)}) {
        EXPECT_EQ(o.lhs, 0.125);
        EXPECT_NEAR(o.rhs, 0.125, 0x1p-53); // v/(v + 9) is a rounded number
    }
}

/// Of coinciding means neither is nearer: all samples count as wrong, and every form knows.
TEST(NearestClassMeanSteps, CoincidingMeansAreTies) {
    using S = mp50;
    Matrix<S> Z(1, 4);
    Z << 1, -1, 2, -2;
    const auto c = features_only<S>(Z, {0, 0, 1, 1}, 2);
    EXPECT_EQ(h6_on(c).lacks, Hypothesis::distinct_means);
    for (const Outcome& o : {h6j_on(c), h6e_on(c)}) {
        EXPECT_EQ(o.lhs, 1);
        EXPECT_EQ(o.rhs, 1);
    }
}

} // namespace ncv::proofs
