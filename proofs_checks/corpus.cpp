/// Small feature sets whose metrics can be worked out by hand, and the traps other programs fell
/// into. The derivations are in docs/metrics.md.
#include "metrics/atlas.hpp"
#include "metrics/class_balanced.hpp"
#include "metrics/peers.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
namespace {

using M = Matrix<double>;

LayerMetrics metrics_of(const M& Z, const std::vector<int>& labels, int K, const M& W = {}) {
    return layer_metrics<double>(Z, labels, K, W, {ActivationKind::relu, 0.1, 1});
}

/// K = 3, two samples a class at mu_c +- (0, 0, 0, h): an orthonormal frame with a spread.
M frame_with_spread(double h) {
    M Z = M::Zero(4, 6);
    for (int i = 0; i < 6; ++i) {
        Z(i / 2, i) = 1;
        Z(3, i) = i % 2 ? h : -h;
    }
    return Z;
}
const std::vector<int> pairs{0, 0, 1, 1, 2, 2};

TEST(Corpus, OrthonormalFrameWithSpread) {
    const double h = 0.5;
    const auto m = metrics_of(frame_with_spread(h), pairs, 3, M::Identity(3, 4));
    // tr Sigma_W = h^2; ||mu_c - mu_G||^2 = 1 - 1/3, so tr Sigma_B = 2/3.
    EXPECT_NEAR(m["nc1"], h * h / (2.0 / 3), 1e-15);
    EXPECT_NEAR(m["nc1_weighted"], h * h / (2.0 / 3), 1e-15);
    EXPECT_NEAR(m["nc1_within_total"], h * h / (h * h + 2.0 / 3), 1e-15);
    EXPECT_NEAR(m["cdnv"], h * h / 2, 1e-15);       // (h^2 + h^2)/(2 * 2)
    EXPECT_NEAR(m["nc1_pinv_truncated"], 0, 1e-15); // the spread is outside the means' span
    EXPECT_NEAR(m["nc2"], 1, 1e-15);
    EXPECT_NEAR(m["nc2_orthogonal_frame"], 0, 1e-15);
    EXPECT_NEAR(m["nc2_etf"], 0, 1e-15); // centring an orthonormal frame gives the simplex
    EXPECT_NEAR(m["nc2_equinorm"], 0, 1e-15);
    EXPECT_NEAR(m["nc2_equiangularity"], 0, 1e-15);
    EXPECT_NEAR(m["nc2_maximal_angle"], 0, 1e-15);
    EXPECT_NEAR(m["nc3"], 1 / std::sqrt(1 + h * h), 1e-15);
    EXPECT_NEAR(m["nc3_self_duality"], 0, 1e-15);
    EXPECT_NEAR(m["nc3_principal_angle"], 0, 1e-15);
    EXPECT_NEAR(m["classifier_row_sum"], 1, 1e-15); // ||(1,1,1)||/||I||_F
    EXPECT_EQ(m["numerical_rank"], 4);
    EXPECT_NEAR(m["negativity"], std::sqrt(3 * h * h / (6 + 6 * h * h)), 1e-15);
    EXPECT_NEAR(m["nc1_balanced"], h * h / (2.0 / 3), 1e-15);
    EXPECT_NEAR(m["nc2_centred"], 1, 1e-15);
    // ||e_c - (1,1,1)/3||^2 = 2/3, and z - m has h beside it.
    EXPECT_NEAR(m["nc3_centred"], std::sqrt((2.0 / 3) / (2.0 / 3 + h * h)), 1e-15);
    EXPECT_NEAR(m["nc3_centred_means"], 1, 1e-15);
    EXPECT_EQ(m["nearest_mean_accuracy"], 1);
    EXPECT_NEAR(m["cdnv_directional"], 0, 1e-15); // the spread is across all differences of means
    // Scatter 2 in the two directions between means, 6 h^2 across.
    const double across = 6 * h * h, trace = 4 + across;
    EXPECT_NEAR(
        m["effective_rank"],
        std::exp(-4 / trace * std::log(2 / trace) - across / trace * std::log(across / trace)),
        1e-14);
    EXPECT_NEAR(m["vci"], 0, 1e-15); // the means explain all of the scatter between them
    EXPECT_TRUE(std::isnan(m["nc4_agreement"]));
}

TEST(Corpus, SimplexEquiangularTightFrameIsNoOrthogonalFrame) {
    M Z = M::Identity(3, 3) - M::Constant(3, 3, 1.0 / 3);
    const auto m = metrics_of(Z, {0, 1, 2}, 3);
    EXPECT_NEAR(m["nc2_etf"], 0, 1e-15);
    EXPECT_TRUE(std::isinf(m["nc2"])); // its class means are linearly dependent
    // || (I - J/3)/sqrt(2) - I/sqrt(3) ||_F
    EXPECT_NEAR(m["nc2_orthogonal_frame"],
                std::sqrt(2 * std::pow(1 / std::sqrt(2.0) - 1 / std::sqrt(3.0), 2) + 1.0 / 3),
                1e-15);
    EXPECT_NEAR(m["nc1"], 0, 1e-15);
}

TEST(Corpus, UnequalClassSizesTellTheWeightingsApart) {
    M Z(1, 4);
    Z << 0, 2, 4, 10; // class 0: 0, 2, 4 (mean 2); class 1: 10. mu_G = 4
    const auto m = metrics_of(Z, {0, 0, 0, 1}, 2);
    const double within = (4 + 0 + 4 + 0) / 4.0;
    EXPECT_NEAR(m["nc1"], within / ((4 + 36) / 2.0), 1e-15);
    EXPECT_NEAR(m["nc1_weighted"], within / ((3 * 4 + 36) / 4.0), 1e-15);
    EXPECT_NEAR(m["cdnv"], (8.0 / 3 + 0) / (2 * 64), 1e-15);
    EXPECT_TRUE(std::isinf(m["nc2"])); // one dimension holds no two independent means
    EXPECT_NEAR(m["nc1_balanced"], (8.0 / 3 + 0) / (2 * 16), 1e-15); // M~ = (-4, 4)
    EXPECT_NEAR(m["nc2_centred"], 1, 1e-15);
    EXPECT_NEAR(m["cdnv_directional"], (8.0 / 3 / 64 + 0) / 2, 1e-15);
    EXPECT_NEAR(m["vci"], 1 - 48.0 / 56, 1e-15); // 3 * 2^2 + 6^2 of 4^2 + 2^2 + 0 + 6^2
    EXPECT_NEAR(m["effective_rank"], 1, 1e-15);
}

TEST(Corpus, TheNearestMeanAgreesWithWhatTheNetworkTakes) {
    M Z(1, 4);
    Z << -1, 1, 3, 5; // means 0 and 4: nearest 0, 0, 1, 1
    const auto agreement = [&](const M& logits) {
        return layer_metrics<double>(Z, {0, 0, 1, 1}, 2, {}, {ActivationKind::relu, 0.1, 1},
                                     decisions(logits))["nc4_agreement"];
    };
    M logits(2, 4);
    logits << 0, 0, 0, 0, 0, 1, 1, 1; // is undecided, and takes 1, 1, 1
    EXPECT_EQ(agreement(logits), 0.5);
    logits << 1, 1, 0, 0, 0, 0, 1, 1;
    EXPECT_EQ(agreement(logits), 1);
}

TEST(Corpus, FewerSamplesThanFeaturesHaveNoVariabilityCollapseIndex) {
    const auto m = metrics_of(M::Identity(5, 4), {0, 0, 1, 1}, 2);
    EXPECT_TRUE(std::isnan(m["vci"]));
    EXPECT_NEAR(m["effective_rank"], 3, 1e-14);
}

TEST(Corpus, ASampleHalfWayBetweenTwoMeansIsNotNearestToItsOwn) {
    M Z(1, 4);
    Z << -2, 2, 3, 5; // means 0 and 4, half way at 2
    EXPECT_EQ(metrics_of(Z, {0, 0, 1, 1}, 2)["nearest_mean_accuracy"], 0.75);
}

TEST(Corpus, AClassAtTheOriginHasNoDirection) {
    M Z(2, 2);
    Z << 1, 0, 0, 0;
    const auto m = metrics_of(Z, {0, 1}, 2, M::Identity(2, 2));
    EXPECT_TRUE(std::isinf(m["nc2"]));
    EXPECT_NEAR(m["nc3"], 0.5, 1e-15); // cos(0, .) = 0
    EXPECT_TRUE(std::isnan(m["nc3_principal_angle"]));
}

TEST(Corpus, CoincidingClassMeansAreInfinitelyUncollapsed) {
    M Z(1, 4);
    Z << -1, 1, -1, 1;
    const auto m = metrics_of(Z, {0, 0, 1, 1}, 2);
    EXPECT_TRUE(std::isinf(m["nc1"]));
    EXPECT_TRUE(std::isinf(m["nc1_pinv"]));
    EXPECT_TRUE(std::isinf(m["nc1_balanced"]));
    EXPECT_EQ(m["nearest_mean_accuracy"], 0);
}

TEST(Traps, ACommonOffsetDoesNotCancelVariances) {
    const M Z = frame_with_spread(0.5).array() + 0x1p40;
    const auto m = metrics_of(Z, pairs, 3);
    EXPECT_NEAR(m["nc1"], 0.25 / (2.0 / 3), 1e-12);
    EXPECT_GT(m["nc1"], 0);
}

TEST(Traps, PseudoInverseOfARankDeficientMatrixIsNeverNegative) {
    for (int trial = 0; trial < 50; ++trial) {
        std::srand(static_cast<unsigned>(trial));
        const Matrix<float> Z = Matrix<float>::Random(20, 30);
        std::vector<int> labels;
        for (int i = 0; i < 30; ++i) labels.push_back(i % 3);
        const auto s = class_statistics<float>(Z, labels, 3);
        EXPECT_GT(nc1_pseudo_inverse<float>(s, left_singular(s.between), 2, 0.0f), 0);
    }
}

TEST(Traps, DeviationsOfAnglesOfBothSignsCount) {
    // Class means at 0, 60 and 180 degrees: cosines off -1/2 by both signs.
    M Z(2, 3);
    Z << 1, 0.5, -1, 0, std::sqrt(0.75), 0;
    const auto s = class_statistics<double>(Z, {0, 1, 2}, 3);
    EXPECT_GT(nc2_maximal_angle(s), 0.2);
}

TEST(Traps, ClassSizesAreCountedNotAssumed) {
    M Z(1, 5);
    Z << 0, 0, 0, 0, 10;
    const auto s = class_statistics<double>(Z, {0, 0, 0, 0, 1}, 2);
    EXPECT_EQ(s.counts[0], 4);
    EXPECT_NEAR(s.global_mean(0), 2, 1e-15);
    EXPECT_NEAR(s.between_trace_weighted(), (4 * 4 + 64) / 5.0, 1e-13);
}

TEST(Traps, NothingIsAddedToTheDiagonal) {
    // With 1e-4 I added before the inverse, tiny features would look collapsed.
    const auto big = metrics_of(frame_with_spread(0.5), pairs, 3);
    M rotated = frame_with_spread(0.5);
    rotated.row(0) += 0.1 * rotated.row(3);
    const auto one = metrics_of(rotated, pairs, 3), small = metrics_of(1e-6 * rotated, pairs, 3);
    EXPECT_NEAR(one["nc1_pinv_truncated"], small["nc1_pinv_truncated"],
                1e-12 * one["nc1_pinv_truncated"]);
    EXPECT_GT(one["nc1_pinv_truncated"], 0);
    EXPECT_NEAR(big["nc1"], metrics_of(1e-150 * frame_with_spread(0.5), pairs, 3)["nc1"], 1e-14);
}

} // namespace
} // namespace ncv
