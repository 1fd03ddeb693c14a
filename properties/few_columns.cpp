/// Claims say the same of samples that were turned into few columns and of the samples as they are:
/// statuses never contradict each other, and both sides agree within their budgets, with 100 digits,
/// too.
#include "claims/registry.hpp"
#include "data/random.hpp"
#include "network/network.hpp"

#include <Eigen/QR>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace ncv {
namespace {

struct HeadShape {
    int N, K, p, depth;
    double noise;      ///< of samples about their class means
    bool biases, dead; ///< the first feature is 0 in every sample
    bool equal_classes;
};

/// A head of affine layers that nearly fits its labels, nearly balanced.
Snapshot head_of(const HeadShape& shape, std::uint64_t seed) {
    Random random(seed);
    Snapshot s;
    s.data.classes = shape.K;
    for (int i = 0; i < shape.N; ++i)
        s.data.labels.push_back(
            i < shape.K || shape.equal_classes ? i % shape.K : uniform_int(random, 0, shape.K - 1));
    Matrix<double> product = Matrix<double>::Identity(shape.p, shape.p);
    for (int l = 1; l <= shape.depth; ++l) {
        const Eigen::Index rows = l == shape.depth ? shape.K : shape.p;
        Matrix<double> W = Matrix<double>::Identity(rows, shape.p);
        W += 0.05 * gaussian_matrix(random, rows, shape.p);
        product = W * product;
        s.network.weights.push_back(std::move(W));
        s.network.biases.push_back(shape.biases
                                       ? Vector<double>(0.1 * gaussian_matrix(random, rows, 1))
                                       : Vector<double>());
    }
    if (!shape.biases) s.network.biases.clear();
    const Matrix<double> means =
        product.completeOrthogonalDecomposition().solve(Matrix<double>::Identity(shape.K, shape.K));
    s.data.inputs.resize(shape.p, shape.N);
    for (int i = 0; i < shape.N; ++i)
        s.data.inputs.col(i) = means.col(s.data.labels[static_cast<std::size_t>(i)]) +
                               shape.noise * gaussian_matrix(random, shape.p, 1);
    if (shape.dead) s.data.inputs.row(0).setZero();
    s.weight_decay = 0.01;
    s.learning_rate = 1e-3;
    return s;
}

std::vector<HeadShape> head_shapes() {
    return {{60, 2, 3, 1, 0.1, false, false, true},    {60, 2, 3, 3, 0.01, false, false, true},
            {90, 3, 5, 2, 1e-6, false, false, true},   {90, 3, 5, 2, 0, false, false, true},
            {120, 4, 4, 3, 0.1, true, false, false},   {120, 4, 6, 2, 0.3, false, true, false},
            {200, 3, 6, 4, 0.02, false, false, false}, {96, 12, 6, 2, 0.05, false, false, true},
            {100, 12, 13, 3, 0.01, true, false, true}, {150, 20, 8, 1, 0.1, false, false, false},
            {2500, 3, 4, 2, 0.05, false, false, false}};
}

void expect_agreement(const Outcome& few, const Outcome& plain, double plain_budget,
                      const std::string& what) {
    if (few.status == Status::not_applicable || plain.status == Status::not_applicable) {
        EXPECT_EQ(status_name(few.status), status_name(plain.status)) << what;
        return;
    }
    const bool contradict = (few.status == Status::holds && plain.status == Status::violated) ||
                            (few.status == Status::violated && plain.status == Status::holds);
    EXPECT_FALSE(contradict) << what;
    // Defects and budgets are rounding themselves, and of layers that are equally bad one is reported.
    if (few.relation == Relation::identity || few.layer != plain.layer) return;
    const double budget = few.budget + plain_budget;
    if (!std::isfinite(budget) || !std::isfinite(few.rhs) || !std::isfinite(plain.rhs)) return;
    const double slack = 1e-15 * (std::abs(few.lhs) + std::abs(few.rhs));
    EXPECT_LE(std::abs(few.lhs - plain.lhs), budget + slack) << what;
    // H5 takes the best multiplier that it finds, G6 and the like none.
    if (few.claim != "H5") {
        EXPECT_LE(std::abs(few.rhs - plain.rhs), budget + slack) << what;
    }
}

std::vector<Outcome> outcomes(const Snapshot& s, Arithmetic arithmetic, bool few) {
    CheckOptions options;
    options.arithmetic = arithmetic;
    options.few = few;
    return check(s, options);
}

TEST(FewColumns, SayWhatTheSamplesSay) {
    std::map<std::string, int> applied;
    for (const HeadShape& shape : head_shapes())
        for (std::uint64_t seed = 1; seed <= 2; ++seed) {
            const Snapshot s = head_of(shape, seed);
            const auto few = outcomes(s, Arithmetic::binary64, true),
                       plain = outcomes(s, Arithmetic::binary64, false);
            ASSERT_EQ(few.size(), plain.size());
            for (std::size_t i = 0; i < few.size(); ++i) {
                expect_agreement(few[i], plain[i], plain[i].budget,
                                 fmt::format("{}, N {} K {} p {} depth {} seed {}", few[i].claim,
                                             shape.N, shape.K, shape.p, shape.depth, seed));
                applied[few[i].claim] += few[i].status != Status::not_applicable;
            }
        }
    for (const char* id : {"A1", "A2", "A2s", "A5s", "A6", "B1", "G2", "G6", "H1", "H2", "H5", "H6",
                           "H7", "H8", "H9", "H10", "H11"})
        EXPECT_GT(applied[id], 0) << id;
}

TEST(FewColumns, AreWithinTheirBudgetOfAHundredDigits) {
    for (const HeadShape& shape : head_shapes()) {
        if (shape.N > 100) continue;
        const Snapshot s = head_of(shape, 11);
        std::vector<std::string> ids;
        for (const Claim& claim : claims())
            if (claim.cost == Cost::head) ids.push_back(claim.id);
        CheckOptions options{ids, Arithmetic::binary64};
        options.few = true;
        const auto few = check(s, options);
        options.arithmetic = Arithmetic::mp;
        options.few = false;
        const auto exact = check(s, options);
        for (std::size_t i = 0; i < few.size(); ++i)
            expect_agreement(few[i], exact[i], 0,
                             fmt::format("{}, N {} K {} p {} depth {}", few[i].claim, shape.N,
                                         shape.K, shape.p, shape.depth));
    }
}

} // namespace
} // namespace ncv
