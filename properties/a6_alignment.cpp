#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(Alignment, A6FollowsFromTheHead) { never_violated("A6", fitting(), 0.95); }

TEST(Alignment, A6sSharp) { never_violated("A6s", fitting(), 0.95); }

} // namespace ncv
