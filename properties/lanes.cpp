/// The lane engine against plain loops bit for bit, against 50 digits within a derived bound, and
/// against itself: a network alone is the network among others. On every instruction set here.
#include "data/random.hpp"
#include "data/synthetic.hpp"
#include "network/multiprecision.hpp"
#include "network/reference.hpp"
#include "spectra/approx_matrix.hpp"
#include "training/gradient_descent.hpp"
#include "training/initialisation.hpp"
#include "training/lane_descent.hpp"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <cmath>
#include <cstring>

namespace ncv {
namespace {

/// The instruction set that kernels run on now; of one that they were not compiled for the baseline.
std::string running() {
    SyntheticSpec spec;
    spec.classes = 2;
    const Dataset<double> data = synthetic(spec);
    const Network<double> net =
        initialise({static_cast<int>(data.dimension()), 2}, 0, {}, Initialisation::he, 1, 1);
    return GradientDescent<double>(net, data, 0).instruction_set();
}

/// Runs `body(fused)` on every instruction set that this machine has and kernels are compiled for.
template <class Body>
void on_every_target(const Body& body) {
    int ran = 0;
    for (const auto target : hwy::SupportedAndGeneratedTargets()) {
        hwy::SetSupportedTargetsForTest(target);
        if (running() != hwy::TargetName(target)) continue;
        ++ran;
        SCOPED_TRACE(hwy::TargetName(target));
        // The better a target the smaller its number; no SSE fuses.
        body(HWY_ARCH_X86 ? target <= HWY_AVX2 : (target & (HWY_EMU128 | HWY_SCALAR)) == 0);
    }
    EXPECT_GE(ran, HWY_ARCH_X86 ? 2 : 1);
    hwy::SetSupportedTargetsForTest(0);
}

struct Shape {
    std::vector<int> widths;
    int L1, per_class;
};

/// Shapes with every remainder of the tiles, most of them small enough that code is generated.
Shape shape_of(std::uint64_t seed) {
    Random random(seed);
    const int L1 = uniform_int(random, 0, 3), L = L1 + uniform_int(random, L1 > 0 ? 0 : 1, 3);
    Shape s{{}, L1, uniform_int(random, 1, 4)};
    for (int l = 0; l < L; ++l) s.widths.push_back(uniform_int(random, 1, seed % 4 == 0 ? 40 : 12));
    s.widths.push_back(uniform_int(random, 2, 4));
    return s;
}

Dataset<double> data_of(const Shape& shape, std::uint64_t seed) {
    SyntheticSpec spec;
    spec.classes = shape.widths.back();
    spec.per_class = shape.per_class;
    spec.dimension = shape.widths.front();
    spec.seed = seed;
    return synthetic(spec);
}

template <class S>
Network<S> network_of(const Shape& shape, const Activation& a, std::uint64_t seed) {
    return initialise(shape.widths, shape.L1, a, Initialisation::he, 1, seed).cast<S>();
}

/// A decay for each layer, all different; none at W_2.
template <class S>
std::vector<S> decays(const Network<S>& net, S lambda) {
    std::vector<S> out;
    for (int l = 1; l <= net.depth(); ++l) out.push_back(l == 2 ? S(0) : S(l) * lambda);
    return out;
}

template <class S>
bool same_bits(const Matrix<S>& A, const Matrix<S>& B) {
    for (Eigen::Index k = 0; k < A.size(); ++k) {
        const S a = A.data()[k], b = B.data()[k];
        if (std::isnan(a) ? !std::isnan(b) : std::memcmp(&a, &b, sizeof(S)) != 0) return false;
    }
    return A.size() == B.size();
}
template <class S>
void expect_same_network(const Network<S>& a, const Network<S>& b) {
    for (int l = 1; l <= a.depth(); ++l)
        EXPECT_TRUE(same_bits(a.W(l), b.W(l))) << activation_name(a.activation.kind) << " W" << l;
}

/// One step as kernels/lanes.hpp defines it, in plain loops; returns C_0 before it.
template <class S>
S plain_step(Network<S>& net, const Dataset<S>& data, S eta, const std::vector<S>& lambda,
             bool fused) {
    const auto add = [&](S x, S y, S sum) { return fused ? std::fma(x, y, sum) : sum + x * y; };
    const auto product = [&](Eigen::Index rows, Eigen::Index cols, Eigen::Index inner, auto&& A,
                             auto&& B) {
        Matrix<S> C(rows, cols);
        for (Eigen::Index i = 0; i < rows; ++i)
            for (Eigen::Index j = 0; j < cols; ++j) {
                C(i, j) = A(i, 0) * B(0, j);
                for (Eigen::Index k = 1; k < inner; ++k) C(i, j) = add(A(i, k), B(k, j), C(i, j));
            }
        return C;
    };
    const S gamma = S(net.activation.gamma);
    const S below = net.activation.kind == ActivationKind::leaky_relu ? gamma
                    : net.activation.kind == ActivationKind::relu     ? S(0)
                                                                      : S(1);
    const int L = net.depth();
    std::vector<Matrix<S>> Z{data.inputs};
    for (int l = 1; l <= L; ++l) {
        const Matrix<S>&W = net.W(l), &V = Z.back();
        Matrix<S> z = product(
            W.rows(), V.cols(), W.cols(), [&](auto i, auto k) { return W(i, k); },
            [&](auto k, auto j) { return V(k, j); });
        for (S& x : z.reshaped())
            if (l <= net.nonlinear_layers && !(x > S(0))) x = below * x;
        Z.push_back(z);
    }
    Matrix<S> delta = Z.back();
    const Matrix<S> Y = data.one_hot();
    S squares = 0;
    for (Eigen::Index k = 0; k < delta.size(); ++k) {
        delta.data()[k] -= Y.data()[k];
        squares = add(delta.data()[k], delta.data()[k], squares);
    }
    for (int l = L; l >= 1; --l) {
        const S keep = S(1) - eta * lambda[static_cast<std::size_t>(l - 1)];
        const Matrix<S>&V = Z[static_cast<std::size_t>(l - 1)], &z = Z[static_cast<std::size_t>(l)];
        if (l <= net.nonlinear_layers)
            for (Eigen::Index k = 0; k < delta.size(); ++k)
                if (!(z.data()[k] > S(0))) delta.data()[k] = below * delta.data()[k];
        Matrix<S>& W = net.W(l);
        const Matrix<S> under = product(
            W.cols(), delta.cols(), W.rows(), [&](auto i, auto k) { return W(k, i); },
            [&](auto k, auto j) { return delta(k, j); });
        const Matrix<S> G = product(
            W.rows(), W.cols(), delta.cols(), [&](auto i, auto k) { return delta(i, k); },
            [&](auto k, auto j) { return V(j, k); });
        for (Eigen::Index k = 0; k < W.size(); ++k)
            W.data()[k] = add(-eta, G.data()[k], keep * W.data()[k]);
        delta = under;
    }
    return squares * S(0.5);
}

template <class S>
void expect_bits_of_plain_loops(bool fused) {
    int healthy = 0, broken = 0;
    for (std::uint64_t seed = 0; seed < 120; ++seed) {
        const Shape shape = shape_of(seed);
        const ActivationKind kinds[] = {ActivationKind::leaky_relu, ActivationKind::relu,
                                        ActivationKind::identity};
        const Activation a{kinds[seed / 8 % 3], 0.1, 1};
        const Dataset<S> data = data_of(shape, seed).cast<S>();
        Network<S> net = network_of<S>(shape, a, seed);
        // Ordinary, tiny to denormal, huge to overflowing, NaN.
        const int corner = static_cast<int>(seed / 24 % 4);
        const int reach = std::numeric_limits<S>::max_exponent;
        if (corner == 1) net.W(1) *= std::ldexp(S(1), -reach + 4);
        if (corner == 2) net.W(1) *= std::ldexp(S(1), reach * 3 / 4);
        if (corner == 3) net.W(net.depth())(0, 0) = std::numeric_limits<S>::quiet_NaN();
        const std::vector<S> lambda = decays(net, S(0.01));
        LaneDescent<S> lanes({{net, &data, lambda}});
        bool finite = true;
        for (int round = 0; round < 3; ++round) {
            S loss = 0;
            for (int step = 0; step < 2; ++step) {
                loss = plain_step(net, data, S(0.03), lambda, fused);
                finite = finite && std::isfinite(loss);
            }
            lanes.steps(2, {S(0.03)});
            expect_same_network(lanes.network(0), net);
            EXPECT_TRUE(lanes.loss(0) == loss || std::isnan(loss)) << lanes.loss(0) << " " << loss;
        }
        EXPECT_EQ(lanes.finite(0), finite);
        ++(finite ? healthy : broken);
    }
    EXPECT_GT(healthy, 50);
    EXPECT_GT(broken, 25);
}
TEST(Lanes, AreTheBitsOfPlainLoopsOnEveryTarget) {
    on_every_target([](bool fused) {
        expect_bits_of_plain_loops<double>(fused);
        expect_bits_of_plain_loops<float>(fused);
    });
}

/// Frobenius bounds on what a step in S may be off, per layer, whatever the order of its sums and
/// with or without fused multiply-adds (Higham, 3.5): |fl(A B) - A B| <= gamma_{k+1} |A| |B|;
/// activations within 16 u (|x| + 1/b), slopes within 16 u and beta_s times what their argument is
/// off. None where a kink may be crossed.
template <class S>
std::optional<std::vector<double>> step_error(const Network<double>& net,
                                              const Dataset<double>& data, double eta) {
    const double u = unit_roundoff<S>();
    const auto gamma = [&](Eigen::Index k) { return double(k + 1) * u / (1 - double(k + 1) * u); };
    const auto f = forward(net, data.inputs);
    const auto b = backward(net, f, data.one_hot());
    const Activation& a = net.activation;
    const double reach = a.kind == ActivationKind::gaussian_leaky_relu ? a.sharpness
                         : a.kind == ActivationKind::tanh              ? 1
                         : a.uses_sharpness()                          ? 1 / a.sharpness
                                                                       : 0;
    const int L = net.depth();
    std::vector<double> pre(static_cast<std::size_t>(L + 1)), Z = pre, out = pre;
    for (int l = 1; l <= L; ++l) {
        const auto i = static_cast<std::size_t>(l);
        const double W = net.W(l).norm();
        Z[i] = pre[i] = W * Z[i - 1] + gamma(net.W(l).cols()) * W * (f.Z[i - 1].norm() + Z[i - 1]);
        if (l > net.nonlinear_layers) continue;
        const Matrix<double>& x = f.pre[i - 1];
        if (!slope_lipschitz(a) && x.cwiseAbs().minCoeff() <= pre[i]) return std::nullopt;
        Z[i] += 16 * u * (x.norm() + reach * std::sqrt(double(x.size())));
    }
    double delta = Z.back() + u * (f.Z.back() - data.one_hot()).norm();
    for (int l = L; l >= 1; --l) {
        const auto i = static_cast<std::size_t>(l);
        const double W = net.W(l).norm(), D = b.Delta[i - 1].norm();
        if (l <= net.nonlinear_layers) { // what came from above, times slopes in [0, 1]
            const double above = l == L ? (f.Z.back() - data.one_hot()).norm()
                                        : (net.W(l + 1).transpose() * b.Delta[i]).norm();
            delta += (above + delta) * (17 * u + slope_lipschitz(a).value_or(0) * pre[i]);
        }
        const double V = f.Z[i - 1].norm();
        const double G = delta * V + (D + delta) * Z[i - 1] +
                         gamma(data.samples()) * (D + delta) * (V + Z[i - 1]);
        out[i] = eta * G + 4 * u * (W + eta * (b.G[i - 1].norm() + G));
        delta = W * delta + gamma(net.W(l).rows()) * W * (D + delta);
    }
    return out;
}

template <class S>
void expect_steps_within_their_bound() {
    int compared = 0;
    double largest = 0;
    for (std::uint64_t seed = 0; seed < 96; ++seed) {
        const Shape shape = shape_of(seed);
        const Activation a{static_cast<ActivationKind>(seed / 8 % 6), 0.25, seed % 2 ? 0.5 : 4.0};
        const Dataset<S> data = data_of(shape, seed).template cast<S>();
        const S eta = S(0.03);
        const Network<S> start = network_of<S>(shape, a, seed);
        const std::vector<S> lambda = decays(start, S(0.01));
        const std::vector<mp50> exact_lambda(lambda.begin(), lambda.end());
        LaneDescent<S> lanes({{start, &data, lambda}});
        for (int step = 0; step < 3; ++step) {
            const Network<S> before = lanes.network(0);
            const auto bound =
                step_error<S>(before.template cast<double>(), data.template cast<double>(), eta);
            GradientDescent<S> one(before, data, lambda);
            one.step(eta);
            lanes.steps(1, {eta});
            if (!bound) continue;
            ++compared;
            Network<mp50> exact = before.template cast<mp50>();
            const Dataset<mp50> in = data.template cast<mp50>();
            descend(exact, gradients(exact, forward(exact, in.inputs), in.one_hot()), mp50(eta),
                    exact_lambda);
            for (int l = 1; l <= exact.depth(); ++l) {
                const double limit = (*bound)[static_cast<std::size_t>(l)];
                const auto off = [&](const Network<S>& net) {
                    return double(mp50((net.W(l).template cast<mp50>() - exact.W(l)).norm()));
                };
                EXPECT_LE(off(lanes.network(0)), limit) << activation_name(a.kind) << seed;
                EXPECT_LE(off(one.network()), limit) << activation_name(a.kind) << seed;
                largest = std::max(largest, off(lanes.network(0)) / limit);
            }
        }
    }
    EXPECT_GT(compared, 250);
    EXPECT_GT(largest, 0.01); // else the bound would say little
}
TEST(Lanes, StepsAgreeWithGradientDescentWithinTheBoundOfBoth) {
    on_every_target([](bool) {
        expect_steps_within_their_bound<double>();
        expect_steps_within_their_bound<float>();
    });
}

/// Every count from one to two groups and one more, every activation: each network is what it is
/// alone, in a lane and out of lanes, though its neighbours differ, diverge or are NaN.
template <class S>
void expect_networks_are_what_they_are_alone() {
    const int most = std::max(8, 2 * static_cast<int>(LaneDescent<S>::lanes()) + 1);
    int healthy = 0, broken = 0;
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        const Shape shape = shape_of(seed * 5);
        const Activation a{static_cast<ActivationKind>(seed % 6), 0.25, 4};
        std::vector<Dataset<S>> data;
        std::vector<typename LaneDescent<S>::Start> starts;
        std::vector<S> rates;
        for (int i = 0; i < most; ++i)
            data.push_back(data_of(shape, static_cast<std::uint64_t>(i)).template cast<S>());
        for (int i = 0; i < most; ++i) {
            const auto number = static_cast<std::uint64_t>(i);
            const Network<S> start = network_of<S>(shape, a, number);
            starts.push_back({start, &data[number], decays(start, S(0.001 * i))});
            rates.push_back(i % 4 == 1 ? S(1e6) : S(0.002 * (i + 1)));
            if (i % 4 == 3) starts.back().network.W(1)(0, 0) = std::numeric_limits<S>::quiet_NaN();
        }
        std::vector<Network<S>> alone;
        for (int i = 0; i < most; ++i) {
            const auto number = static_cast<std::size_t>(i);
            LaneDescent<S> one({starts[number]});
            one.steps(7, {rates[number]});
            alone.push_back(one.network(0));
            GradientDescent<S> out(starts[number].network, data[number],
                                   starts[number].weight_decay);
            out.steps(7, rates[number]);
            expect_same_network(out.network(), alone.back());
            ++(one.finite(0) ? healthy : broken);
        }
        for (int count = 1; count <= most; ++count) {
            const std::size_t from = static_cast<std::size_t>(most - count);
            LaneDescent<S> many({starts.begin() + static_cast<std::ptrdiff_t>(from), starts.end()});
            const std::vector<S> own(rates.begin() + static_cast<std::ptrdiff_t>(from),
                                     rates.end());
            many.steps(3, own);
            many.evaluate();
            many.steps(4, own);
            for (std::size_t i = 0; i < many.size(); ++i)
                expect_same_network(many.network(i), alone[from + i]);
        }
    }
    EXPECT_GT(healthy, 12);
    EXPECT_GT(broken, 12);
}
TEST(Lanes, NetworksAreWhatTheyAreAlone) {
    on_every_target([](bool) {
        expect_networks_are_what_they_are_alone<double>();
        expect_networks_are_what_they_are_alone<float>();
    });
}

TEST(Lanes, SumsOfUpTo128TermsHaveTheBitsOfARunOutOfLanes) {
    on_every_target([](bool) {
        const Shape shape{{128, 20, 128, 4}, 2, 32};
        const Dataset<double> data = data_of(shape, 1);
        const Network<double> start =
            network_of<double>(shape, {ActivationKind::leaky_relu, 0.1, 1}, 1);
        const std::vector<double> lambda = decays(start, 0.01);
        LaneDescent<double> lanes({{start, &data, lambda}});
        GradientDescent<double> out(start, data, lambda);
        lanes.steps(3, {1e-4});
        out.steps(3, 1e-4);
        expect_same_network(lanes.network(0), out.network());
        EXPECT_FALSE(same_bits(out.network().W(1), start.W(1)));
    });
}

TEST(Lanes, EvaluatingGivesTheLossOfTheState) {
    const Shape shape{{5, 7, 4, 3}, 2, 3};
    const Dataset<double> data = data_of(shape, 1);
    const Network<double> net = network_of<double>(shape, {ActivationKind::tanh, 1, 1}, 1);
    LaneDescent<double> lanes({{net, &data, decays(net, 0.01)}});
    lanes.evaluate();
    const double loss = interpolation_loss(forward(net, data.inputs).Z.back(), data.one_hot());
    EXPECT_NEAR(lanes.loss(0), loss, 1e-12 * loss);
    lanes.steps(1, {0.01});
    EXPECT_NEAR(lanes.loss(0), loss, 1e-12 * loss);
}

TEST(Lanes, NetworksOfDifferentShapesAreRefused) {
    const Shape a{{5, 7, 3}, 1, 3}, b{{5, 6, 3}, 1, 3};
    const Dataset<double> data = data_of(a, 1);
    const Activation kink;
    EXPECT_THROW(LaneDescent<double>({{network_of<double>(a, kink, 1), &data, {0, 0}},
                                      {network_of<double>(b, kink, 1), &data, {0, 0}}}),
                 std::invalid_argument);
    EXPECT_THROW(LaneDescent<double>({{network_of<double>(a, kink, 1), &data, {0}}}),
                 std::invalid_argument);
    EXPECT_THROW(LaneDescent<double>({}), std::invalid_argument);
}

} // namespace
} // namespace ncv
