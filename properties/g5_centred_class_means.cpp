#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(CentredClassMeans, G5InheritTheLogitsCondition) {
    never_violated("G5", affine_networks(), 0.9);
}

TEST(CentredClassMeans, G5vSeenThroughTheLayersAbove) {
    never_violated("G5v", affine_networks(), 0.99);
}

} // namespace ncv
