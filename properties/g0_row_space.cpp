#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(RowSpace, G0AffineLayersWriteTheirGradientOutside) {
    never_violated("G0", affine_networks(), 1e-4);
}

TEST(RowSpace, G0rRankBeyondTheLogitsIsTheGradients) {
    never_violated("G0r", affine_networks(), 0.99);
}

TEST(RowSpace, G0aWhateverTheDecay) { never_violated("G0a", affine_networks(), 0.9); }

} // namespace ncv
