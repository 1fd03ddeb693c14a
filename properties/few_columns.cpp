/// Claims say the same of samples that were turned into few columns and of the samples as they are:
/// statuses never contradict each other, and both sides agree within their budgets, with 100 digits,
/// too. Where columns are few, what the samples decide the columns decide, enclosed, too. Metrics are the
/// same.
#include "certify/certificate.hpp"
#include "claims/registry.hpp"
#include "data/random.hpp"
#include "io/snapshot_file.hpp"
#include "measure/enclosed_subject.hpp"
#include "measure/subject.hpp"
#include "metrics/atlas.hpp"
#include "network/multiprecision.hpp"
#include "network/network.hpp"
#include "spectra/decompositions.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>

#include <unistd.h>

namespace ncv {
namespace {

struct HeadShape {
    int N, K, p, depth;
    double noise;      ///< of samples about their class means
    bool biases, dead; ///< the first feature is 0 in every sample
    bool equal_classes;
    bool entropy = false; ///< minimised in place of the squared error, labels smoothed by a tenth
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
    if (shape.entropy) s.loss = {LossKind::cross_entropy, 0.1};
    return s;
}

std::vector<HeadShape> head_shapes() {
    return {
        {60, 2, 3, 1, 0.1, false, false, true},     {60, 2, 3, 3, 0.01, false, false, true},
        {90, 3, 5, 2, 1e-6, false, false, true},    {90, 3, 5, 2, 0, false, false, true},
        {120, 4, 4, 3, 0.1, true, false, false},    {120, 4, 6, 2, 0.3, false, true, false},
        {200, 3, 6, 4, 0.02, false, false, false},  {96, 12, 6, 2, 0.05, false, false, true},
        {100, 12, 13, 3, 0.01, true, false, true},  {150, 20, 8, 1, 0.1, false, false, false},
        {2500, 3, 4, 2, 0.05, false, false, false}, {80, 3, 4, 2, 0.1, true, false, false, true},
        {150, 3, 20, 2, 0.05, true, false, true},   {100, 4, 6, 3, 0.02, false, true, true, true}};
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

/// So many samples that columns are taken unasked, with ties among the claims: equal classes, no samples
/// apart from their mean, a feature that is 0.
std::vector<HeadShape> shapes_of_many_samples() {
    return {{20000, 4, 16, 2, 0.1, false, false, true},
            {20000, 4, 16, 2, 0, false, true, true},
            {18000, 3, 16, 3, 1e-9, true, false, false},
            {20000, 4, 16, 1, 0.02, true, false, true, true},
            {18000, 10, 16, 3, 0.02, false, false, false, true}};
}

TEST(FewColumns, DecideWhatTheSamplesDecide) {
    int decided = 0;
    for (const HeadShape& shape : shapes_of_many_samples()) {
        const Snapshot s = head_of(shape, 5);
        ASSERT_TRUE(is_worth_few_columns(s));
        const auto few = outcomes(s, Arithmetic::binary64, true),
                   plain = outcomes(s, Arithmetic::binary64, false);
        for (std::size_t i = 0; i < few.size(); ++i) {
            if (plain[i].status == Status::undecided) continue;
            ++decided;
            EXPECT_EQ(status_name(few[i].status), status_name(plain[i].status)) << fmt::format(
                "{}, N {} depth {}: {} and {} within {} and {}", few[i].claim, shape.N, shape.depth,
                few[i].lhs, few[i].rhs, few[i].budget, plain[i].budget);
        }
    }
    EXPECT_GT(decided, 200);
}

TEST(FewColumns, CertifyWhatTheSamplesCertify) {
    const IntervalPrecision precision(200);
    int decided = 0;
    for (const HeadShape& shape : shapes_of_many_samples()) {
        const Snapshot s = head_of(shape, 6);
        EnclosedSubject few(s, EnclosedSubject::fast, 0, true), plain(s, EnclosedSubject::fast);
        for (const std::string& id : certified_claims(s)) {
            if (silent_on(*find_claim(id), s)) continue;
            const Outcome here = check_enclosed(id, few), there = check_enclosed(id, plain);
            const std::string what = fmt::format("{}, N {} depth {}", id, shape.N, shape.depth);
            for (std::size_t k = 0; k < here.sides.size() && k < there.sides.size(); ++k)
                for (const auto side : {&Side::lhs, &Side::rhs}) {
                    const Range &a = here.sides[k].*side, &b = there.sides[k].*side;
                    EXPECT_TRUE(a.lower <= b.upper && b.lower <= a.upper) << what;
                }
            if (there.status == Status::undecided) continue;
            ++decided;
            EXPECT_EQ(status_name(here.status), status_name(there.status)) << what;
        }
    }
    EXPECT_GT(decided, 100);
}

/// Features that stay in their file are the same numbers, and so is all that follows from them.
TEST(FewColumns, OfAFileAreThoseOfMemory) {
    const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
    for (const HeadShape& shape :
         std::vector<HeadShape>{{20000, 4, 16, 1, 0.1, false, false, true, true},
                                {18000, 3, 16, 3, 0.02, true, false, false}}) {
        const std::string path =
            fmt::format("{}few_columns.{}.safetensors", ::testing::TempDir(), ::getpid());
        write_snapshot(path, head_of(shape, 3), Precision::f32);
        const Snapshot stored = read_snapshot_in_place(path), whole = read_snapshot(path);
        ASSERT_TRUE(stored.data.stored);
        ASSERT_TRUE(is_worth_few_columns(stored));
        const auto a = outcomes(stored, Arithmetic::binary64, true),
                   b = outcomes(whole, Arithmetic::binary64, true);
        for (std::size_t i = 0; i < a.size(); ++i) {
            EXPECT_EQ(status_name(a[i].status), status_name(b[i].status)) << a[i].claim;
            EXPECT_TRUE(same(a[i].lhs, b[i].lhs) && same(a[i].rhs, b[i].rhs) &&
                        same(a[i].budget, b[i].budget))
                << a[i].claim;
        }
        Subject<Approx<double>> of_stored(stored, 0, true), of_whole(whole, 0, true);
        const SnapshotMetrics few = of_stored.metrics(), plain = of_whole.metrics();
        ASSERT_EQ(few.layers.size(), plain.layers.size());
        for (std::size_t l = 0; l < few.layers.size(); ++l)
            for (std::size_t i = 0; i < few.layers[l].values.size(); ++i)
                EXPECT_TRUE(same(few.layers[l].values[i], plain.layers[l].values[i])) << l;
        EXPECT_EQ(few.loss, plain.loss);
        std::filesystem::remove(path);
    }
}

void expect_equal_metrics(const std::vector<double>& few, const std::vector<double>& plain,
                          const std::string& what) {
    ASSERT_EQ(few.size(), plain.size()) << what;
    for (std::size_t i = 0; i < few.size(); ++i)
        if (std::isfinite(plain[i])) {
            EXPECT_NEAR(few[i], plain[i], 4e-16 * std::abs(plain[i]) + 1e-80)
                << what << ", number " << i;
        } else {
            EXPECT_FALSE(std::isfinite(few[i])) << what << ", number " << i;
        }
}

/// In 100 digits, of which both ways lose twenty at most, metrics are the same doubles. Of more classes
/// than features some are quotients of rounding: Sigma_B lacks its rank.
TEST(FewColumns, HaveTheMetricsOfTheSamples) {
    for (const HeadShape& shape : head_shapes()) {
        if (shape.noise == 0 || shape.K > shape.p) continue;
        Snapshot s = head_of(shape, 7);
        s.network.activation.kind = ActivationKind::leaky_relu;
        s.network.activation.gamma = 0.25;
        Subject<Approx<mp100>> subject(s, 0, true);
        const SnapshotMetrics few = subject.metrics(), plain = snapshot_metrics<mp100>(s);
        const std::string what = fmt::format("N {} K {} p {}", shape.N, shape.K, shape.p);
        expect_equal_metrics(
            {few.loss, few.residual, few.gradient_norm, static_cast<double>(few.fit.correct)},
            {plain.loss, plain.residual, plain.gradient_norm,
             static_cast<double>(plain.fit.correct)},
            what);
        expect_equal_metrics(few.balancedness, plain.balancedness, what);
        ASSERT_EQ(few.layers.size(), plain.layers.size());
        for (std::size_t l = 0; l < few.layers.size(); ++l) {
            const LayerMetrics &a = few.layers[l], &b = plain.layers[l];
            expect_equal_metrics(a.values, b.values, fmt::format("{} layer {}", what, l));
            expect_equal_metrics(a.class_variances, b.class_variances, what);
            expect_equal_metrics(a.class_mean_norms, b.class_mean_norms, what);
        }
    }
}

} // namespace
} // namespace ncv
