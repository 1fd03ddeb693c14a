#include "claims/h5_centred_alignment.hpp"

#include "data/random.hpp"
#include "network/multiprecision.hpp"
#include "support/classifier_instance.hpp"

namespace ncv::proofs {
namespace {

template <class S>
auto h5_on(const Classifier<S>& c) {
    return outcome_on(c, [](auto& ledger, const auto& m) { h5_centred_alignment(ledger, m); });
}

/// cp^+ (1 - (1+x)^{-1/2}) - mu p^2 x.
template <class S>
S lost_at(const S& cosine, const S& p, const S& mu, const S& x) {
    return std::max(cosine, S(0)) * (S(1) - S(1) / sqrt(S(S(1) + x))) - mu * p * p * x;
}

/// What the library has for this sample.
template <class S>
S library_loss(const S& cosine, const S& p, const S& mu) {
    return alignment_lost(Approx<S>(p), Approx<S>(cosine), Approx<S>(mu)).value;
}

/// 1 - mean cp + mean l(mu) + mu q^2.
template <class S>
S bound_at(const Classifier<S>& c, const S& mu) {
    const Matrix<S> inside = c.P * c.centred;
    return mu * c.rest + c.balanced([&](Eigen::Index i) {
        const S cosine = c.cosine(i, inside), p = inside.col(i).norm();
        return S(S(1) - cosine + library_loss(cosine, p, mu));
    });
}

/// Classes 0 and 1 at +-e_1, their samples p from the centre along it and q across: P keeps the
/// first coordinate, and cp is 1.
template <class S>
Classifier<S> two_rays(const std::vector<S>& p, const std::vector<S>& q) {
    const auto n = static_cast<Eigen::Index>(p.size());
    Matrix<S> W(2, 2), Z(2, 4 * n);
    W << 1, 0, -1, 0;
    std::vector<int> labels;
    for (Eigen::Index i = 0; i < 4 * n; ++i) {
        const auto k = static_cast<std::size_t>(i / 4);
        const S along = i % 4 < 2 ? p[k] : S(-p[k]), across = i % 2 ? q[k] : S(-q[k]);
        labels.push_back(i % 4 < 2 ? 0 : 1);
        Z.col(i) << along, across;
    }
    return classifier_of<S>(W, Vector<S>::Zero(2), Z, labels);
}

} // namespace

/// l(mu) is the largest value over x >= 0: nowhere on a fine grid exceeded, and reached at the x of
/// the claim.
TEST(CentredAlignmentSteps, TheLossOfASampleIsAMaximum) {
    using S = mp50;
    Random random(3);
    int inside = 0;
    for (int trial = 0; trial < 60; ++trial) {
        const S cosine = uniform_real(random, -0.5, 1), p = uniform_real(random, 0.25, 4);
        const S mu = std::ldexp(1.0, uniform_int(random, -12, 2));
        const S most = library_loss<S>(cosine, p, mu);
        for (int step = 0; step <= 400; ++step) {
            const S x = step == 0 ? S(0) : S(std::ldexp(1.0, (step - 200) / 8));
            expect_at_most<S>(lost_at(cosine, p, mu, x), most, "no x loses more");
        }
        const S ratio = cosine / (S(2) * mu * p * p);
        const S x = ratio > 1 ? S(pow(ratio, S(S(2) / 3)) - 1) : S(0);
        expect_equal<S>(most, lost_at(cosine, p, mu, x), "and this one as much");
        inside += x > 0;
    }
    EXPECT_GT(inside, 20);
    EXPECT_LT(inside, 60);
}

TEST(CentredAlignmentSteps, H5IsLagrangesBoundForEveryMultiplier) {
    for_classifiers([](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        const Matrix<S> inside = c.P * c.centred, outside = c.centred - inside;
        expect_equal<S>(c.balanced([&](Eigen::Index i) { return S(outside.col(i).squaredNorm()); }),
                        c.rest, "the q_i^2 have the mean q^2");
        const S lost = S(1) - c.balanced([&](Eigen::Index i) { return c.cosine(i, c.centred); });
        for (int e = -20; e <= 4; e += 4) {
            const S mu = std::ldexp(1.0, e);
            for (Eigen::Index i = 0; i < c.N; ++i) {
                const S p = inside.col(i).norm(), q2 = outside.col(i).squaredNorm();
                if (!(p > tiny<S>() * c.centred.norm())) continue;
                const S kept = c.cosine(i, inside), cosine = c.cosine(i, c.centred);
                expect_equal<S>(cosine, kept / sqrt(S(S(1) + q2 / (p * p))), "cos of cp");
                expect_at_most<S>(S(1) - cosine, S(1) - kept + library_loss(kept, p, mu) + mu * q2,
                                  "the sample's share");
            }
            expect_at_most<S>(lost, bound_at<S>(c, mu), "H5 with this multiplier");
        }
    });
}

/// The bound is convex in mu. Its slope at the library's multiplier is q^2 less what is used there,
/// so between 0 and q^2, and the best one is within 1e-9 of it. The largest that makes sense is
/// rounded to double: d below it a sample loses d^2/6, d at most 2^-50.
TEST(CentredAlignmentSteps, H5TakesTheBestMultiplier) {
    int compared = 0;
    for_classifiers([&](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        const auto m = letters_of(c);
        const double best = best_multiplier(m);
        const S bound = bound_at<S>(c, S(best));
        const Outcome o = h5_on(c);
        expect_same<S>(bound, o.rhs, "right side");
        expect_same<S>(S(1) - c.balanced([&](Eigen::Index i) { return c.cosine(i, c.centred); }),
                       o.lhs, "left side");
        const S slack = c.rest * S(best) * S(2e-9) + S(0x1p-100);
        for (int e = -40; e <= 40; ++e) {
            const S other = S(best) * S(std::exp2(e / 8.0));
            expect_at_most<S>(bound, bound_at<S>(c, other) + slack, "no other is better");
        }
        compared += c.rest > tiny<S>();
    });
    EXPECT_GE(compared, 20);
}

/// A sample next to the centre says nothing of the others: its own best multiplier is far above
/// theirs.
TEST(CentredAlignmentSteps, ASampleAtTheCentreDoesNotSpoilH5) {
    using S = mp50;
    for (const double near : {0x1p-60, 0x1p-600}) { // the latter's square is no double
        const Classifier<S> c = two_rays<S>({S(near), S(1), S(2)}, {S(0), S(0.5), S(0.25)});
        const Outcome o = h5_on(c);
        for (int e = -60; e <= 60; ++e) {
            const S bound = bound_at<S>(c, S(std::ldexp(1.0, e)));
            EXPECT_LE(o.rhs, static_cast<double>(bound) + 0x1p-50) << e;
        }
    }
}

/// Attained where q_i^2 = p_i^2 x_i of one multiplier.
TEST(CentredAlignmentSteps, H5IsAttained) {
    using S = mp50;
    const S mu = S(1) / 64;
    std::vector<S> p{1, 2, 5}, q;
    for (const S& length : p) {
        const S x = std::max(S(pow(S(S(1) / (2 * mu * length * length)), S(S(2) / 3)) - 1), S(0));
        q.push_back(length * sqrt(x));
    }
    EXPECT_TRUE(q[1] > 0 && q[2] < q[0]);
    const Classifier<S> c = two_rays(p, q);
    const S lost = S(1) - c.balanced([&](Eigen::Index i) { return c.cosine(i, c.centred); });
    expect_equal<S>(lost, bound_at<S>(c, mu), "at its multiplier");
    const Outcome o = h5_on(c);
    EXPECT_NEAR(o.rhs, o.lhs, 1e-9 * static_cast<double>(S(mu * c.rest)) + 0x1p-52);
}

} // namespace ncv::proofs
