/// What is merely outside a claim's hypotheses is no error: the claim says not_applicable and names
/// the hypothesis. Both sides of each boundary.
#include "claims/registry.hpp"
#include "instances/instance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace ncv {
namespace {

InstanceSpec balanced_spec() {
    InstanceSpec s;
    s.class_sizes = {2, 2, 2};
    s.input_dimension = 8;
    s.head_widths = {5, 4};
    s.head = HeadKind::nearly_balanced;
    s.residual = 0.01;
    s.imbalance = 1e-4;
    return s;
}

Outcome outcome(const Snapshot& s, const std::string& claim, std::optional<Hypothesis> lacks = {}) {
    return check(s, {{claim}, Arithmetic::binary64, lacks}).front();
}

void expect_lacks(const Snapshot& s, const std::string& claim, Hypothesis hypothesis) {
    const Outcome o = outcome(s, claim);
    EXPECT_EQ(o.status, Status::not_applicable) << claim;
    EXPECT_EQ(o.lacks, hypothesis) << claim;
}

TEST(Statuses, ClaimsOfTheGenericTheoremHoldInsideTheirHypotheses) {
    const Snapshot s = build(balanced_spec());
    for (const char* id : {"A0a", "A0b", "A1", "A1s", "A2", "A2s", "A2u", "A2v", "A3", "A4", "A4s",
                           "A5", "A5s", "A6", "A6s", "B1", "B2", "B2f", "B4"})
        EXPECT_EQ(outcome(s, id).status, Status::holds) << id;
}

TEST(Statuses, UnbalancedClassesAreNamed) {
    InstanceSpec spec = balanced_spec();
    spec.class_sizes = {2, 2, 3};
    const Snapshot s = build(spec);
    expect_lacks(s, "A2", Hypothesis::balanced_classes);
    expect_lacks(s, "B11", Hypothesis::balanced_classes);
    EXPECT_EQ(outcome(s, "A2u").status, Status::holds);
    EXPECT_EQ(outcome(s, "A2v").status, Status::holds);
}

TEST(Statuses, NarrowHeadsAreNamed) {
    InstanceSpec spec = balanced_spec();
    spec.head = HeadKind::generic;
    spec.head_widths = {2, 4};
    const Snapshot s = build(spec);
    for (const char* id : {"A0a", "A1", "A2", "A5", "A6"})
        expect_lacks(s, id, Hypothesis::head_width);
}

TEST(Statuses, ASingleLinearLayerIsNamed) {
    InstanceSpec spec = balanced_spec();
    spec.nonlinear_widths = {8};
    Snapshot s = build(spec);
    s.network.weights = {s.network.W(1), s.network.W(4) * s.network.W(3) * s.network.W(2)};
    for (const char* id : {"A0a", "A0b", "A2", "A3", "B1", "B2", "B3"})
        expect_lacks(s, id, Hypothesis::two_linear_layers);
}

TEST(Statuses, LargeResidualsAreNamed) {
    InstanceSpec spec = balanced_spec();
    spec.residual = 1.5; // s_K(Y) = sqrt(2)
    expect_lacks(build(spec), "A2", Hypothesis::interpolation);
    spec.residual = 1.3;
    EXPECT_NE(outcome(build(spec), "A2").status, Status::not_applicable);
}

TEST(Statuses, RankDeficientHeadsAreNamed) {
    InstanceSpec spec = balanced_spec();
    spec.head = HeadKind::rank_deficient;
    expect_lacks(build(spec), "A0b", Hypothesis::head_rank);
}

TEST(Statuses, MissingOrZeroWeightDecayIsNamed) {
    Snapshot s = build(balanced_spec());
    s.weight_decay = 0;
    expect_lacks(s, "B3", Hypothesis::weight_decay);
    EXPECT_EQ(outcome(s, "B2").status, Status::holds);
    s.weight_decay.reset();
    expect_lacks(s, "B3", Hypothesis::weight_decay_given);
    expect_lacks(s, "B2", Hypothesis::weight_decay_given);
    expect_lacks(s, "B11", Hypothesis::weight_decay_given);
    s = build(balanced_spec());
    s.learning_rate.reset();
    expect_lacks(s, "B2", Hypothesis::learning_rate_given);
}

TEST(Statuses, ActivationsThatAreNotHomogeneousAreNamed) {
    InstanceSpec spec = balanced_spec();
    spec.nonlinear_widths = {8};
    spec.activation.kind = ActivationKind::tanh;
    expect_lacks(build(spec), "B4", Hypothesis::positive_homogeneity);
    spec.activation.kind = ActivationKind::relu;
    EXPECT_EQ(outcome(build(spec), "B4").status, Status::holds);
}

TEST(Statuses, ExactClaimsNeedExactHeads) {
    const Snapshot s = build(balanced_spec());
    for (const char* id : {"A7", "A7d", "A7s"})
        expect_lacks(s, id, Hypothesis::exact_interpolation);
    expect_lacks(s, "A4e", Hypothesis::balanced_head);
}

TEST(Statuses, DroppingAHypothesisIsPossibleAndBreaksTheClaim) {
    InstanceSpec spec = balanced_spec();
    spec.head = HeadKind::interpolating;
    spec.residual = 0;
    spec.imbalance = 4;
    const Snapshot s = build(spec);
    EXPECT_NE(outcome(s, "A2").status, Status::violated);
    EXPECT_EQ(outcome(s, "A2", Hypothesis::eps2).status, Status::violated);
    EXPECT_GT(outcome(s, "A2", Hypothesis::eps2).ratio, 1e6);
}

TEST(Statuses, WhatOverflowsIsUndecidedNotVacuous) {
    Snapshot s = build(balanced_spec());
    for (auto& W : s.network.weights) W *= 1e150;
    s.weight_decay = 0.1;
    for (const char* id : {"B1", "B2f"}) EXPECT_EQ(outcome(s, id).status, Status::undecided) << id;
    const Outcome exact = check(s, {{"B1"}, Arithmetic::mp}).front();
    EXPECT_EQ(exact.status, Status::holds);
}

TEST(Statuses, TheTrivialBoundIsVacuous) {
    InstanceSpec spec = balanced_spec();
    spec.residual = 1.35;
    const Outcome o = outcome(build(spec), "A2");
    EXPECT_EQ(o.status, Status::vacuous);
    EXPECT_GE(o.rhs, 1);
}

TEST(Statuses, AttainedBoundsAreUndecidedInDoubleNotViolated) {
    InstanceSpec spec = balanced_spec();
    spec.head = HeadKind::balanced;
    spec.residual = 0;
    const Snapshot s = build(spec);
    for (const char* id : {"A4", "A5", "A5s"}) {
        const Outcome o = outcome(s, id);
        EXPECT_EQ(o.status, Status::undecided) << id;
        EXPECT_NEAR(o.ratio, 1, 1e-4) << id;
    }
}

/// NC2 of class means that double cannot tell from dependent ones was once called infinite.
TEST(Statuses, ClassMeansThatDoubleCannotResolveAreUndecided) {
    InstanceSpec spec = balanced_spec();
    spec.class_sizes = {4, 4, 4};
    spec.input_dimension = 14;
    spec.nonlinear_widths = {16, 16, 12, 14};
    spec.head_widths = {3, 5};
    spec.head = HeadKind::interpolating;
    spec.activation.kind = ActivationKind::tanh;
    spec.residual = 0.25;
    spec.weight_exponent = 8;
    spec.tilt_exponent = 2;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        spec.seed = seed;
        EXPECT_NE(outcome(build(spec), "A5s").status, Status::violated) << seed;
    }
}

/// A snapshot without samples was once called a violation of A0a.
TEST(Statuses, WhatIsNoSnapshotIsRefused) {
    const Snapshot good = build(balanced_spec());
    const auto refused = [](Snapshot s) { EXPECT_THROW(check(s), std::invalid_argument); };
    EXPECT_NO_THROW(check(good));
    Snapshot s = good;
    s.data.inputs.resize(8, 0);
    refused(s);
    s = good;
    s.data.labels.clear();
    refused(s);
    s = good;
    s.data.labels[0] = 3;
    refused(s);
    s = good;
    s.data.labels = {0, 0, 0, 0, 1, 1}; // class 2 is empty
    refused(s);
    s = good;
    s.network.weights.pop_back();
    refused(s);
    s = good;
    s.network.W(1)(0, 0) = std::nan("");
    refused(s);
}

} // namespace
} // namespace ncv
