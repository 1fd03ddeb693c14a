#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(APosteriori, B11ResidualAndGradientBoundCollapse) {
    never_violated(
        "B11",
        [] {
            auto o = stationary_heads();
            o.balanced_classes = true;
            return o;
        }(),
        0.05);
}

} // namespace ncv
