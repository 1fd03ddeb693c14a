/// How far double can be trusted: against 100 digits, and against plain loops.
#include "network/multiprecision.hpp"
#include "support/plain.hpp"
#include "support/proof_instance.hpp"

#include "data/random.hpp"
#include "metrics/atlas.hpp"
#include "metrics/class_balanced.hpp"
#include "metrics/scatter.hpp"

#include <cmath>

namespace ncv::proofs {
namespace {

double ulps(double computed, const mp100& exact) {
    const double nearest = static_cast<double>(exact);
    const double unit = std::nextafter(std::abs(nearest), INFINITY) - std::abs(nearest);
    return static_cast<double>(abs(mp100(mp100(computed) - exact))) / unit;
}

/// Arguments from the smallest to the largest, both signs, dense around 0 and the bends.
std::vector<double> arguments() {
    std::vector<double> x{0};
    for (int e = -300; e <= 300; ++e) x.push_back(1.37 * std::pow(10.0, e));
    for (int k = 1; k <= 2000; ++k) x.push_back(k * 0.0173);
    const auto half = x;
    for (double v : half) x.push_back(-v);
    return x;
}

TEST(Arithmetic, ActivationsAreExactToAFewUlpsOverTheWholeRange) {
    for (auto kind : {ActivationKind::softplus_leaky_relu, ActivationKind::gaussian_leaky_relu,
                      ActivationKind::leaky_relu, ActivationKind::tanh})
        for (double sharpness : {0.25, 1.0, 8.0}) {
            const Activation a{kind, 0.125, sharpness};
            double worst = 0, worst_slope = 0;
            for (double x : arguments()) {
                const double y = activate(a, x), d = slope(a, x);
                if (std::abs(y) > 1e-307) worst = std::max(worst, ulps(y, activate(a, mp100(x))));
                if (std::abs(d) > 1e-307)
                    worst_slope = std::max(worst_slope, ulps(d, slope(a, mp100(x))));
            }
            EXPECT_LE(worst, 6) << activation_name(kind) << " " << sharpness;
            EXPECT_LE(worst_slope, kind == ActivationKind::tanh ? 1e3 : 6)
                << activation_name(kind) << " " << sharpness;
        }
}

TEST(Arithmetic, ActivationsFollowTheirDefinitions) {
    for (auto kind : {ActivationKind::softplus_leaky_relu, ActivationKind::gaussian_leaky_relu,
                      ActivationKind::tanh, ActivationKind::relu, ActivationKind::leaky_relu})
        for (int k = -60; k <= 60; ++k) {
            const Activation a{kind, 0.25, 2.0};
            const mp100 x = mp100(k) / 7, h("1e-40");
            expect_equal<mp100>(activate(a, x), plain::sigma(a, x), "sigma");
            if (k == 0) {
                EXPECT_EQ(activate(a, x), 0);
                continue;
            }
            const mp100 difference =
                (plain::sigma(a, mp100(x + h)) - plain::sigma(a, mp100(x - h))) / (2 * h);
            EXPECT_LT(static_cast<double>(abs(mp100(difference - slope(a, x)))), 1e-50);
        }
}

TEST(Arithmetic, InfinityAndNaNPassThroughActivations) {
    for (int kind = 0; kind < 6; ++kind) {
        const Activation a{static_cast<ActivationKind>(kind), 0.25, 2.0};
        EXPECT_TRUE(std::isnan(activate(a, std::nan("")))) << kind;
        EXPECT_FALSE(std::isnan(activate(a, 1e308))) << kind;
        EXPECT_FALSE(std::isnan(activate(a, -1e308))) << kind;
    }
}

template <class S>
Matrix<S> graded(Random& random, Eigen::Index rows, Eigen::Index cols, int grade) {
    Matrix<double> A = gaussian_matrix(random, rows, cols);
    for (Eigen::Index i = 0; i < rows; ++i)
        for (Eigen::Index j = 0; j < cols; ++j)
            A(i, j) =
                std::ldexp(A(i, j), -grade * static_cast<int>(i) - grade * static_cast<int>(j));
    return A.cast<S>();
}

TEST(SpectraErrors, StayWithinTheirBoundsOnGradedAndTinyMatrices) {
    Random random(3);
    for (int trial = 0; trial < 120; ++trial) {
        const int rows = uniform_int(random, 1, 9), cols = uniform_int(random, 1, 9);
        const int grade = trial % 4 == 0 ? 0 : uniform_int(random, 0, 25);
        Matrix<double> A = graded<double>(random, rows, cols, grade);
        A *= std::ldexp(1.0, uniform_int(random, -400, 400));
        const Spectrum<double> s = spectrum(A);
        const Vector<mp100> exact = singular_values<mp100>(A.cast<mp100>());
        for (Eigen::Index k = 0; k < exact.size(); ++k)
            EXPECT_LE(static_cast<double>(abs(mp100(mp100(s.values(k)) - exact(k)))), s.errors(k));
        const double norm = operator_norm(A);
        EXPECT_NEAR(norm / static_cast<double>(exact(0)), 1, 8 * 9 * 1.2e-16);
    }
}

/// So many values that they do not come from Jacobi's method: of full rank, of a low one, and graded.
TEST(SpectraErrors, ManyValuesAreJacobisWithinTheirBounds) {
    Random random(6);
    constexpr Eigen::Index n = 270;
    Matrix<double> graded_rows = gaussian_matrix(random, n, n + 30);
    for (Eigen::Index i = 0; i < n; ++i)
        graded_rows.row(i) *= std::ldexp(1.0, -static_cast<int>(i) / 4);
    const Matrix<double> low = gaussian_matrix(random, n + 1, 40) * gaussian_matrix(random, 40, n);
    for (const auto& [A, rank] : {std::pair{gaussian_matrix(random, n, n), static_cast<int>(n)},
                                  {Matrix<double>(low), 40},
                                  {graded_rows, static_cast<int>(n)}}) {
        const Spectrum<double> s = spectrum(A);
        const Vector<double> jacobi = singular_values(A);
        EXPECT_EQ(s.rank, rank);
        ASSERT_EQ(s.values.size(), n);
        for (Eigen::Index k = 0; k < n; ++k) {
            EXPECT_LE(std::abs(s.values(k) - jacobi(k)), s.errors(k)) << k << " of rank " << rank;
        }
    }
    const Spectrum<double> graded_spectrum = spectrum(graded_rows);
    EXPECT_LT(graded_spectrum.errors(n - 1), 1e-6 * graded_spectrum.values(n - 1));
}

TEST(SpectraErrors, GradedMatricesKeepRelativeAccuracy) {
    Random random(4);
    for (int trial = 0; trial < 40; ++trial) {
        const Matrix<double> A = graded<double>(random, 5, 5, 40);
        const Vector<double> s = singular_values(A);
        const Vector<mp100> exact = singular_values<mp100>(A.cast<mp100>());
        for (Eigen::Index k = 0; k < 5; ++k)
            EXPECT_NEAR(s(k) / static_cast<double>(exact(k)), 1, 1e-9);
    }
}

TEST(SpectraErrors, SingularValuesEqualThePlainOnes) {
    Random random(5);
    for (int trial = 0; trial < 30; ++trial) {
        const Matrix<mp100> A =
            gaussian_matrix(random, uniform_int(random, 1, 7), uniform_int(random, 1, 7))
                .cast<mp100>();
        const Vector<mp100> s = singular_values(A);
        const auto reference = plain::singular_values(plain::grid(A));
        for (std::size_t k = 0; k < reference.size(); ++k)
            EXPECT_LT(
                static_cast<double>(abs(mp100(s(static_cast<Eigen::Index>(k)) - reference[k]))),
                1e-45);
        EXPECT_LT(static_cast<double>(abs(mp100(operator_norm(A) - reference[0]))), 1e-45);
    }
}

TEST(Spectra, RankAboveAShareCountsSingularValues) {
    Random random(8);
    for (int trial = 0; trial < 60; ++trial) {
        const Matrix<double> A =
            graded<double>(random, uniform_int(random, 1, 8), uniform_int(random, 1, 8), trial % 6);
        const Vector<double> s = singular_values(A);
        const double share = 1.0 / 1000;
        EXPECT_EQ(rank_above(A, share), (s.array() > share * s(0)).count());
    }
    EXPECT_EQ(rank_above<double>(Matrix<double>::Zero(3, 2), 0.001), 0);
}

TEST(Spectra, ConditionOfRankDeficientMatricesIsInfinite) {
    Random random(6);
    for (int trial = 0; trial < 100; ++trial) {
        const int rank = uniform_int(random, 1, 4);
        const Matrix<double> A =
            gaussian_matrix(random, 7, rank) * gaussian_matrix(random, rank, 6);
        EXPECT_TRUE(std::isinf(condition_number(A, rank + 1)));
        EXPECT_LT(condition_number(A, rank), 1e8);
    }
    EXPECT_TRUE(std::isinf(condition_number<double>(Matrix<double>::Zero(3, 3), 1)));
    EXPECT_TRUE(std::isinf(condition_number<double>(Matrix<double>::Identity(3, 2), 3)));
    Matrix<double> diagonal = Matrix<double>::Identity(2, 2);
    diagonal(1, 1) = 1e-200;
    EXPECT_NEAR(condition_number(diagonal, 2) / 1e200, 1, 1e-14);
}

TEST(Metrics, EqualThePlainLoops) {
    using S = mp100;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const auto i = lift<mp100>(random_snapshot(seed));
        const auto Z = plain::grid(i.last());
        const auto& labels = i.data.labels;
        const auto s = class_statistics<mp100>(i.last(), labels, i.K);
        expect_equal<mp100>(nc1_trace_ratio(s), plain::nc1(Z, labels, i.K, false), "nc1");
        expect_equal<mp100>(nc1_trace_ratio_weighted(s), plain::nc1(Z, labels, i.K, true),
                            "weighted");
        expect_equal<mp100>(nc3_mean_cosine<mp100>(i.last(), i.W, labels),
                            plain::nc3(Z, plain::grid(i.W), labels), "nc3");
        const auto W = plain::grid(i.W);
        expect_equal<mp100>(nc1_balanced(s, s.class_variances(labels)),
                            plain::nc1_balanced(Z, labels, i.K), "nc1_balanced");
        expect_equal<mp100>(nc3_centred<mp100>(s, i.W, labels),
                            plain::nc3_centred(Z, W, labels, i.K), "nc3_centred");
        expect_equal<mp100>(nc3_centred_means<mp100>(s, i.W),
                            plain::nc3_centred_means(Z, W, labels, i.K), "nc3_centred_means");
        const auto between = between_means(s, squared_distances(s));
        const std::vector<int> nearest = nearest_classes(between, labels);
        double right = 0;
        for (std::size_t j = 0; j < labels.size(); ++j) right += nearest[j] == labels[j];
        expect_equal<mp100>(mp100(right) / mp100(static_cast<double>(labels.size())),
                            plain::nearest_mean_accuracy(Z, labels, i.K), "nearest mean");
        expect_equal<mp100>(cdnv_directional(between, labels, s.counts),
                            plain::cdnv_directional(Z, labels, i.K), "directional");
        const auto total = total_scatter(s);
        S entropy(0), trace(0);
        const auto variances = plain::eigenvalues(plain::total_scatter(Z));
        for (const S& v : variances) trace += v;
        for (const S& v : variances)
            if (v > trace * S(1e-60)) entropy -= v / trace * log(S(v / trace));
        expect_equal<mp100>(effective_rank(total), S(exp(entropy)), "effective rank");
        const auto [least, most] = std::minmax_element(variances.begin(), variances.end());
        if (*least > *most * S(1e-10)) // nothing is left out
            expect_equal<mp100>(variability_collapse_index(s, total),
                                plain::variability_collapse_index(Z, labels, i.K), "vci");
        const auto centred = plain::singular_values(plain::centred_means(Z, labels, i.K));
        expect_equal<mp100>(nc2_centred(s),
                            centred.front() / centred[static_cast<std::size_t>(i.K - 2)],
                            "nc2_centred");
        const auto sv = plain::singular_values(plain::means(Z, labels, i.K).mu);
        EXPECT_NEAR(static_cast<double>(nc2_condition_number(s)),
                    static_cast<double>(sv.front() / sv.back()), 1e-9);
    }
}

TEST(Metrics, OfDoubleAndOf100DigitsAgree) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const Snapshot s = random_snapshot(seed);
        const auto d = lift<mp100>(s);
        const Matrix<double> Z = d.last().cast<double>(), W = s.network.weights.back();
        const auto binary = layer_metrics<double>(Z, s.data.labels, d.K, W, s.network.activation);
        const auto exact = layer_metrics<mp100>(Z.cast<mp100>(), s.data.labels, d.K,
                                                W.cast<mp100>(), s.network.activation);
        for (std::size_t k = 0; k < metrics_atlas().size(); ++k) {
            if (std::isnan(exact.values[k])) continue;
            // Conditions of nearly dependent class means lose as many digits as they have.
            const double loss = 1 + exact["nc2"] * exact["nc2"];
            EXPECT_NEAR(binary.values[k], exact.values[k],
                        1e-13 * loss * (1 + std::abs(exact.values[k])))
                << metrics_atlas()[k].name << " " << s.source;
        }
    }
}

} // namespace
} // namespace ncv::proofs
