#include "data/synthetic.hpp"
#include "generators/specs.hpp"
#include "spectra/spectra.hpp"
#include "support/claim_property.hpp"
#include "support/trained.hpp"
#include "training/config.hpp"
#include "training/gradient_descent.hpp"
#include "training/initialisation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <numeric>
#include <utility>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(NearOptimal, C1ConditionNearOptimum) { never_violated("C1", near_optimal_networks(), 0.9); }

TEST(NearOptimal, C1sSharpConditionNearOptimum) {
    never_violated("C1s", near_optimal_networks(), 0.9);
}

TEST(NearOptimal, C1dMeasuredDefect) { never_violated("C1d", near_optimal_networks(), 0.9); }

TEST(NearOptimal, C1pNothingMeasured) {
    auto o = near_optimal_networks();
    o.nonlinear = true;
    never_violated("C1p", o, 0.5);
}

namespace {

double value_of(const std::vector<Quantity>& all, const std::string& name) {
    for (const auto& q : all)
        if (q.name == name) return q.value;
    ADD_FAILURE() << "no " << name;
    return 0;
}

/// C1s <= C1 without its max <= C1, and ||X|| does better than ||X||_F.
TEST(NearOptimal, C1FormsAreInOrder) {
    int compared = 0, shallower = 0;
    for (std::uint64_t i = 0; i < 600; ++i) {
        InstanceSpec spec = random_spec(i, near_optimal_networks());
        if (i % 2) { // small inputs: layers that fit cost much, and shrinking features pays
            spec.nonlinear_widths.resize(1, 5);
            spec.input_dimension =
                std::accumulate(spec.class_sizes.begin(), spec.class_sizes.end(), 0) + 1;
            spec.nonlinear_widths[0] = spec.input_dimension;
            spec.weight_exponent = -8;
            spec.price = 0x1p-6;
        }
        const Snapshot s = build(spec);
        const auto o = check(s, {{"C1", "C1s", "C1p"}, Arithmetic::binary64});
        if (o[1].status == Status::not_applicable || o[1].layer != 0) continue;
        const double loose = value_of(o[0].further, "rhs_without_max");
        const double slack = 1 + 1e-12; // of quantities that are exact to 1e-13 here
        EXPECT_LE(std::sqrt(o[1].rhs), loose * slack) << s.source;
        if (value_of(o[0].hypotheses, "rho") < 1) ++shallower;
        ++compared;
        if (o[2].status == Status::not_applicable) continue;
        EXPECT_LE(value_of(o[2].further, "rhs_operator_norm"), o[2].rhs * slack) << s.source;
        EXPECT_LE(loose, value_of(o[2].further, "rhs_operator_norm") * slack) << s.source;
    }
    EXPECT_GT(compared, 300);
    EXPECT_GT(shallower, 10); // where the max makes a difference
}

/// A balanced start.
Snapshot balanced_start(const Dataset<double>& data, const std::vector<int>& widths, double lambda,
                        double rate, std::uint64_t seed) {
    Snapshot s;
    s.data = data;
    s.weight_decay = lambda;
    s.learning_rate = rate;
    s.network = initialise(widths, 2, {ActivationKind::softplus_leaky_relu, 0.25, 8},
                           Initialisation::balanced, 0.8, seed);
    return s;
}

/// Gradient descent from there.
Snapshot trained(Snapshot s, long steps) {
    GradientDescent<double> run(s.network, s.data, *s.weight_decay);
    run.steps(steps, *s.learning_rate);
    s.network = run.network();
    return s;
}

/// No product or decomposition of Eigen's own here: this file is compiled without optimisation, and
/// the linker would give its copies to the library.
Matrix<double> times(const Matrix<double>& A, const Matrix<double>& B) { return A.lazyProduct(B); }

/// A^{1/2} and A^{-1/2} for positive definite A (Newton and Schulz).
std::pair<Matrix<double>, Matrix<double>> roots(const Matrix<double>& A) {
    const double size = A.norm();
    const Matrix<double> I = Matrix<double>::Identity(A.rows(), A.cols());
    Matrix<double> Y = A / size, Z = I;
    for (int i = 0; i < 80; ++i) {
        const Matrix<double> T = (3 * I - times(Z, Y)) / 2;
        Y = times(Y, T);
        Z = times(T, Z);
    }
    return {std::sqrt(size) * Y, Z / std::sqrt(size)};
}

/// A head of two layers with the same product that share their singular values: of all heads with
/// that product none has a smaller squared norm, so the cost does not rise.
Snapshot rebalanced(Snapshot s) {
    const int L = s.network.depth();
    const Matrix<double> product = times(s.network.W(L), s.network.W(L - 1));
    const auto [root, inverse] = roots(roots(times(product, product.transpose())).first);
    s.network.W(L) = root;
    s.network.W(L - 1) = times(inverse, product);
    return s;
}

void expect_conditioned(const Snapshot& s, const std::vector<std::string>& ids, const char* name) {
    for (const Outcome& o : check(s, {ids, Arithmetic::binary64})) {
        std::printf(
            "%s %s: %.4f <= %.4f; c %.3g, t %.3g, e %.3g, eps1 %.3g, eps2 %.2g, kappa %.4f\n", name,
            o.claim.c_str(), o.lhs, o.rhs, value_of(o.hypotheses, "c"), value_of(o.hypotheses, "t"),
            value_of(o.hypotheses, "e"), value_of(o.hypotheses, "eps1"),
            value_of(o.hypotheses, "eps2"), value_of(o.hypotheses, "kappa_head"));
        EXPECT_EQ(o.status, Status::holds)
            << name << " " << o.claim << " " << hypothesis_name(o.lacks);
    }
}

/// A campaign: the claims speak of those starts that come to fit, and hold there.
TEST(NearOptimal, C1HoldsOnTrainedNetworks) {
    SyntheticSpec spec;
    spec.classes = 3;
    spec.per_class = 2;
    spec.dimension = 8;
    spec.noise = 1;
    const std::vector<std::string> ids{"C1", "C1s", "C1d", "C1p"};
    std::vector<Snapshot> starts;
    for (std::uint64_t seed = 1; seed <= 16; ++seed)
        starts.push_back(balanced_start(synthetic(spec), {8, 12, 6, 3, 3, 3}, 0.01, 0.03, seed));
    int trained = 0, speak = 0;
    properties::train_along(starts, {65000}, [&](std::size_t i, const Snapshot& s) {
        ++trained;
        if (i == 0) expect_conditioned(s, ids, "synthetic");
        const auto outcomes = check(s, {ids, Arithmetic::binary64});
        for (const Outcome& o : outcomes) EXPECT_NE(o.status, Status::violated) << o.claim;
        speak += outcomes[2].status == Status::holds;
    });
    std::printf("%d networks trained, C1d holds on %d\n", trained, speak);
    EXPECT_EQ(trained, 16);
    EXPECT_GE(speak, 2);
}

/// At the edge of stability, where the head's defect does not decay, C1d speaks; C1 and C1s do once
/// the head is rebalanced, which costs nothing.
TEST(NearOptimal, C1HoldsOnTrainedDigits) {
    TrainingConfig config;
    config.source = "digits";
    config.per_class = 2;
    config.unit_mean_norm = true;
    const Snapshot s =
        trained(balanced_start(load_data(config), {784, 32, 16, 12, 10}, 0.002, 0.1, 1), 6000);
    expect_conditioned(s, {"C1d"}, "digits");
    expect_conditioned(rebalanced(s), {"C1", "C1s", "C1d", "C1p"}, "digits, rebalanced");
}

/// The deeper the head, the better conditioned: both sides over L2, the price e^2 at a fixed share
/// of s_K(Y)^2, that is lambda = O(1/L2). C2's bound on W_{L:L1+2} with A4e, kappa(W_L) =
/// kappa(W_{L:L1+2})^{1/(L2-1)}, has the same trend.
TEST(NearOptimal, C1AndC2ConditionDeeperHeadsBetter) {
    InstanceSpec spec;
    spec.class_sizes = {3, 3, 3};
    spec.input_dimension = 10;
    spec.nonlinear_widths = {10, 5};
    spec.activation = {ActivationKind::softplus_leaky_relu, 0.25, 4};
    spec.head = HeadKind::near_optimal;
    spec.price = 0.25;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        spec.seed = seed;
        double last_c1 = 1e300, last_c1s = 1e300, last_c2 = 1e300;
        for (int L2 : {2, 4, 8, 16, 32}) {
            spec.head_widths.assign(static_cast<std::size_t>(L2 - 1), 4);
            spec.imbalance = 0;
            const Snapshot s = build(spec);
            const auto o = check(s, {{"C1", "C1s", "C2"}, Arithmetic::binary64});
            for (const Outcome& claim : o)
                EXPECT_EQ(claim.status, Status::holds)
                    << claim.claim << " " << hypothesis_name(claim.lacks);
            const double kappa = value_of(o[1].hypotheses, "kappa_head");
            const double c1 = value_of(o[0].further, "rhs_without_max"), c1s = std::sqrt(o[1].rhs);
            const double T = value_of(o[2].hypotheses, "ntk_norm");
            const double gap =
                value_of(o[2].hypotheses, "s_K_Y") - value_of(o[2].hypotheses, "eps1");
            const double tail_bound = value_of(o[2].hypotheses, "r") * std::sqrt(T) / gap;
            const double c2 = std::pow(tail_bound, 1.0 / (L2 - 1));
            std::printf("L2 %2d: kappa(W_L) %.4f, C1s %.4f, C1 %.4f, C2 with A4e %.4f (T %.1f)\n",
                        L2, kappa, c1s, c1, c2, T);
            Matrix<double> tail = s.network.weights.back();
            for (int l = s.network.depth() - 1; l > s.network.nonlinear_layers + 1; --l)
                tail = times(tail, s.network.W(l));
            const double root = std::pow(condition_number(tail, 3), 1.0 / (L2 - 1));
            // A head balanced up to rounding: the L2 products round by L2 u kappa(tail) each.
            EXPECT_NEAR(root, kappa, 1e3 * L2 * 0x1p-53 * kappa) << L2;
            EXPECT_LE(kappa, c2);
            EXPECT_LT(c1, last_c1) << L2;
            EXPECT_LT(c1s, last_c1s) << L2;
            EXPECT_LT(c2, last_c2) << L2;
            last_c1 = c1;
            last_c1s = c1s;
            last_c2 = c2;
        }
        EXPECT_LT(last_c1, 1.2);
    }
}

} // namespace
} // namespace ncv
