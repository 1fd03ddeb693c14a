#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(CentredAlignment, H5AnyClassifier) { never_violated("H5", classifiers(), 0.999); }

} // namespace ncv
