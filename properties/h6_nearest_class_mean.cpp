#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(NearestClassMean, H6AnyClassifier) { never_violated("H6", classifiers(), 0.999); }
TEST(NearestClassMean, H6jAnyClassifier) { never_violated("H6j", classifiers(), 0.999); }
TEST(NearestClassMean, H6eAnyClassifier) { never_violated("H6e", classifiers(), 0.999); }

} // namespace ncv
