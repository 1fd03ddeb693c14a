#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(Depth, A7AlignsAndOrthogonalises) { never_violated("A7", exact_heads(), 0.9); }

TEST(Depth, A7dCollapsesEveryHeadLayer) {
    never_violated(
        "A7d",
        [] {
            auto o = exact_heads();
            o.balanced_classes = true;
            return o;
        }(),
        0.99);
}

TEST(Depth, A7sAlignsAtTheSharpRate) { never_violated("A7s", exact_heads(), 0.99); }

} // namespace ncv
