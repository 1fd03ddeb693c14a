/// Where numbers underflow a check says less, not that a claim is violated. Why: docs/numbers.md.
#include "check/snapshot_check.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace ncv {
namespace {

void expect_nothing_violated(Snapshot s, const std::string& what) {
    s.network.activation = {ActivationKind::identity};
    s.network.nonlinear_layers = 0;
    for (const Outcome& o : check_snapshot(s, {}).outcomes)
        EXPECT_NE(o.status, Status::violated)
            << what << ": " << o.claim << ", " << o.lhs << " " << o.rhs;
}

TEST(Underflow, OfWeightsRefutesNoClaim) {
    for (int exponent = -150; exponent >= -320; exponent -= 10) {
        const double size = std::pow(10, exponent);
        Snapshot s;
        s.network.weights = {Matrix<double>(size * Matrix<double>::Identity(2, 2))};
        s.data = {Matrix<double>::Identity(2, 2), {0, 1}, 2};
        expect_nothing_violated(s, "one layer of size " + std::to_string(exponent));
        s.network.weights.insert(s.network.weights.begin(), Matrix<double>::Identity(2, 2));
        s.weight_decay = 0.005;
        expect_nothing_violated(s, "two layers, the last of size " + std::to_string(exponent));
        s.data.inputs *= 1e150;
        expect_nothing_violated(s, "large features, weights " + std::to_string(exponent));
        std::swap(s.network.weights[0], s.network.weights[1]);
        expect_nothing_violated(s, "the first of size " + std::to_string(exponent));
    }
}

TEST(Underflow, OfFeaturesRefutesNoClaim) {
    for (int exponent = -150; exponent >= -320; exponent -= 10) {
        const double size = std::pow(10, exponent);
        Snapshot s;
        s.network.weights = {Matrix<double>{{0, 1}, {0.25, 0}}, Matrix<double>{{1, 0.5}, {-1, 2}}};
        s.network.biases = {Vector<double>::Constant(2, 0), Vector<double>::Constant(2, 0.5)};
        s.data = {Matrix<double>{{size, 0, 0}, {0, size, 1}}, {0, 1, 1}, 2};
        s.weight_decay = 0.005;
        expect_nothing_violated(s, "one of size " + std::to_string(exponent));
        s.data.inputs(1, 2) = size;
        expect_nothing_violated(s, "all of size " + std::to_string(exponent));
    }
}

} // namespace
} // namespace ncv
