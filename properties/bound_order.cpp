/// Forms of one bound keep their order: sharp never above the paper's, measured never above
/// a-posteriori.
#include "claims/registry.hpp"
#include "generators/specs.hpp"
#include "support/quantity.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using properties::further;

namespace {

/// Runs `compare(lower, upper, budget)` over instances where both claims apply.
template <class Compare>
void for_pairs(const std::string& lower, const std::string& upper, const DrawOptions& options,
               Compare compare) {
    int compared = 0;
    for (std::uint64_t i = 0; i < 4000 && compared < 2000; ++i) {
        const Snapshot s = build(random_spec(i, options));
        const auto o = check(s, {{lower, upper}, Arithmetic::binary64});
        if (o[0].status == Status::not_applicable || o[1].status == Status::not_applicable)
            continue;
        SCOPED_TRACE(s.source);
        compared += compare(o[0], o[1]);
        if (::testing::Test::HasFailure()) return;
    }
    EXPECT_GT(compared, 1000);
}

/// a <= b up to both outcomes' budgets; false if one of the three is not finite.
bool expect_order(double a, double b, double budget) {
    if (!std::isfinite(a) || !std::isfinite(b) || !std::isfinite(budget)) return false;
    EXPECT_LE(a, b + budget + 1e-12 * std::abs(b));
    return true;
}

TEST(BoundOrder, A2IsAtMostThePapersForm) {
    for_pairs("A2", "A2", generators::fitting_balanced_classes(), [](const auto& o, const auto&) {
        return expect_order(o.rhs, further(o, "rhs_paper"), o.budget);
    });
}

TEST(BoundOrder, A1IsAtMostThePapersForm) {
    for_pairs("A1", "A1", generators::fitting(), [](const auto& o, const auto&) {
        return expect_order(o.rhs, further(o, "rhs_paper"), o.budget);
    });
}

TEST(BoundOrder, A1sIsAtMostA1Squared) {
    for_pairs("A1s", "A1", generators::fitting(), [](const auto& sharp, const auto& paper) {
        return expect_order(sharp.rhs, paper.rhs * paper.rhs,
                            sharp.budget + 3 * paper.rhs * paper.budget);
    });
}

TEST(BoundOrder, A2sIsNeverAboveA2) {
    for_pairs("A2s", "A2", generators::fitting_balanced_classes(),
              [](const auto& sharp, const auto& paper) {
                  return expect_order(sharp.rhs, paper.rhs, sharp.budget + paper.budget);
              });
}

TEST(BoundOrder, A5sIsNeverAboveA5) {
    for_pairs("A5s", "A5", generators::fitting(), [](const auto& sharp, const auto& paper) {
        return expect_order(sharp.rhs, paper.rhs, sharp.budget + paper.budget);
    });
}

TEST(BoundOrder, B11IsAtLeastWhatMeasuredDefectsGive) {
    auto options = generators::stationary_heads();
    options.balanced_classes = true;
    for_pairs("A2s", "B11", options, [](const auto& measured, const auto& stationary) {
        return expect_order(measured.rhs, further(stationary, "rhs_sharp"), measured.budget);
    });
    for_pairs("A2", "B11", options, [](const auto& measured, const auto& stationary) {
        return expect_order(measured.rhs, stationary.rhs, measured.budget + stationary.budget);
    });
}

TEST(BoundOrder, H2hIsNeverAboveH2mNorH2mAboveH2) {
    for_pairs("H2h", "H2m", generators::classifiers(), [](const auto& head, const auto& margin) {
        return expect_order(head.rhs, margin.rhs, head.budget + margin.budget);
    });
    for_pairs("H2m", "H2", generators::classifiers(), [](const auto& margin, const auto& loss) {
        return expect_order(margin.rhs, loss.rhs, margin.budget + loss.budget);
    });
}

TEST(BoundOrder, H2sSharperMarginsGiveSharperBounds) {
    for_pairs("H2", "H2", generators::classifiers(), [](const auto& o, const auto&) {
        const double classes = further(o, "rhs_classes"), samples = further(o, "rhs_samples");
        return expect_order(samples, classes, 2 * o.budget) &&
               expect_order(classes, o.rhs, 2 * o.budget);
    });
}

TEST(BoundOrder, H4GivenTheMeansVarianceIsNeverAboveH4) {
    for_pairs("H4", "H4", generators::classifiers(), [](const auto& o, const auto&) {
        return expect_order(further(o, "rhs_given_S_B"), o.rhs, 2 * o.budget);
    });
}

TEST(BoundOrder, H6IsNeverAboveChebyshevs) {
    for_pairs("H6", "H6", generators::classifiers(), [](const auto& o, const auto&) {
        return expect_order(o.rhs, further(o, "rhs_chebyshev"), 2 * o.budget);
    });
}

/// Of the last features.
bool expect_order_of_last(const Outcome& sharp, const Outcome& other) {
    if (sharp.sides.empty() || other.sides.empty()) return false;
    return expect_order(sharp.sides.front().rhs.lower, other.sides.front().rhs.upper, 0);
}

TEST(BoundOrder, SeenThroughTheLayersAboveIsNeverAboveConditionNumbers) {
    for_pairs("G2v", "G2", generators::affine_networks(), expect_order_of_last);
    for_pairs("G3v", "G3k", generators::fitting(), expect_order_of_last);
    for_pairs("G5v", "G5", generators::affine_networks(), expect_order_of_last);
    for_pairs("G6v", "G6", generators::affine_networks(), expect_order_of_last);
}

TEST(BoundOrder, TheLayersOwnPartIsNeverAboveTheWholeGradient) {
    for_pairs("G2", "G2", generators::affine_networks(), [](const auto& o, const auto&) {
        if (o.sides.empty()) return false; // no hidden affine layer
        return expect_order(o.sides.front().rhs.lower, further(o, "rhs_gradient"), o.budget);
    });
    for_pairs("B12", "B12", generators::fitting(), [](const auto& o, const auto&) {
        return expect_order(o.rhs, further(o, "rhs_gradient"), o.budget);
    });
}

TEST(BoundOrder, B12BoundsNC2AndNC3) {
    for_pairs("A5s", "B12", generators::fitting(), [](const auto& truth, const auto& o) {
        return expect_order(truth.lhs, further(o, "nc2_bound"), truth.budget);
    });
    for_pairs("A6s", "B12", generators::fitting(), [](const auto& truth, const auto& o) {
        return expect_order(truth.lhs, 1 - further(o, "nc3_bound"), truth.budget);
    });
}

} // namespace
} // namespace ncv
