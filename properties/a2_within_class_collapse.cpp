#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(WithinClassCollapse, A2BalancedClasses) {
    never_violated("A2", fitting_balanced_classes(), 0.25);
}

TEST(WithinClassCollapse, A2uAnyClassSizes) { never_violated("A2u", fitting(), 0.25); }

TEST(WithinClassCollapse, A2sSharp) { never_violated("A2s", fitting(), 0.7); }

TEST(WithinClassCollapse, A2vSharpUnweighted) { never_violated("A2v", fitting(), 0.6); }

} // namespace ncv
