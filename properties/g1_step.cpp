#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {

TEST(Step, G1FeaturesFromLogitsAndOneGradient) {
    properties::never_violated("G1", generators::affine_networks(), 1e-4);
}

} // namespace ncv
