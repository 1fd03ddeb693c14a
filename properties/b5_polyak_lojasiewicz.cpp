#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(PolyakLojasiewicz, B5HoldsOnPyramids) { never_violated("B5", pyramids(), 0.999); }

/// The quoted constant is refuted by random pyramids with small weights; the corrected form, which
/// each outcome carries beside it, holds on every one of them.
TEST(PolyakLojasiewicz, B5pIsRefutedAsQuoted) {
    int refuted = 0, applicable = 0;
    for (std::uint64_t i = 0; i < 4000; ++i) {
        const Snapshot s = build(random_spec(i, pyramids()));
        const Outcome o = check(s, {{"B5p"}, Arithmetic::binary64}).front();
        if (o.status == Status::not_applicable) continue;
        ++applicable;
        refuted += o.status == Status::violated;
        for (const Quantity& q : o.further) {
            if (q.name == "rhs_corrected") {
                EXPECT_LE(q.value, o.lhs + o.budget + 1e-13 * o.lhs) << s.source;
            }
        }
    }
    EXPECT_GT(applicable, 2000);
    EXPECT_GT(refuted, 100);
    EXPECT_FALSE(find_claim("B5p")->is_asserted());
}

} // namespace ncv
