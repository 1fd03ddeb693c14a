/// What the generators produce is what they promise: valid along every shrink, and spread over
/// the cases that matter.
#include "generators/specs.hpp"

#include "claims/registry.hpp"
#include "network/reference.hpp"
#include "spectra/spectra.hpp"
#include "support/claim_property.hpp"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

namespace ncv {
namespace {

double residual(const Snapshot& s) {
    return (forward(s.network, s.data.inputs).Z.back() - s.data.one_hot()).norm();
}

RC_GTEST_PROP(Generators, EverySpecBuildsAValidSnapshot, ()) {
    const InstanceSpec spec = *generators::specs();
    const Snapshot s = build(spec);
    RC_ASSERT(s.data.classes >= 2);
    RC_ASSERT(s.data.inputs.allFinite());
    for (auto n : s.data.class_counts()) RC_ASSERT(n >= 1);
    Eigen::Index below = s.data.inputs.rows();
    for (const auto& W : s.network.weights) {
        RC_ASSERT(W.cols() == below);
        RC_ASSERT(W.allFinite());
        below = W.rows();
    }
    RC_ASSERT(below == s.data.classes);
    RC_ASSERT(s.network.linear_layers() >= 2);
}

TEST(Generators, EveryShrinkBuildsAValidSnapshotToo) {
    int shrinks = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const auto tree = (seed % 4 ? generators::specs()
                                    : generators::specs(generators::near_optimal_networks()))(
            rc::Random(seed), 100);
        auto children = tree.shrinks();
        for (auto child = children.next(); child && shrinks < 20000; child = children.next()) {
            const Snapshot s = build(child->value());
            ASSERT_TRUE(s.data.inputs.allFinite()) << describe(child->value());
            ++shrinks;
        }
    }
    EXPECT_GT(shrinks, 1000);
}

TEST(Generators, HeadsAreWhatTheyPromise) {
    std::map<HeadKind, int> seen;
    for (std::uint64_t i = 0; i < 2000; ++i) {
        InstanceSpec spec = random_spec(i);
        if (spec.head == HeadKind::exact || spec.head == HeadKind::stationary)
            spec.nonlinear_widths.clear();
        const Snapshot s = build(spec);
        ++seen[spec.head];
        const auto a0b = check(s, {{"A0b"}, Arithmetic::binary64}).front();
        double eps2 = -1;
        for (const auto& q : a0b.hypotheses)
            if (q.name == "eps2") eps2 = q.value;
        if (spec.head == HeadKind::exact) {
            EXPECT_EQ(residual(s), 0) << describe(spec);
            EXPECT_EQ(eps2, 0) << describe(spec);
        }
        if (spec.head == HeadKind::rank_deficient) {
            EXPECT_EQ(a0b.lacks, Hypothesis::head_rank);
        }
        if (spec.head == HeadKind::balanced) {
            EXPECT_LT(eps2, 1e-9 * s.network.weights.back().squaredNorm() + 1e-12)
                << describe(spec);
        }
    }
    for (int kind = 0; kind < 7; ++kind)
        EXPECT_GT(seen[static_cast<HeadKind>(kind)], 150) << "head kind " << kind;
}

TEST(Generators, CoverBothSidesOfTheHypotheses) {
    int inside = 0, outside = 0, unbalanced = 0, deep = 0, nonlinear = 0, scaled = 0, narrow = 0;
    const int draws = 4000;
    for (std::uint64_t i = 0; i < draws; ++i) {
        const InstanceSpec spec = random_spec(i);
        const Snapshot s = build(spec);
        const auto o = check(s, {{"A0a"}, Arithmetic::binary64}).front();
        inside += o.status != Status::not_applicable;
        outside += o.lacks == Hypothesis::interpolation;
        narrow += o.lacks == Hypothesis::head_width;
        const auto counts = s.data.class_counts();
        unbalanced +=
            std::any_of(counts.begin(), counts.end(), [&](auto n) { return n != counts.front(); });
        deep += s.network.linear_layers() >= 5;
        nonlinear += s.network.nonlinear_layers >= 2;
        scaled += spec.weight_exponent != 0;
    }
    EXPECT_GT(inside, draws / 2);
    EXPECT_GT(outside, draws / 20);
    EXPECT_GT(narrow, draws / 100);
    EXPECT_GT(unbalanced, draws / 10);
    EXPECT_GT(deep, draws / 10);
    EXPECT_GT(nonlinear, draws / 5);
    EXPECT_GT(scaled, draws / 10);
}

/// C_lambda below (lambda/2)(c + K L2), by far mostly: a ReLU layer may lose rank.
TEST(Generators, NearOptimalNetworksAreBelowTheirPrice) {
    int applicable = 0, balanced = 0, linear = 0;
    const int draws = 1000;
    for (std::uint64_t i = 0; i < draws; ++i) {
        const InstanceSpec spec = random_spec(i, generators::near_optimal_networks());
        const Snapshot s = build(spec);
        const auto o = check(s, {{"C1d", "C1"}, Arithmetic::binary64});
        applicable += !o[0].lacks || o[0].lacks == Hypothesis::small_defect;
        balanced += !o[1].lacks;
        linear += s.network.nonlinear_layers == 0;
    }
    EXPECT_GT(applicable, draws * 9 / 10);
    EXPECT_GT(balanced, draws / 3);
    EXPECT_GT(linear, draws / 10);
    EXPECT_LT(linear, draws * 9 / 10);
}

TEST(Generators, ANearOptimalNetworkNeedsAnActivationThatReachesOne) {
    InstanceSpec spec;
    spec.head = HeadKind::near_optimal;
    spec.activation.kind = ActivationKind::tanh;
    EXPECT_THROW(build(spec), std::invalid_argument);
}

TEST(Generators, AFailingPropertyIsShrunkAndKeptForReplay) {
    const std::string folder = ::testing::TempDir() + "ncv_failures";
    std::filesystem::remove_all(folder);
    ::setenv("NCV_FAILURES", folder.c_str(), 1);
    // A claim that is false: "NC1 is at most a millionth".
    ::testing::TestPartResultArray results;
    {
        ::testing::ScopedFakeTestPartResultReporter quiet(
            ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &results);
        properties::never_violated("A2", generators::fitting_balanced_classes(),
                                   [](const Snapshot& s) {
                                       Outcome o = check(s, {{"A2"}, Arithmetic::binary64}).front();
                                       if (o.lhs > 1e-6) o.status = Status::violated;
                                       return o;
                                   });
    }
    ::unsetenv("NCV_FAILURES");
    EXPECT_EQ(results.size(), 1);
    EXPECT_TRUE(std::filesystem::exists(folder + "/A2.json"));
    EXPECT_TRUE(std::filesystem::exists(folder + "/A2.safetensors"));
    std::filesystem::remove_all(folder);
}

} // namespace
} // namespace ncv
