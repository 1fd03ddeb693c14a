#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(DistanceToCollapse, A1FeaturesAreWithinPsi) { never_violated("A1", fitting(), 0.9); }

TEST(DistanceToCollapse, A1sFeaturesAreWithinTheSharpDistance) {
    never_violated("A1s", fitting(), 0.9);
}

} // namespace ncv
