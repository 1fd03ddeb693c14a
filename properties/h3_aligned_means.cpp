#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(AlignedMeans, H3AnyClassifier) { never_violated("H3", classifiers(), 0.999); }

} // namespace ncv
