#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(BalancednessRecursion, B2OneStep) { never_violated("B2", DrawOptions{}, 0.001); }

TEST(BalancednessRecursion, B2rOneStepInTheFullGradient) {
    never_violated("B2r", DrawOptions{}, 0.001);
}

TEST(BalancednessRecursion, B2sAlongRuns) { never_violated("B2s", DrawOptions{}, 0.5); }

TEST(BalancednessRecursion, B2fGradientFlow) { never_violated("B2f", DrawOptions{}, 0.001); }

} // namespace ncv
