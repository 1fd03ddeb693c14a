#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(Witness, C1wFitsAtItsPrice) { never_violated("C1w", near_optimal_networks(), 0.001); }

} // namespace ncv
