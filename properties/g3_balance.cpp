#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(Balance, G3InPlaceOfStationarity) { never_violated("G3", affine_networks(), 0.9); }

TEST(Balance, G3OfBalancedHeads) { never_violated("G3", fitting(), 0.5); }

TEST(Balance, G3kTruncated) { never_violated("G3k", affine_networks(), 0.9); }

TEST(Balance, G3vTruncatedAndSeen) { never_violated("G3v", affine_networks(), 0.9); }

} // namespace ncv
