#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {

TEST(BiasBalance, G4WithBiasesDecayedOrNot) {
    properties::never_violated("G4", generators::affine_networks(), 1e-4);
}

} // namespace ncv
