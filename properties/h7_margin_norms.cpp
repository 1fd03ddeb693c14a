#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(MarginNorms, H7AnyClassifier) { never_violated("H7", classifiers(), 0.99); }
TEST(MarginNorms, H7bAnyClassifier) { never_violated("H7b", classifiers(), 0.99); }

} // namespace ncv
