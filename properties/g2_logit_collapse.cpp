#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(LogitCollapse, G2Descends) { never_violated("G2", affine_networks(), 0.99); }

TEST(LogitCollapse, G2lAndNotBelow) { never_violated("G2l", affine_networks(), 0.9); }

TEST(LogitCollapse, G2vSeenThroughTheLayersAbove) {
    never_violated("G2v", affine_networks(), 0.99);
}

TEST(LogitCollapse, G2tFittedNetworksWithBiases) { never_violated("G2t", affine_networks(), 0.9); }

TEST(LogitCollapse, G2tFittedHeads) { never_violated("G2t", fitting(), 0.7); }

} // namespace ncv
