#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(StationaryBalance, B3FollowsFromTheGradient) { never_violated("B3", stationary_heads(), 0.9); }

} // namespace ncv
