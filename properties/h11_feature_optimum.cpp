#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(FeatureOptimumDistance, H11AnyClassifier) { never_violated("H11", classifiers(), 0.99); }
TEST(FeatureOptimumDistance, H11cAnyClassifier) { never_violated("H11c", classifiers(), 0.99); }

} // namespace ncv
