/// What is merely outside a claim's hypotheses is no error: the claim says not_applicable and names
/// the hypothesis. Both sides of each boundary.
#include "claims/registry.hpp"
#include "instances/instance.hpp"
#include "measure/enclosed_subject.hpp"

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

/// What is not given is not read, either: the sanitizers' build looks.
TEST(Statuses, EveryClaimDoesWithoutWeightDecayAndLearningRate) {
    for (const HeadKind kind : {HeadKind::nearly_balanced, HeadKind::theorem})
        for (const bool decays : {false, true})
            for (const bool learns : {false, true}) {
                Snapshot s = build(random_spec(1, {.heads = {kind}}));
                s.weight_decay = decays ? std::optional(0.125) : std::nullopt;
                s.learning_rate = learns ? std::optional(0.125) : std::nullopt;
                for (const Claim& claim : claims()) {
                    const Outcome o = check(s, {{claim.id}, Arithmetic::binary64, {}, 1}).front();
                    EXPECT_TRUE(decays || !claim.has(Hypothesis::weight_decay_given) || o.lacks)
                        << claim.id;
                    EXPECT_TRUE(learns || !claim.has(Hypothesis::learning_rate_given) || o.lacks)
                        << claim.id;
                }
            }
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

/// Two classes of two samples on the line through their means, and across it.
Snapshot two_classes() {
    Snapshot s;
    s.data.classes = 2;
    s.data.labels = {0, 0, 1, 1};
    s.data.inputs.resize(2, 4);
    s.data.inputs << 1.25, 0.75, -1.5, -1, 0.5, -0.5, 0.25, -0.25;
    Matrix<double> W(2, 2);
    W << 1, 0.25, -1, 0;
    s.network.weights = {W};
    s.network.biases = {Vector<double>::Constant(2, 3)};
    s.loss.kind = LossKind::cross_entropy;
    return s;
}

TEST(Statuses, ClassifiersNameWhatTheyLack) {
    const Snapshot good = two_classes();
    for (const char* id : {"H1", "H2", "H2m", "H2h", "H3", "H5", "H6", "H6j", "H6e"})
        EXPECT_EQ(outcome(good, id).status, Status::holds) << id;
    EXPECT_NE(outcome(good, "H4").status, Status::not_applicable); // K - 1 = 1: 1 is attained
    Snapshot s = good;
    s.network.weights[0] /= 64; // all but no margin, but better than chance
    EXPECT_FALSE(outcome(s, "H2").lacks);
    s = good;
    s.network.weights[0] *= -1;
    expect_lacks(s, "H2", Hypothesis::better_than_chance);
    expect_lacks(s, "H2m", Hypothesis::positive_margin);
    expect_lacks(s, "H3", Hypothesis::positive_margin);
    EXPECT_FALSE(outcome(s, "H2h").lacks);
    s = good;
    s.data.inputs << 1, -1, 2, -2, 0.5, -0.5, 0.25, -0.25;
    EXPECT_EQ(outcome(s, "H6").status, Status::undecided); // double knows of no exact 0
    EnclosedSubject subject(s, EnclosedSubject::first_slow);
    EXPECT_EQ(check_enclosed("H6", subject).lacks, Hypothesis::distinct_means);
    for (const char* id : {"H6j", "H6e"}) EXPECT_FALSE(outcome(s, id).lacks) << id;
    s = good;
    s.network.nonlinear_layers = 1;
    s.network.activation.kind = ActivationKind::tanh;
    for (const char* id : {"H2", "H2m", "H2h", "H3", "H4", "H5"})
        expect_lacks(s, id, Hypothesis::linear_layer);
    for (const char* id : {"H1", "H6", "H6j", "H6e"}) EXPECT_FALSE(outcome(s, id).lacks) << id;
}

/// A mean over samples counts as one over classes only where that is dropped.
TEST(Statuses, ClassesCountAlikeUnlessThatIsDropped) {
    Snapshot s = two_classes();
    s.data.labels = {0, 1, 0, 0};
    s.data.inputs << 1, -1, 1.5, 1.25, 0.5, -0.5, 0.25, 0;
    s.network.biases[0] << 0, 2; // the small class fits, the large one does not
    const auto entropy = [](const Outcome& o) { return o.hypotheses[1].value; };
    const Outcome with = outcome(s, "H2"), without = outcome(s, "H2", Hypothesis::class_balanced);
    double sum = 0, large = 0, small = 0;
    for (Eigen::Index i = 0; i < 4; ++i) {
        const double x = s.data.inputs(0, i), y = s.data.inputs(1, i);
        const double wrong = -2 * x - 0.25 * y + 2; // z_1 - z_0
        const bool first = s.data.labels[static_cast<std::size_t>(i)] == 0;
        const double one = std::log1p(std::exp(first ? wrong : -wrong));
        sum += one;
        (first ? large : small) += one;
    }
    EXPECT_EQ(with.hypotheses[1].name, "cross_entropy_balanced");
    EXPECT_NEAR(entropy(with), (large / 3 + small) / 2, 1e-14);
    EXPECT_NEAR(entropy(without), sum / 4, 1e-14);
}

/// Equal logits, and samples as near to another mean as to their own: both count as wrong, in every
/// arithmetic that can tell.
TEST(Statuses, TiesCountAsErrors) {
    Snapshot s = two_classes();
    s.network.biases.clear();
    s.network.weights[0].setZero();
    EXPECT_EQ(outcome(s, "H1").lhs, 1);
    s.data.inputs.resize(1, 8);
    s.data.inputs << 3, -1, -1, -1, 6, 6, 6, 6; // the first is halfway between the means 0 and 6
    s.data.labels = {0, 0, 0, 0, 1, 1, 1, 1};
    s.network.weights[0] = Matrix<double>::Zero(2, 1);
    for (const char* id : {"H6", "H6j", "H6e"})
        for (const Arithmetic arithmetic : {Arithmetic::binary64, Arithmetic::mp}) {
            const Outcome o = check(s, {{id}, arithmetic, {}}).front();
            EXPECT_GE(o.sides[0].lhs.upper, 0.125) << id;
            EXPECT_NE(o.status, Status::violated) << id;
        }
    s.data.inputs << 1, -1, 2, -2, 1, -1, 2, -2; // both means 0, exactly
    for (const char* id : {"H6j", "H6e"}) EXPECT_EQ(outcome(s, id).lhs, 1) << id;
    s.data.classes = 4; // two means 0, and what is known of the others less well does not blur that
    s.data.inputs << -1, 1, -0.5, 0.5, 7, 9, -9, -7;
    s.data.labels = {0, 0, 1, 1, 2, 2, 3, 3};
    s.network.weights[0] = Matrix<double>::Zero(4, 1);
    EXPECT_EQ(outcome(s, "H6j").lhs, 0.5);
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
