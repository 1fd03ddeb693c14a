#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(LogitAlignment, G6WithTheirClassesLogits) { never_violated("G6", affine_networks(), 0.9); }

TEST(LogitAlignment, G6vFromAngles) { never_violated("G6v", affine_networks(), 0.9); }

TEST(LogitAlignment, G6mByTheLastLayersOwnAngles) { never_violated("G6m", fitting(), 0.9); }

} // namespace ncv
