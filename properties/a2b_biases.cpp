#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(WithinClassCollapseWithBiases, A2bFittedNetworksWithBiases) {
    never_violated("A2b", affine_networks(), 0.3);
}

TEST(WithinClassCollapseWithBiases, A2bFittedHeads) { never_violated("A2b", fitting(), 0.3); }

} // namespace ncv
