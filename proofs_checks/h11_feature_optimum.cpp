#include "support/passed_classifier.hpp"

#include "claims/h11_feature_optimum.hpp"
#include "claims/registry.hpp"
#include "data/random.hpp"

#include <cmath>

namespace ncv::proofs {
namespace {

Outcome h11(const Snapshot& s, std::optional<Hypothesis> lacks = {}) {
    return check(s, {{"H11"}, Arithmetic::mp, lacks}).front();
}
Outcome h11c(const Snapshot& s) { return check(s, {{"H11c"}, Arithmetic::mp}).front(); }

/// Two classes of one sample, features and weight both w times the identity.
Snapshot identities(double w, double lambda) {
    Snapshot s;
    s.network.weights = {w * Matrix<double>::Identity(2, 2)};
    s.data = {w * Matrix<double>::Identity(2, 2), {0, 1}, 2};
    s.weight_decay = lambda;
    return s;
}

/// 1/2 ||Z - Y||^2 + mu ||Z||_*.
template <class S>
S cost(const Matrix<S>& Z, const Matrix<S>& Y, const S& mu) {
    return (Z - Y).squaredNorm() / 2 + mu * singular_values(Z).sum();
}

} // namespace

TEST(FeatureOptimumSteps, H11TheCostIsStronglyConvexAroundItsOptimum) {
    for_passed_classifiers([](const auto& p) {
        using S = std::decay_t<decltype(p.C(0, 0))>;
        const S W = p.net.W(p.L).norm(), H = p.features().norm();
        if (!(H > 0)) return;
        const auto counts = p.data.class_counts();
        Random random(static_cast<std::uint64_t>(p.N));
        for (const S& mu : {S(p.decay(p.L) * W / H), S("0.3"), S(2)}) {
            Matrix<S> optimum = p.Y;
            for (int i = 0; i < p.N; ++i) {
                const auto c = static_cast<std::size_t>(p.data.labels[static_cast<std::size_t>(i)]);
                const S root = sqrt(S(static_cast<double>(counts[c])));
                optimum.col(i) *= mu < root ? S(1 - mu / root) : S(0);
            }
            const S least = cost<S>(optimum, p.Y, mu);
            expect_equal<S>(S(2 * least), twice_least_cost(counts, Approx<S>(mu)).value,
                            "F* is the cost at Z*");
            const Matrix<S> noise = gaussian_matrix(random, p.K, p.N).template cast<S>();
            for (const Matrix<S>& Z : {p.logits(), noise, Matrix<S>(optimum + noise / S(64))})
                expect_at_most<S>(S((Z - optimum).squaredNorm() / 2),
                                  S(cost<S>(Z, p.Y, mu) - least), "1-strongly convex");
        }
        if (p.net.has_bias(p.L)) return;
        expect_at_most<S>(singular_values(p.logits()).sum(), S(W * H), "||W H||_* <= ||W|| ||H||");
        EXPECT_NE(h11(p.snapshot).status, Status::violated);
    });
}

/// Z_L = Y/4, Z* = Y/2: half the curvature on either side.
TEST(FeatureOptimumSteps, H11IsAttained) {
    const Outcome o = h11(identities(0.5, 0.5));
    EXPECT_NEAR(o.lhs, 0.125, 1e-15);
    EXPECT_NEAR(o.ratio, 1, 1e-14);
    EXPECT_NE(o.status, Status::violated);
    EXPECT_NEAR(h11(identities(0.5, 0.75)).lhs, 0, 1e-15); // at the optimum itself
}

TEST(FeatureOptimumSteps, H11FailsWithAFreeBias) {
    Snapshot s = identities(std::ldexp(1.0, -10), 0.25);
    s.network.biases = {Vector<double>::Constant(2, 0.5)};
    EXPECT_EQ(h11(s).lacks, Hypothesis::no_last_bias);
    const Outcome o = h11(s, Hypothesis::no_last_bias);
    EXPECT_EQ(o.status, Status::violated);
    EXPECT_NEAR(o.ratio, 5, 0.01);
    // F itself is below F*, 1/2 < 1 in units of the summed loss, once mu is as large as sqrt(N_c).
    s.weight_decay = 1;
    EXPECT_LT(h11(s, Hypothesis::no_last_bias).rhs, -0.99);
}

/// f(t) + a t over a grid is never below the closed form, and reaches it.
TEST(FeatureOptimumSteps, H11cFloorIsTheLeastOfTheGrid) {
    using S = mp100;
    for (const int K : {2, 3, 10})
        for (const double a : {0x1p-10, 0.1, 0.5, 0.9, 1.0, 3.0}) {
            const S code = least_entropy_cost(K, Approx<S>(S(a))).value;
            S least = log(S(K));
            for (int step = 0; step <= 4000; ++step) {
                const S t = S(step) / 400;
                const S value = log(S(1 + (K - 1) * exp(S(-K * t / (K - 1))))) + a * t;
                expect_at_most<S>(code, value, "no t is cheaper");
                if (value < least) least = value;
            }
            expect_at_most<S>(least, S(code + S("1e-4")), "and one is as cheap");
        }
    EXPECT_EQ(least_entropy_cost(3, Approx<S>(S(0))).value, 0) << "where t costs nothing";
}

TEST(FeatureOptimumSteps, H11cCrossEntropyAndNormsFromTheMeanMargin) {
    for_passed_classifiers([](const auto& p) {
        using S = std::decay_t<decltype(p.C(0, 0))>;
        const auto means = class_statistics<S>(p.features(), p.data.labels, p.K).means;
        const auto counts = p.data.class_counts();
        const S fewest(static_cast<double>(*std::min_element(counts.begin(), counts.end())));
        const Matrix<S> rows = p.C * p.net.W(p.L), centred = means * p.C;
        expect_at_most<S>(S(sqrt(fewest) * centred.norm()), p.features().norm(),
                          "sqrt(min N_c) ||M~|| <= ||H||");
        expect_at_most<S>(rows.norm(), p.net.W(p.L).norm(), "||W~|| <= ||W||");
        expect_at_most<S>(inner<S>(rows.transpose(), centred), S(rows.norm() * centred.norm()),
                          "K tbar <= ||W~|| ||M~||");
        EXPECT_NE(h11c(p.snapshot).status, Status::violated);
    });
}

/// Two classes at +-h, rows +-h with e^{-2 h^2} = a/(2 - a), a = lambda.
TEST(FeatureOptimumSteps, H11cIsAttained) {
    const double a = 0.5, h = std::sqrt(std::log((2 - a) / a) / 2);
    Snapshot s;
    s.network.weights = {Matrix<double>(2, 1)};
    s.network.weights[0] << h, -h;
    s.data = {Matrix<double>(1, 2), {0, 1}, 2};
    s.data.inputs << h, -h;
    s.weight_decay = a;
    EXPECT_NEAR(h11c(s).ratio, 1, 1e-14);
    s.data.inputs *= 4;
    EXPECT_LT(h11c(s).ratio, 0.999);
}

} // namespace ncv::proofs
