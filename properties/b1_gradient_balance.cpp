#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(GradientBalance, B1LinearLayers) { never_violated("B1", DrawOptions{}, 0.001); }

TEST(GradientBalance, B4HomogeneousLayers) { never_violated("B4", homogeneous_networks(), 0.001); }

} // namespace ncv
