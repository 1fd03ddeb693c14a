/// Each quantity costs some bound, no bound is worse without a residual or without imbalance, and both
/// arithmetics say the same.
#include "claims/sensitivity.hpp"

#include "claims/registry.hpp"
#include "instances/instance.hpp"
#include "measure/enclosed_subject.hpp"
#include "measure/subject.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace ncv {
namespace {

std::vector<std::string> headlines_with_enclosure() {
    return claims_that([](const Claim& c) { return c.headline && has_enclosure(c.id); });
}

TEST(Sensitivities, EachQuantityCostsSomeBound) {
    const auto ids = headlines_with_enclosure();
    std::map<std::string, int> tried, gained;
    for (std::uint64_t i = 0; i < 600; ++i) {
        const Snapshot s = build(random_spec(i));
        Subject<Approx<double>> subject(s);
        const auto outcomes = check(subject, s, {ids, Arithmetic::binary64});
        std::map<std::string, const Outcome*> of;
        for (const Outcome& o : outcomes) of[o.claim] = &o;
        for (const Sensitivity& x : sensitivities(subject, outcomes)) {
            const Outcome& o = *of.at(x.claim);
            EXPECT_FALSE(o.lacks) << x.claim;
            if (!std::isfinite(o.rhs) || !std::isfinite(o.budget)) continue;
            EXPECT_NEAR(x.rhs, o.rhs, o.budget + 1e-15 * std::abs(o.rhs)) << x.claim;
            if (x.claim == "H1" && x.quantity == "residual") {
                EXPECT_EQ(x.rhs_without, 0);
            }
            // Others may also keep class means apart, or are differences that cancel.
            if (x.quantity == "residual" || x.quantity == "balancedness") {
                EXPECT_GE(x.gain() * std::abs(o.rhs), -o.budget - 1e-12 * std::abs(o.rhs))
                    << x.claim << " without " << x.quantity << ": " << s.source;
            }
            ++tried[x.quantity];
            gained[x.quantity] += x.gain() > 0.01;
        }
    }
    for (const char* quantity :
         {"residual", "gradient", "balancedness", "conditioning", "logits", "rows", "alignment"}) {
        EXPECT_GT(tried[quantity], 100) << quantity;
        EXPECT_GT(gained[quantity], 10) << quantity;
    }
}

/// Where enclosures are narrow enough to see a gain.
TEST(Sensitivities, OfEnclosuresAreThoseOfDouble) {
    const auto ids = headlines_with_enclosure();
    const IntervalPrecision precision(256);
    int compared = 0;
    for (std::uint64_t i = 0; i < 60; ++i) {
        const Snapshot s = build(random_spec(i));
        Subject<Approx<double>> subject(s);
        EnclosedSubject enclosed(s, EnclosedSubject::fast);
        const auto in_double = check(subject, s, {ids, Arithmetic::binary64});
        std::vector<Outcome> outcomes;
        for (const std::string& id : ids) {
            const auto silent = silent_on(*find_claim(id), s);
            outcomes.push_back(silent ? *silent : check_enclosed(id, enclosed));
        }
        std::map<std::string, Sensitivity> of;
        for (const Sensitivity& x : sensitivities(subject, in_double)) of[x.claim + x.quantity] = x;
        for (const Sensitivity& x : sensitivities(enclosed, outcomes)) {
            const auto found = of.find(x.claim + x.quantity);
            if (found == of.end()) continue;
            const Sensitivity& y = found->second;
            if (!(x.gain() > 0.01) || !(std::abs(x.rhs - y.rhs) <= 1e-6 * std::abs(x.rhs)))
                continue;
            EXPECT_NEAR(x.gain(), y.gain(), 0.05) // enclosures of 0 have a width
                << x.claim << " without " << x.quantity << ": " << s.source;
            ++compared;
        }
    }
    EXPECT_GT(compared, 500);
}

} // namespace
} // namespace ncv
