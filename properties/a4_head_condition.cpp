#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(HeadCondition, A4FollowsFromTheProducts) { never_violated("A4", fitting(), 0.99); }

TEST(HeadCondition, A4eIsARootOnBalancedHeads) { never_violated("A4e", exact_heads(), 0.99); }

TEST(HeadCondition, A4sSharp) { never_violated("A4s", fitting(), 0.99); }

} // namespace ncv
