#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(ShiftedPl, B6HoldsAtEveryPoint) { never_violated("B6", DrawOptions{}, 0.2); }

TEST(ShiftedPl, B6sHoldsAtEveryPoint) { never_violated("B6s", DrawOptions{}, 0.99); }

TEST(ShiftedPl, B6sIsNeverBelowItsFamilyNorThatBelowB6) {
    int compared = 0;
    for (std::uint64_t i = 0; i < 2000; ++i) {
        const Snapshot s = build(random_spec(i, i % 2 ? pyramids() : DrawOptions{}));
        const auto o = check(s, {{"B6", "B6s"}, Arithmetic::binary64});
        if (o[0].status == Status::not_applicable || !(o[0].rhs > 0)) continue;
        double half = 0, paper = 0, a = 0;
        for (const Quantity& q : o[0].hypotheses)
            if (q.name == "a") a = q.value;
        for (const Quantity& q : o[1].further)
            if (q.name == "rhs_half") half = q.value;
        for (const Quantity& q : o[0].further)
            if (q.name == "rhs_paper") paper = q.value;
        if (!std::isfinite(o[0].budget + o[1].budget)) continue;
        const double slack = o[0].budget + o[1].budget + 1e-12 * o[1].rhs;
        EXPECT_LE(half, o[1].rhs + slack) << s.source;
        EXPECT_LE(o[0].rhs, o[1].rhs + slack) << s.source;
        EXPECT_LE(paper, o[1].rhs + slack) << s.source;
        if (*s.weight_decay <= a) {
            EXPECT_LE(paper, o[0].rhs + slack) << s.source;
        } else {
            EXPECT_GE(paper, o[0].rhs - slack) << s.source;
        }
        ++compared;
    }
    EXPECT_GT(compared, 500);
}

} // namespace ncv
