#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(Smoothness, B7BoundsTheHessian) { never_violated("B7", pyramids(), 0.3); }

TEST(Smoothness, B7sBoundsTheHessian) { never_violated("B7s", pyramids(), 0.6); }

} // namespace ncv
