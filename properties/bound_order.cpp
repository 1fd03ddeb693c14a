/// Forms of one bound keep their order: sharp never above the paper's, measured never above
/// a-posteriori.
#include "claims/registry.hpp"
#include "generators/specs.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
namespace {

double further(const Outcome& o, const std::string& name) {
    for (const auto& q : o.further)
        if (q.name == name) return q.value;
    return Outcome::undefined;
}

/// Runs `compare(lower, upper, budget)` over instances where both claims apply.
template <class Compare>
void for_pairs(const std::string& lower, const std::string& upper, const DrawOptions& options,
               Compare compare) {
    int compared = 0;
    for (std::uint64_t i = 0; i < 4000; ++i) {
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

} // namespace
} // namespace ncv
