#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(CollapseFromLogits, H2AnyClassifier) { never_violated("H2", classifiers(), 0.95); }
TEST(CollapseFromLogits, H2mAnyClassifier) { never_violated("H2m", classifiers(), 0.999); }
TEST(CollapseFromLogits, H2hAnyClassifier) { never_violated("H2h", classifiers(), 0.999); }

} // namespace ncv
