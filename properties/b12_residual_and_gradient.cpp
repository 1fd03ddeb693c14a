#include "generators/specs.hpp"
#include "support/claim_property.hpp"
#include "support/quantity.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(ResidualAndGradient, B12BoundsTheCollapse) { never_violated("B12", fitting(), 0.5); }

} // namespace ncv
