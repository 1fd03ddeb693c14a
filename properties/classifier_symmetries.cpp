/// What must not matter to section H does not: outcomes of a last layer under changes that leave its
/// centred features, rows and logits alone.
#include "claims/registry.hpp"
#include "data/random.hpp"
#include "generators/specs.hpp"
#include "network/reference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace ncv {
namespace {

using LastLayerChange = std::function<void(Snapshot&, Random&)>;

/// The largest entry's power of two.
int exponent_of(const Matrix<double>& A) {
    const double largest = A.cwiseAbs().maxCoeff();
    return largest > 0 ? std::ilogb(largest) : 0;
}

/// The features of a drawn classifier as inputs below its last layer alone, with so few bits that
/// a translation of their size is exact.
Snapshot last_layer_alone(std::uint64_t i) {
    Snapshot s = build(random_spec(i, generators::classifiers()));
    const int L = s.network.depth();
    s.data.inputs = forward(s.network, s.data.inputs).Z[static_cast<std::size_t>(L - 1)];
    const int last_bit = exponent_of(s.data.inputs) - 24;
    for (double& x : s.data.inputs.reshaped())
        x = std::ldexp(std::nearbyint(std::ldexp(x, -last_bit)), last_bit);
    const Vector<double> b = s.network.has_bias(L)
                                 ? s.network.b(L)
                                 : Vector<double>(Vector<double>::Zero(s.data.classes));
    s.network.weights = {s.network.W(L)};
    s.network.biases = {b};
    s.network.nonlinear_layers = 0;
    s.weight_decays.clear();
    return s;
}

/// H5's multiplier is found to 1e-9, where its bound is flat: its slope there is q^2 at most, and
/// mu q^2 is a part of the bound. The others depend on what is measured alone.
double relative_slack(const std::string& claim) { return claim == "H5" ? 2e-9 : 1e-13; }

/// Both sides of every applicable claim agree before and after, up to both budgets.
void expect_same_outcomes(const LastLayerChange& change, std::vector<std::string> ids) {
    std::map<std::string, int> compared;
    for (std::uint64_t i = 0; i < 300; ++i) {
        const Snapshot before = last_layer_alone(i);
        Snapshot after = before;
        Random random(i);
        change(after, random);
        const auto a = check(before, {ids, Arithmetic::binary64});
        const auto b = check(after, {ids, Arithmetic::binary64});
        for (std::size_t c = 0; c < a.size(); ++c) {
            if (a[c].status == Status::not_applicable || b[c].status == Status::not_applicable)
                continue;
            const double budget = 4 * (a[c].budget + b[c].budget);
            if (!std::isfinite(budget) || !std::isfinite(a[c].rhs) || !std::isfinite(b[c].rhs))
                continue;
            const double size =
                relative_slack(a[c].claim) * (std::abs(a[c].lhs) + std::abs(a[c].rhs));
            EXPECT_NEAR(a[c].lhs, b[c].lhs, budget + size) << a[c].claim << " " << before.source;
            EXPECT_NEAR(a[c].rhs, b[c].rhs, budget + size) << a[c].claim << " " << before.source;
            ++compared[a[c].claim];
        }
        if (::testing::Test::HasFailure()) return;
    }
    for (const std::string& id : ids) EXPECT_GT(compared[id], 100) << id;
}

const std::vector<std::string> any_features{"H1", "H2", "H2m", "H2h", "H3",
                                            "H4", "H5", "H6",  "H6j", "H6e"};
/// All but H1, whose residual is about single logits.
const std::vector<std::string> centred_logits(any_features.begin() + 1, any_features.end());

TEST(ClassifierSymmetries, RotatingTheFeaturesChangesNothing) {
    expect_same_outcomes(
        [](Snapshot& s, Random& random) {
            const auto p = s.data.inputs.rows();
            const Matrix<double> Q = orthonormal_matrix(random, p, p);
            s.data.inputs = Q * s.data.inputs;
            s.network.W(1) = s.network.W(1) * Q.transpose();
        },
        any_features);
}

/// The bias takes up what a translation adds to the logits.
TEST(ClassifierSymmetries, TranslatingTheFeaturesAgainstTheBiasChangesNothing) {
    expect_same_outcomes(
        [](Snapshot& s, Random& random) {
            Vector<double> by(s.data.inputs.rows());
            const int size = exponent_of(s.data.inputs);
            for (double& x : by) x = std::ldexp(1.0, size + uniform_int(random, -2, 2));
            s.data.inputs.colwise() += by;
            s.network.biases[0] -= s.network.W(1) * by;
        },
        any_features);
}

TEST(ClassifierSymmetries, ScalingTheFeaturesAgainstTheRowsChangesNothing) {
    expect_same_outcomes(
        [](Snapshot& s, Random& random) {
            const double by = std::ldexp(1.0, uniform_int(random, -6, 6));
            s.data.inputs *= by;
            s.network.W(1) /= by;
        },
        any_features);
}

TEST(ClassifierSymmetries, RelabellingClassesWithTheirRowsChangesNothing) {
    expect_same_outcomes(
        [](Snapshot& s, Random&) {
            for (int& label : s.data.labels) label = s.data.classes - 1 - label;
            s.network.W(1) = s.network.W(1).colwise().reverse().eval();
            s.network.biases[0].reverseInPlace();
        },
        any_features);
}

TEST(ClassifierSymmetries, PermutingSamplesChangesNothing) {
    expect_same_outcomes(
        [](Snapshot& s, Random&) {
            std::reverse(s.data.labels.begin(), s.data.labels.end());
            s.data.inputs = s.data.inputs.rowwise().reverse().eval();
        },
        any_features);
}

/// A row added to all rows adds to all logits of a sample the same number, its own to each sample.
TEST(ClassifierSymmetries, AddingANumberToAllLogitsOfASampleChangesNothingCentred) {
    expect_same_outcomes(
        [](Snapshot& s, Random& random) {
            Matrix<double> row(1, s.data.inputs.rows());
            for (double& x : row.reshaped()) x = std::ldexp(1.0, uniform_int(random, -2, 0));
            s.network.W(1).rowwise() += row.row(0);
            s.network.biases[0].array() += 1;
        },
        centred_logits);
}

} // namespace
} // namespace ncv
