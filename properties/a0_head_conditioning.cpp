#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(HeadConditioning, A0aLastLayerKeepsFullRank) { never_violated("A0a", fitting(), 0.99); }

TEST(HeadConditioning, A0bLittleLeavesTheRowSpace) { never_violated("A0b", DrawOptions{}, 0.99); }

} // namespace ncv
