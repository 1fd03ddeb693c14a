/// Norms from Lanczos against norms from the matrix.
#include "spectra/lanczos.hpp"
#include "network/multiprecision.hpp"

#include "data/random.hpp"
#include "instances/instance.hpp"
#include "measure/curvature.hpp"
#include "measure/subject.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
namespace {

/// A diagonal operator: Lanczos is invariant under rotations, so nothing is lost.
template <class Values>
NormBounds<double> diagonal_norm(const Values& d, Definiteness kind, long steps,
                                 std::uint64_t seed) {
    return lanczos_norm<double>(
        d.size(), [&](const Vector<double>& v) { return Vector<double>(d.cwiseProduct(v)); }, kind,
        steps, seed);
}

/// Spectra that are hard for Lanczos (many values close to the largest), easy, clustered.
Vector<double> spectrum_of(Random& random, int shape, Eigen::Index n, bool definite) {
    Vector<double> d(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        const double x = (static_cast<double>(i) + 1) / static_cast<double>(n);
        d(i) = shape == 0   ? 1 - x * x
               : shape == 1 ? std::exp(-40 * x)
               : shape == 2 ? std::round(4 * x)
                            : x;
        if (!definite && uniform_int(random, 0, 1)) d(i) = -d(i);
    }
    return d;
}

TEST(Lanczos, BoundsCoverTheNorm) {
    Random random(1);
    int narrow = 0;
    double most = 0; // of the probabilistic gap that was used up
    for (std::uint64_t seed = 1; seed <= 80; ++seed) {
        const bool definite = seed % 2;
        const auto kind = definite ? Definiteness::positive_semidefinite : Definiteness::indefinite;
        const Eigen::Index n = uniform_int(random, 1, 160);
        const Vector<double> d = spectrum_of(random, static_cast<int>(seed % 4), n, definite);
        const double exact = d.cwiseAbs().maxCoeff();
        for (long steps : {1, 3, 10, 40, 80}) {
            const auto found = diagonal_norm(d, kind, steps, seed);
            EXPECT_LE(found.lower, exact + found.rounding) << seed << " " << steps;
            EXPECT_GE(found.upper, exact - found.rounding) << seed << " " << steps;
            EXPECT_LE(found.steps, std::min<long>(steps, n));
            if (found.steps == n) {
                EXPECT_EQ(found.upper, found.lower);
            }
            if (std::isfinite(found.upper) && found.upper > found.lower) {
                ++narrow;
                most = std::max(most, (exact - found.lower) / (found.upper - found.lower));
            }
        }
    }
    EXPECT_GT(narrow, 40);
    EXPECT_GT(most, 0.001); // the bound is not idle
    std::printf("largest share of the gap: %.3f\n", most);
}

TEST(Lanczos, AnExhaustedSpaceIsExact) {
    Vector<double> d = Vector<double>::Constant(300, 0.5);
    d(7) = -2; // two distinct values: the space ends after two steps
    const auto found = diagonal_norm(d, Definiteness::indefinite, 50, 3);
    EXPECT_EQ(found.steps, 2);
    EXPECT_EQ(found.upper, found.lower);
    EXPECT_NEAR(found.lower, 2, found.rounding);
    const auto zero = diagonal_norm(Vector<double>(Vector<double>::Zero(30)),
                                    Definiteness::positive_semidefinite, 50, 3);
    EXPECT_EQ(zero.upper, 0);
}

TEST(Lanczos, MoreStepsLeaveLessOpen) {
    for (auto kind : {Definiteness::positive_semidefinite, Definiteness::indefinite}) {
        EXPECT_TRUE(std::isinf(lanczos_gap(1000, 2, kind)));
        const long steps = lanczos_steps(1000, 0.1, kind);
        EXPECT_LE(lanczos_gap(1000, steps, kind), 0.1);
        EXPECT_GT(lanczos_gap(1000, steps - 1, kind), 0.1);
    }
    // eps = (log(1.648 sqrt(n)/1e-9)/(2k-1))^2 at n = 1000, k = 50: log(5.211e10) = 24.677.
    EXPECT_NEAR(lanczos_gap(1000, 50, Definiteness::positive_semidefinite),
                1 / (1 - std::pow(24.677 / 99, 2)) - 1, 1e-5);
}

/// What the claims measure: in double within the stated error of 100 digits, dense and by Lanczos,
/// where the slopes are smooth.
TEST(Lanczos, CurvatureInDoubleCoversHundredDigits) {
    int by_lanczos = 0, dense = 0;
    double share = 0;
    for (std::uint64_t i = 0; i < 400 && by_lanczos + dense < 40; ++i) {
        InstanceSpec spec = random_spec(i);
        spec.weight_exponent = 0;
        Eigen::Index N = 0;
        for (int n : spec.class_sizes) N += n;
        if (N > 9 || spec.activation.kind == ActivationKind::relu ||
            spec.activation.kind == ActivationKind::leaky_relu)
            continue;
        const Snapshot s = build(spec);
        Eigen::Index parameters = 0;
        for (const auto& W : s.network.weights) parameters += W.size();
        if (parameters > 160) continue;
        Subject<Approx<double>> binary(s);
        Subject<Approx<mp100>> exact(s);
        const auto compare = [&](const auto& b, const auto& e) {
            const double apart = std::abs(b.norm.value - static_cast<double>(e.norm.value));
            const double budget = b.norm.error + static_cast<double>(e.norm.error);
            EXPECT_LE(apart, budget + 0x1p-52 * b.norm.value) << s.source;
            (b.lanczos_steps ? by_lanczos : dense) += 1;
            if (!b.lanczos_steps && !e.lanczos_steps && b.norm.error > 0)
                share = std::max(share, apart / b.norm.error);
        };
        compare(binary.hessian_norm(), exact.hessian_norm());
        compare(binary.ntk_norm(), exact.ntk_norm());
    }
    EXPECT_GE(by_lanczos, 2);
    EXPECT_GT(dense, 20);
    EXPECT_LT(share, 1);
    std::printf("dense %d, Lanczos %d, largest error/budget %.4f\n", dense, by_lanczos, share);
}

} // namespace
} // namespace ncv
