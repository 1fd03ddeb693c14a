#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(ClassMeanOrthogonality, A5FollowsFromTheHead) { never_violated("A5", fitting(), 0.99); }

TEST(ClassMeanOrthogonality, A5sSharp) { never_violated("A5s", fitting(), 0.99); }

} // namespace ncv
