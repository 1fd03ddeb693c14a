#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(HeadProduct, A3IsAPowerOfTheLastLayer) { never_violated("A3", fitting(), 0.9); }

} // namespace ncv
