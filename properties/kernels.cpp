/// The training engines against the exact step, on every instruction set that the machine has.
#include "data/random.hpp"
#include "network/multiprecision.hpp"
#include "network/reference.hpp"
#include "training/gradient_descent.hpp"
#include "training/initialisation.hpp"
#include "training/kernels/packed.hpp"
#include "training/kernels/small.hpp"
#include "training/step_rounding.hpp"

#include <gtest/gtest.h>
#include <hwy/targets.h>
#include <sys/prctl.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <type_traits>

namespace ncv {
namespace {

constexpr double rate = 1.0 / 64;

/// A decay for each layer, all different; none at W_2.
template <class S>
std::vector<S> decays(const Network<S>& net) {
    std::vector<S> out;
    for (int l = 1; l <= net.depth(); ++l) out.push_back(l == 2 ? S(0) : S(l) / S(16));
    return out;
}

template <class S>
struct KernelCase {
    Network<S> net;
    Dataset<S> data;
};

/// widths: n_0 .. n_L. Weights and inputs are numbers of S times a power of two.
template <class S>
KernelCase<S> draw(const std::vector<int>& widths, int L1, int samples, ActivationKind kind,
                   std::uint64_t seed, double weight_scale = 1, double input_scale = 1) {
    Random random(seed);
    KernelCase<S> c;
    c.net = initialise(widths, L1, {kind, 0.25, 4}, Initialisation::he, weight_scale, seed)
                .template cast<S>();
    c.data.inputs =
        (input_scale * gaussian_matrix(random, widths.front(), samples)).template cast<S>();
    c.data.classes = widths.back();
    for (int s = 0; s < samples; ++s)
        c.data.labels.push_back(uniform_int(random, 0, c.data.classes - 1));
    return c;
}

/// Exact may be S itself where 50 digits take too long: then both are within the bound.
template <class S, class Exact = mp50>
void expect_exact_step_within_bound(const KernelCase<S>& c, const std::string& what) {
    GradientDescent<S> engine(c.net, c.data, decays(c.net));
    engine.step(S(rate));
    const Network<S> after = engine.network();
    Network<Exact> exact = c.net.template cast<Exact>();
    const Dataset<Exact> data = c.data.template cast<Exact>();
    const auto f = forward(exact, data.inputs);
    const Exact loss = interpolation_loss(f.Z.back(), data.one_hot());
    descend(exact, gradients(exact, f, data.one_hot()), Exact(rate), decays(exact));
    const auto bounds = step_rounding(c.net.template cast<double>(), c.data.template cast<double>(),
                                      rate, FloatingPoint::of<S>());
    const double slack = 1e3 * FloatingPoint::of<S>().unit_roundoff;
    EXPECT_NEAR(static_cast<double>(engine.loss_before_step()), static_cast<double>(loss),
                slack * (1 + static_cast<double>(loss)))
        << what << " on " << engine.instruction_set();
    for (int l = 1; l <= exact.depth(); ++l)
        for (Eigen::Index i = 0; i < exact.W(l).rows(); ++i)
            for (Eigen::Index j = 0; j < exact.W(l).cols(); ++j) {
                using std::abs;
                const Exact distance = abs(Exact(after.W(l)(i, j)) - exact.W(l)(i, j));
                ASSERT_LE(static_cast<double>(distance),
                          (std::is_same_v<S, Exact> ? 2 : 1) *
                              bounds[static_cast<std::size_t>(l - 1)](i, j))
                    << what << ": W" << l << "(" << i << "," << j << ") on "
                    << engine.instruction_set();
            }
}

/// Calls f once for each instruction set that the machine has and the kernels are compiled for.
template <class F>
void on_every_instruction_set(F&& f) {
    std::vector<std::string> seen;
    for (std::int64_t targets = hwy::SupportedTargets(); targets != 0; targets &= targets - 1) {
        hwy::SetSupportedTargetsForTest(targets & -targets);
        const KernelCase<double> probe = draw<double>({3, 4, 2}, 1, 3, ActivationKind::relu, 1);
        const std::string name =
            GradientDescent<double>(probe.net, probe.data, 0).instruction_set();
        if (std::find(seen.begin(), seen.end(), name) == seen.end()) f();
        seen.push_back(name);
    }
    hwy::SetSupportedTargetsForTest(0);
    EXPECT_GE(seen.size(), 2) << "only " << seen.front();
}

template <class S>
void sweep_shapes() {
    // Each width and each number of samples on its own passes every remainder of every tile.
    for (int n = 1; n <= 70; ++n) {
        const auto kind = static_cast<ActivationKind>(n % 6);
        const std::string what = "width or samples " + std::to_string(n);
        expect_exact_step_within_bound<S>(draw<S>({n, 5, 3}, 1, 4, kind, 1), what);
        expect_exact_step_within_bound<S>(draw<S>({3, n, 2}, 1, 3, kind, 2), what);
        expect_exact_step_within_bound<S>(draw<S>({2, 3, n, 2}, 1, 2, kind, 3), what);
        expect_exact_step_within_bound<S>(draw<S>({2, 3, 2}, 2, n, kind, 4), what);
    }
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Random random(seed);
        std::vector<int> widths;
        for (int l = uniform_int(random, 2, 5); l >= 0; --l)
            widths.push_back(uniform_int(random, 1, 19));
        const int L = static_cast<int>(widths.size()) - 1;
        expect_exact_step_within_bound<S>(draw<S>(widths, uniform_int(random, 0, L),
                                                  uniform_int(random, 1, 40),
                                                  static_cast<ActivationKind>(seed % 6), seed),
                                          "seed " + std::to_string(seed));
    }
}
TEST(Kernels, StepsAreWithinTheirBoundOverAllSmallShapesInDouble) {
    on_every_instruction_set(sweep_shapes<double>);
}
TEST(Kernels, StepsAreWithinTheirBoundOverAllSmallShapesInFloat) {
    on_every_instruction_set(sweep_shapes<float>);
}

TEST(Engine, OneDecayIsThatOfEveryLayer) {
    for (const std::vector<int>& widths :
         {std::vector<int>{5, 9, 3}, std::vector<int>{2, 2, 3, 2}}) {
        const KernelCase<double> c = draw<double>(widths, 1, 2, ActivationKind::leaky_relu, 1);
        const std::size_t L = c.net.weights.size();
        GradientDescent<double> one(c.net, c.data, 0.25),
            each(c.net, c.data, std::vector<double>(L, 0.25));
        one.steps(3, rate);
        each.steps(3, rate);
        for (int l = 1; l <= c.net.depth(); ++l) EXPECT_EQ(one.network().W(l), each.network().W(l));
        EXPECT_THROW(GradientDescent<double>(c.net, c.data, std::vector<double>(L - 1, 0.25)),
                     std::invalid_argument);
    }
}

template <class S>
void expect_blocked_sums_within_bound() {
    // Longer than the caches' blocks of inner sums, rows and samples.
    expect_exact_step_within_bound<S>(draw<S>({530, 7, 2}, 1, 9, ActivationKind::leaky_relu, 5),
                                      "530 inputs");
    expect_exact_step_within_bound<S>(draw<S>({3, 9, 2}, 1, 531, ActivationKind::leaky_relu, 6),
                                      "531 samples");
    expect_exact_step_within_bound<S>(draw<S>({2, 3, 533, 2}, 2, 3, ActivationKind::tanh, 7),
                                      "533 neurons");
}
TEST(Kernels, SumsInBlocksAreWithinTheirBound) {
    on_every_instruction_set(expect_blocked_sums_within_bound<double>);
    on_every_instruction_set(expect_blocked_sums_within_bound<float>);
}

TEST(Kernels, SeveralStripsOfSeveralBlocksAreWithinTheirBound) {
    // Of every product: more rows than a strip has, more terms than a block, panels of each width.
    on_every_instruction_set([] {
        expect_exact_step_within_bound<double, double>(
            draw<double>({140, 790, 200, 3}, 2, 567, ActivationKind::tanh, 13), "strips");
    });
}

/// Chains that code is generated for, drawn at random; every activation in turn.
struct SmallChain {
    std::vector<int> widths;
    int L1, samples;
    ActivationKind kind;

    SmallChain(std::uint64_t seed, int largest) : kind(static_cast<ActivationKind>(seed % 6)) {
        Random random(seed);
        for (int l = uniform_int(random, 1, 8); l >= 0; --l)
            widths.push_back(uniform_int(random, 1, largest));
        L1 = uniform_int(random, 0, static_cast<int>(widths.size()) - 1);
        samples = uniform_int(random, 1, largest);
    }
};

template <class S>
void expect_small_chains_within_bound() {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const SmallChain c(seed, 16);
        expect_exact_step_within_bound<S>(draw<S>(c.widths, c.L1, c.samples, c.kind, seed),
                                          "small chain " + std::to_string(seed));
    }
}
TEST(Kernels, StepsOfSmallChainsAreWithinTheirBound) {
    on_every_instruction_set(expect_small_chains_within_bound<double>);
    on_every_instruction_set(expect_small_chains_within_bound<float>);
}

template <class S>
kernels::DescentProblem<S> problem_of(const KernelCase<S>& c) {
    kernels::DescentProblem<S> p;
    for (int l = 0; l <= c.net.depth(); ++l) p.widths.push_back(c.net.width(l));
    p.nonlinear_layers = c.net.nonlinear_layers;
    p.activation = c.net.activation;
    for (const Matrix<S>& W : c.net.weights) p.weights.push_back(W.data());
    p.inputs = c.data.inputs.data();
    p.labels = c.data.labels.data();
    p.samples = c.data.samples();
    p.weight_decay = decays(c.net);
    return p;
}

/// NaN counts as itself.
template <class S>
bool same_numbers(const Matrix<S>& A, const Matrix<S>& B) {
    for (Eigen::Index k = 0; k < A.size(); ++k)
        if (std::isnan(A.data()[k]) ? !std::isnan(B.data()[k])
                                    : std::memcmp(&A.data()[k], &B.data()[k], sizeof(S)) != 0)
            return false;
    return true;
}

/// How many chains had code of their own.
template <class S>
int expect_generated_code_has_the_bits_of_packed() {
    int generated = 0;
    for (std::uint64_t seed = 0; seed < 240; ++seed) {
        const SmallChain chain(seed, seed % 4 == 1 ? 32 : 16);
        // Ordinary, tiny to denormal, huge to overflowing, NaN.
        const int corner = static_cast<int>(seed / 6 % 4);
        const int reach = std::numeric_limits<S>::max_exponent;
        KernelCase<S> c = draw<S>(chain.widths, chain.L1, chain.samples, chain.kind, seed);
        if (corner == 1) c.net.W(1) *= std::ldexp(S(1), -reach + 4);
        if (corner == 2) c.net.W(1) *= std::ldexp(S(1), reach * 3 / 4);
        if (corner == 3) c.data.inputs(0, 0) = std::numeric_limits<S>::quiet_NaN();
        const auto problem = problem_of(c);
        const auto small = kernels::make_small(problem);
        if (!small) continue;
        ++generated;
        const auto packed = kernels::make_packed(problem, 1);
        small->steps(2, S(rate));
        small->steps(0, S(1));
        small->steps(1, S(rate));
        packed->steps(3, S(rate));
        const double loss = static_cast<double>(packed->loss_before_step());
        if (std::isfinite(loss)) {
            EXPECT_NEAR(static_cast<double>(small->loss_before_step()), loss,
                        1e3 * FloatingPoint::of<S>().unit_roundoff * loss);
        }
        for (int l = 1; l <= c.net.depth(); ++l) {
            Matrix<S> a = c.net.W(l), b = a;
            small->read_weights(l, a.data());
            packed->read_weights(l, b.data());
            EXPECT_TRUE(same_numbers(a, b))
                << "W" << l << " of chain " << seed << " on " << small->instruction_set();
        }
    }
    return generated;
}
TEST(Kernels, GeneratedCodeHasTheBitsOfPackedMatrices) {
    std::vector<int> generated;
    on_every_instruction_set([&] {
        const int f64 = expect_generated_code_has_the_bits_of_packed<double>();
        EXPECT_EQ(expect_generated_code_has_the_bits_of_packed<float>(), f64);
        generated.push_back(f64);
    });
    for (int count : generated) EXPECT_TRUE(count == 240 || count == 0); // none for the baseline
    EXPECT_GT(*std::max_element(generated.begin(), generated.end()), 0);
}

TEST(Kernels, CodeIsGeneratedUpTo32NeuronsAndSamplesOnly) {
    const auto generated = [](const std::vector<int>& widths, int samples) {
        const auto c = draw<double>(widths, 1, samples, ActivationKind::relu, 1);
        return kernels::make_small(problem_of(c)) != nullptr;
    };
    EXPECT_TRUE(generated({32, 1, 32}, 32));
    EXPECT_FALSE(generated({33, 1, 32}, 32));
    EXPECT_FALSE(generated({32, 33, 32}, 32));
    EXPECT_FALSE(generated({32, 1, 33}, 32));
    EXPECT_FALSE(generated({32, 1, 32}, 33));
}

/// In a process that the system denies executable memory, as hardened services are.
int steps_without_executable_memory() {
    constexpr int set_mdwe = 65, refuse_exec_gain = 1; // since Linux 6.3
    if (prctl(set_mdwe, refuse_exec_gain, 0, 0, 0) != 0) return 0;
    const KernelCase<double> c = draw<double>({4, 5, 3}, 1, 6, ActivationKind::leaky_relu, 1);
    const auto problem = problem_of(c);
    if (kernels::make_small(problem)) return 1;
    GradientDescent<double> descent(c.net, c.data, decays(c.net));
    descent.step(rate);
    const auto packed = kernels::make_packed(problem, 1);
    packed->steps(1, rate);
    Matrix<double> W = c.net.W(1);
    packed->read_weights(1, W.data());
    return descent.network().W(1) == W ? 0 : 2;
}
TEST(Kernels, WithoutExecutableMemoryPackedMatricesTakeTheSteps) {
    EXPECT_EXIT(std::exit(steps_without_executable_memory()), testing::ExitedWithCode(0), "");
}

template <class S>
void expect_extreme_sizes_within_bound() {
    const double tiny = 64 * static_cast<double>(std::numeric_limits<S>::denorm_min());
    const double huge = std::sqrt(static_cast<double>(std::numeric_limits<S>::max())) / 1e6;
    for (const std::vector<int>& widths : {std::vector<int>{5, 9, 3}, std::vector<int>{2, 2, 3, 2}})
        for (ActivationKind kind : {ActivationKind::leaky_relu, ActivationKind::softplus_leaky_relu,
                                    ActivationKind::identity}) {
            const int samples = widths.front() == 2 ? 2 : 11;
            const std::string what = std::string(activation_name(kind)) + " at ";
            expect_exact_step_within_bound<S>(draw<S>(widths, 1, samples, kind, 8, 1, tiny),
                                              what + "denormal inputs");
            expect_exact_step_within_bound<S>(draw<S>(widths, 1, samples, kind, 9, tiny, 1),
                                              what + "denormal weights");
            expect_exact_step_within_bound<S>(
                draw<S>(widths, 1, samples, kind, 10, 1 / std::sqrt(huge), huge),
                what + "huge inputs");
        }
}
TEST(Kernels, DenormalAndHugeNumbersAreWithinTheBound) {
    on_every_instruction_set(expect_extreme_sizes_within_bound<double>);
    on_every_instruction_set(expect_extreme_sizes_within_bound<float>);
}

TEST(Kernels, NotANumberPassesThroughToEveryWeightItMeets) {
    on_every_instruction_set([] {
        for (const std::vector<int>& widths :
             {std::vector<int>{5, 9, 3}, std::vector<int>{2, 2, 3, 2}})
            for (int kind = 0; kind < 6; ++kind) {
                const int samples = widths.front() == 2 ? 2 : 7;
                KernelCase<double> c =
                    draw<double>(widths, 1, samples, static_cast<ActivationKind>(kind), 11);
                c.data.inputs(1, samples - 1) = std::nan("");
                GradientDescent<double> engine(c.net, c.data, decays(c.net));
                engine.step(rate);
                EXPECT_TRUE(std::isnan(engine.loss_before_step())) << kind;
                const Network<double> after = engine.network();
                for (int l = 2; l <= after.depth(); ++l)
                    EXPECT_TRUE(after.W(l).array().isNaN().all()) << kind << " W" << l;
                EXPECT_TRUE(after.W(1).col(1).array().isNaN().all()) << kind;
            }
    });
}

TEST(Engine, AnyNumberOfThreadsAndAnyCountingOfStepsGivesTheSameBytes) {
    on_every_instruction_set([] {
        const KernelCase<double> c =
            draw<double>({23, 64, 33, 10}, 2, 150, ActivationKind::tanh, 12);
        const std::vector<double> decay = decays(c.net);
        GradientDescent<double> alone(c.net, c.data, decay), shared(c.net, c.data, decay, 2),
            three(c.net, c.data, decay, 3);
        for (int k = 0; k < 7; ++k) alone.step(rate);
        shared.steps(7, rate);
        three.steps(3, rate);
        three.steps(4, rate);
        for (int l = 1; l <= 3; ++l) {
            EXPECT_EQ(alone.network().W(l), shared.network().W(l));
            EXPECT_EQ(alone.network().W(l), three.network().W(l));
        }
        EXPECT_EQ(alone.loss_before_step(), shared.loss_before_step());
        EXPECT_EQ(alone.loss_before_step(), three.loss_before_step());
    });
}
TEST(Engine, WeightsThatAreCopiedIntoStripsGiveTheBytesOfWeightsReadWhereTheyLie) {
    on_every_instruction_set([] {
        const KernelCase<double> c =
            draw<double>({140, 790, 200, 3}, 2, 567, ActivationKind::leaky_relu, 13);
        const std::vector<double> decay = decays(c.net);
        // One member has panels enough for copies; of twenty-four none has.
        GradientDescent<double> copies(c.net, c.data, decay), reads(c.net, c.data, decay, 24);
        copies.steps(2, rate);
        reads.steps(2, rate);
        EXPECT_TRUE(std::isfinite(copies.loss_before_step()));
        for (int l = 1; l <= 3; ++l) EXPECT_EQ(copies.network().W(l), reads.network().W(l));
    });
}

} // namespace
} // namespace ncv
