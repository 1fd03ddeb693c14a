/// The parts of the search: reductions stay valid, projections keep what they promise, what is
/// minimised still refutes and cannot be reduced further.
#include "search/search.hpp"
#include "claims/registry.hpp"
#include "instances/instance.hpp"
#include "network/reference.hpp"
#include "search/coordinates.hpp"
#include "search/minimise.hpp"
#include "search/reduce.hpp"
#include "search/starts.hpp"

#include <gtest/gtest.h>

namespace ncv {
namespace {

TEST(Search, EveryReductionOfAnInstanceIsAValidSnapshot) {
    int seen = 0;
    for (std::uint64_t i = 0; i < 60; ++i) {
        const Snapshot s = build(random_spec(i));
        for (const Snapshot& smaller : reductions(s)) {
            EXPECT_NO_THROW(check(smaller, {{"A3"}, Arithmetic::binary64})) << s.source;
            ++seen;
        }
    }
    EXPECT_GT(seen, 1000);
}

TEST(Search, MergingLayersOfTheHeadKeepsTheOutputs) {
    InstanceSpec spec;
    spec.head_widths = {4, 3, 5};
    const Snapshot s = build(spec);
    const Matrix<double> Z = forward(s.network, s.data.inputs).Z.back();
    for (int l = 1; l < s.network.depth(); ++l) {
        const Snapshot merged = without_layer(s, l);
        EXPECT_LT((forward(merged.network, merged.data.inputs).Z.back() - Z).norm(), 1e-12);
    }
    const Snapshot later = without_first_layer(s);
    EXPECT_LT((forward(later.network, later.data.inputs).Z.back() - Z).norm(), 1e-12);
}

/// A classifier with a bias in every layer.
Snapshot biased_classifier(std::uint64_t first) {
    for (std::uint64_t i = first;; ++i) {
        Snapshot s = build(random_spec(i, {.heads = {HeadKind::classifier}}));
        if (s.network.has_biases() && s.network.linear_layers() > 2) return s;
    }
}

TEST(Search, ReductionsTakeBiasesAlong) {
    for (std::uint64_t i = 0; i < 20; ++i) {
        const Snapshot s = biased_classifier(20 * i);
        for (const Snapshot& smaller : reductions(s))
            EXPECT_NO_THROW(check(smaller, {{"H2m"}, Arithmetic::binary64})) << s.source;
        const Matrix<double> Z = forward(s.network, s.data.inputs).Z.back();
        const auto expect_outputs = [&](const Snapshot& other) {
            const auto& net = other.network;
            EXPECT_LT((forward(net, other.data.inputs).Z.back() - Z).norm(), 1e-10 * Z.norm());
        };
        for (int l = s.network.nonlinear_layers + 1; l < s.network.depth(); ++l)
            expect_outputs(without_layer(s, l));
        expect_outputs(without_first_layer(s));
    }
}

TEST(Search, ClaimsAboutClassifiersStartFromClassifiers) {
    EXPECT_EQ(draw_options({"H2", Hypothesis::class_balanced}).heads,
              std::vector{HeadKind::classifier});
    const Snapshot s = biased_classifier(0);
    std::vector<double> point = coordinates(s);
    for (double& x : point) x /= 2;
    const Snapshot half = at_coordinates(s, point.data());
    for (int l = 1; l <= s.network.depth(); ++l)
        EXPECT_EQ(half.network.b(l), Vector<double>(s.network.b(l) / 2));
}

TEST(Search, ProjectionsInterpolateAndBalance) {
    DrawOptions options;
    options.heads = {HeadKind::interpolating};
    for (std::uint64_t i = 0; i < 50; ++i) {
        const InstanceSpec spec = random_spec(i, options);
        if (spec.activation.kind == ActivationKind::relu ||
            spec.activation.kind == ActivationKind::tanh || spec.weight_exponent != 0)
            continue; // features may be dependent
        const Snapshot s = projected(build(spec), {true, true});
        const Outcome o = check(s, {{"A7d"}, Arithmetic::binary64}).front();
        EXPECT_NE(o.status, Status::not_applicable) << hypothesis_name(o.lacks) << " " << s.source;
        const Snapshot fitted = projected(build(spec), {true, false});
        const auto Z = forward(fitted.network, fitted.data.inputs).Z.back();
        EXPECT_LT((Z - fitted.data.one_hot()).norm(), 1e-7) << s.source;
    }
}

TEST(Search, CoordinatesReadBack) {
    const Snapshot s = build(random_spec(3));
    std::vector<double> point = coordinates(s);
    const Snapshot same = at_coordinates(s, point.data());
    EXPECT_EQ(coordinates(same), point);
    EXPECT_EQ(same.network.weights.back(), s.network.weights.back());
    point.back() += 1; // log2 of the weight decay
    EXPECT_DOUBLE_EQ(*at_coordinates(s, point.data()).weight_decay, 2 * *s.weight_decay);
}

TEST(Search, WhatIsMinimisedStillRefutesAndCannotBeReduced) {
    for (const auto& [claim, lacks] :
         {std::pair{"A2", Hypothesis::eps2}, {"A2", Hypothesis::eps1}, {"A4", Hypothesis::eps1}}) {
        Judge judge({claim, lacks}, 1'000'000, [] { return false; });
        const auto keeps = [&](const Snapshot& s) { return judge.refutes(s); };
        Random random(5);
        Snapshot large = draw_start(judge.question(), random);
        for (int i = 0; i < 2000 && !keeps(large); ++i)
            large = draw_start(judge.question(), random);
        if (!keeps(large)) continue;
        const Snapshot small = minimise(large, {}, keeps);
        EXPECT_TRUE(keeps(small)) << claim;
        EXPECT_LE(coordinates(small).size(), coordinates(large).size());
        for (const Snapshot& smaller : reductions(small)) EXPECT_FALSE(keeps(smaller)) << claim;
    }
}

TEST(Search, ScoresAreFiniteAndOrdered) {
    Judge judge({"A2", {}}, 1'000'000, [] { return false; });
    for (std::uint64_t i = 0; i < 200; ++i)
        EXPECT_TRUE(std::isfinite(judge.score(build(random_spec(i)))));
    InstanceSpec spec;
    spec.class_sizes = {2, 2};
    spec.residual = 0.01;
    spec.imbalance = 1e-4;
    const Snapshot good = build(spec);
    Snapshot far = good;
    far.network.weights.back() *= 100.0; // eps1 > s_K(Y)
    EXPECT_GT(judge.score(good), informative);
    EXPECT_LT(judge.score(far), informative);
    far.network.weights.back() *= INFINITY;
    EXPECT_LT(judge.score(far), judge.score(good));
}

/// Two rows that are opposite but for a last digit, and a bias that fits what they leave: to double the
/// last layer has rank 1 and B12 bounds the collapse, its condition number of 1e16 bounds nothing.
TEST(Search, AVerdictThatDigitsDenyIsNotShared) {
    InstanceSpec spec;
    spec.class_sizes = {2, 2};
    spec.residual = 0.01;
    Snapshot s = build(spec);
    EXPECT_TRUE(Judge({"B12", {}}, 1, [] { return false; }).shared_by_digits(s));

    const Eigen::RowVector3d row(0.25, 0.5, -0.25), last_digit(0, 0x1p-53, 0);
    const Eigen::RowVector3d unit = row / row.norm(), aside(0.01, 0.01, 0.03);
    Matrix<double> W2(2, 3);
    W2 << row, -row - last_digit;
    s.network.weights = {
        Matrix<double>(unit.transpose() * unit) + 0.001 * Matrix<double>::Identity(3, 3), W2};
    s.network.nonlinear_layers = 0;
    s.network.biases = {Vector<double>::Zero(3), Vector<double>::Constant(2, 0.5)};
    s.data.inputs.resize(3, 4);
    for (int i = 0; i < 4; ++i)
        s.data.inputs.col(i) = (i < 2 ? 0.5 : -0.5) / row.norm() * unit.transpose() +
                               (i % 2 ? 1 : -1) * aside.transpose();
    s.data.labels = {0, 0, 1, 1};
    s.weight_decay = 1;
    const auto lacks = Hypothesis::no_biases;
    EXPECT_EQ(check(s, {{"B12"}, Arithmetic::binary64, lacks}).front().status, Status::holds);
    EXPECT_EQ(check(s, {{"B12"}, Arithmetic::mp, lacks}).front().status, Status::vacuous);
    EXPECT_FALSE(Judge({"B12", lacks}, 1, [] { return false; }).shared_by_digits(s));
}

TEST(Search, AStoppedSearchSaysSo) {
    SearchPlan plan;
    plan.question = {"A2s", {}};
    plan.stop = [] { return true; };
    const SearchResult r = search(plan);
    EXPECT_TRUE(r.stopped);
    EXPECT_FALSE(r.refuted);
    EXPECT_LT(r.evaluations, 200);
}

} // namespace
} // namespace ncv
