#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(StationaryNorms, H9AnyClassifier) { never_violated("H9", classifiers(), 0.99); }

} // namespace ncv
