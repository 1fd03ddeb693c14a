#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(ProductNorm, H10AnyClassifier) { never_violated("H10", classifiers(), 0.99); }

} // namespace ncv
