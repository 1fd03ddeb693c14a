/// The network's derivatives against differences of plain loops, at 100 digits.
#include "network/tangent.hpp"
#include "data/random.hpp"
#include "network/multiprecision.hpp"
#include "support/plain.hpp"
#include "support/proof_instance.hpp"

namespace ncv::proofs {
namespace {

constexpr ActivationKind kinds[] = {ActivationKind::tanh, ActivationKind::softplus_leaky_relu,
                                    ActivationKind::gaussian_leaky_relu, ActivationKind::leaky_relu,
                                    ActivationKind::identity};

/// A generic network of four layers; with L2 = 0 when `all_nonlinear`.
Snapshot generic_network(ActivationKind kind, std::uint64_t seed, bool all_nonlinear = false) {
    InstanceSpec spec;
    spec.nonlinear_widths = {4, 3};
    spec.head_widths = {3};
    spec.head = HeadKind::generic;
    spec.activation = {kind, 0.25, 2};
    spec.seed = seed;
    Snapshot s = build(spec);
    if (all_nonlinear) s.network.nonlinear_layers = s.network.depth();
    return s;
}

template <class S>
Direction<S> drawn_direction(const Network<S>& net, std::uint64_t seed) {
    Random random(seed);
    Direction<S> V;
    for (const auto& W : net.weights)
        V.push_back(gaussian_matrix(random, W.rows(), W.cols()).template cast<S>());
    return V;
}

Network<mp100> moved(Network<mp100> net, const Direction<mp100>& V, const mp100& h) {
    for (std::size_t i = 0; i < V.size(); ++i) net.weights[i] += h * V[i];
    return net;
}

TEST(Tangent, CurvaturesAreTheSlopesDerivatives) {
    for (auto kind : kinds)
        for (int k = -60; k <= 60; ++k) {
            if (k == 0 && kind == ActivationKind::leaky_relu) continue;
            const Activation a{kind, 0.25, 2.0};
            const mp100 x = mp100(k) / 7, h("1e-30");
            const mp100 second = (plain::sigma(a, mp100(x + h)) - 2 * plain::sigma(a, x) +
                                  plain::sigma(a, mp100(x - h))) /
                                 (h * h);
            EXPECT_LT(static_cast<double>(abs(mp100(second - curvature(a, x)))), 1e-35)
                << activation_name(kind) << " " << k;
        }
}

TEST(Tangent, CurvaturesInDoubleAreExactToAFewUlpsOfTheLargest) {
    for (auto kind : kinds)
        for (double sharpness : {0.25, 1.0, 8.0})
            for (int k = -4000; k <= 4000; ++k) {
                const Activation a{kind, 0.125, sharpness};
                const double x = k * 0.0173;
                const double largest = slope_lipschitz(a).value_or(0);
                const mp100 apart = abs(mp100(curvature(a, x) - curvature(a, mp100(x))));
                EXPECT_LE(static_cast<double>(apart), 6 * 0x1p-53 * largest) << x;
            }
}

/// beta_s is attained, and never passed; likewise the constant of sigma''.
TEST(Tangent, LipschitzConstantsAreTheLeastOnes) {
    for (auto kind : {ActivationKind::tanh, ActivationKind::softplus_leaky_relu,
                      ActivationKind::gaussian_leaky_relu})
        for (double sharpness : {0.5, 2.0}) {
            const Activation a{kind, 0.25, sharpness};
            const double beta = *slope_lipschitz(a), further = curvature_lipschitz(a);
            double most = 0, most_further = 0;
            for (int k = -1000; k <= 1000; ++k) {
                const mp100 x = mp100(k) / 125, h("1e-30");
                most = std::max(most, static_cast<double>(abs(curvature(a, x))));
                const mp100 third =
                    (curvature(a, mp100(x + h)) - curvature(a, mp100(x - h))) / (2 * h);
                most_further = std::max(most_further, static_cast<double>(abs(third)));
            }
            EXPECT_LE(most, beta) << activation_name(kind);
            EXPECT_GE(most, beta * (1 - 1e-3)) << activation_name(kind);
            EXPECT_LE(most_further, further) << activation_name(kind);
            EXPECT_GE(most_further, further * (1 - 1e-3)) << activation_name(kind);
        }
    EXPECT_FALSE(slope_lipschitz({ActivationKind::relu}));
    EXPECT_FALSE(slope_lipschitz({ActivationKind::leaky_relu}));
    EXPECT_EQ(slope_lipschitz({ActivationKind::identity}), 0);
}

/// As doubles they are never below the exact ones, and the next double at most: they enter
/// enclosures and bounds as they are.
TEST(Tangent, LipschitzConstantsAreRoundedUp) {
    Random random(31);
    const mp100 pi = 4 * atan(mp100(1)), root_3 = sqrt(mp100(3));
    const auto just_above = [](double given, const mp100& exact, const char* what) {
        EXPECT_GE(mp100(given), exact) << what;
        EXPECT_LE(mp100(std::nextafter(given, 0)), exact) << what;
        return mp100(given) > exact;
    };
    int inexact = 0;
    for (int i = 0; i < 2000; ++i) {
        const double gamma = uniform_real(random, 0, 1),
                     sharp = std::exp(uniform_real(random, -9, 9));
        const mp100 steep = 1 - mp100(gamma), s(sharp);
        const Activation softplus{ActivationKind::softplus_leaky_relu, gamma, sharp},
            gaussian{ActivationKind::gaussian_leaky_relu, gamma, sharp};
        inexact += just_above(*slope_lipschitz(softplus), steep * s / 4, "softplus");
        just_above(*slope_lipschitz(gaussian), steep / (s * sqrt(2 * pi)), "Gaussian");
        just_above(curvature_lipschitz(softplus), steep * s * s / (6 * root_3), "softplus''");
        just_above(curvature_lipschitz(gaussian), steep * exp(mp100(-0.5)) / (s * s * sqrt(2 * pi)),
                   "Gaussian''");
        just_above(bend_length(softplus), steep / s, "softplus, length");
        just_above(bend_length(gaussian), steep * s, "Gaussian, length");
    }
    EXPECT_GT(inexact, 1000);
    just_above(*slope_lipschitz({ActivationKind::tanh}), 4 / (3 * root_3), "tanh");
    // What double holds is not moved.
    EXPECT_EQ(slope_lipschitz({ActivationKind::softplus_leaky_relu, 0.9, 4}), 1 - 0.9);
    EXPECT_EQ(bend_length({ActivationKind::softplus_leaky_relu, 0.75, 2}), 0.125);
}

TEST(Tangent, JacobianAndHessianEqualDifferences) {
    for (auto kind : kinds)
        for (bool all_nonlinear : {false, true}) {
            const Snapshot s = generic_network(kind, 9, all_nonlinear);
            const auto net = s.network.cast<mp100>();
            const auto data = s.data.cast<mp100>();
            const auto at = linearise(net, data);
            const Direction<mp100> V = drawn_direction(net, 3);
            const mp100 h("1e-30"), lambda("0.07");
            const auto ahead = moved(net, V, h), behind = moved(net, V, -h);
            const Matrix<mp100> outputs =
                (forward(ahead, data.inputs).Z.back() - forward(behind, data.inputs).Z.back()) /
                (2 * h);
            EXPECT_LE(static_cast<double>((outputs - jacobian_times(at, V)).norm()), 1e-50)
                << activation_name(kind);
            const Matrix<mp100> Y = data.one_hot();
            const auto G = gradients(ahead, forward(ahead, data.inputs), Y);
            const auto G_behind = gradients(behind, forward(behind, data.inputs), Y);
            const auto HV = hessian_times(at, V, lambda);
            for (std::size_t i = 0; i < V.size(); ++i) {
                const Matrix<mp100> difference = (G[i] - G_behind[i]) / (2 * h) + lambda * V[i];
                EXPECT_LE(static_cast<double>((difference - HV[i]).norm()), 1e-50)
                    << activation_name(kind) << " W" << i + 1;
            }
        }
}

TEST(Tangent, TransposeIsAdjointAndHessianSymmetric) {
    for (auto kind : kinds) {
        const Snapshot s = generic_network(kind, 11);
        const auto net = s.network.cast<mp100>();
        const auto data = s.data.cast<mp100>();
        const auto at = linearise(net, data);
        const Direction<mp100> V = drawn_direction(net, 1), W = drawn_direction(net, 2);
        Random random(4);
        const Matrix<mp100> U =
            gaussian_matrix(random, s.data.classes, s.data.samples()).cast<mp100>();
        const Vector<mp100> v = flattened(V), w = flattened(W);
        expect_equal<mp100>(mp100(jacobian_times(at, V).cwiseProduct(U).sum()),
                            mp100(v.dot(flattened(jacobian_transpose_times(at, U)))),
                            "<J V, U> = <V, J^T U>");
        const mp100 lambda("0.3");
        expect_equal<mp100>(mp100(w.dot(flattened(hessian_times(at, V, lambda)))),
                            mp100(v.dot(flattened(hessian_times(at, W, lambda)))),
                            "<W, H V> = <V, H W>");
        for (std::size_t i = 0; i < V.size(); ++i)
            expect_equal<mp100>(unflattened(v, net)[i], V[i], "flattened and back");
    }
}

TEST(Tangent, KernelIsTheJacobianTimesItsTranspose) {
    for (auto kind : kinds) {
        const Snapshot s = generic_network(kind, 12);
        const auto net = s.network.cast<mp100>();
        const auto data = s.data.cast<mp100>();
        const auto at = linearise(net, data);
        const Matrix<mp100> kernel = tangent_kernel(at);
        Random random(4);
        const Matrix<mp100> U =
            gaussian_matrix(random, s.data.classes, s.data.samples()).cast<mp100>();
        const Matrix<mp100> image = jacobian_times(at, jacobian_transpose_times(at, U));
        const Vector<mp100> u = Matrix<mp100>(U.transpose()).reshaped();
        expect_equal<mp100>(Matrix<mp100>(kernel * u),
                            Matrix<mp100>(Matrix<mp100>(image.transpose()).reshaped()),
                            "kernel U = J J^T U");
    }
}

} // namespace
} // namespace ncv::proofs
