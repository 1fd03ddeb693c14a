#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(ErrorsFromLoss, H1AnyClassifier) { never_violated("H1", classifiers(), 0.88); }

} // namespace ncv
