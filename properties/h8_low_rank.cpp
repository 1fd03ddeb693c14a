#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(LowRank, H8AnyClassifier) { never_violated("H8", classifiers(), 0.6); }

} // namespace ncv
