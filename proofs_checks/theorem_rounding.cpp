/// Rounding in the theorem's run (docs/theorem.md), each step of the proof; thousands of steps of
/// trained runs are in theorem_rounding_run.cpp.
#include "network/multiprecision.hpp"
#include "support/balanced_step.hpp"
#include "support/pyramids.hpp"

#include "measure/subject.hpp"
#include "spectra/approx_matrix.hpp"
#include "theorem/ball_step_rounding.hpp"
#include "training/gradient_descent.hpp"

namespace ncv::proofs {
namespace {

using Real = Approx<double>;

/// Sizes of a network that ball_step_rounding reads, anywhere in a range of many orders.
struct Sizes {
    Landscape<Real> land;
    double X, bend, S, e, eta;
};

double anywhere(Random& random, double low, double high) { // between two powers of ten
    return std::pow(10.0, uniform_real(random, low, high));
}

Sizes random_sizes(Random& random) {
    Sizes s;
    s.land.L1 = 1 + static_cast<int>(uniform_real(random, 0, 5));
    s.land.L = s.land.L1 + 1 + static_cast<int>(uniform_real(random, 0, 3));
    s.land.N = 1 + static_cast<int>(uniform_real(random, 0, 200));
    for (int l = 0; l <= s.land.L; ++l)
        s.land.n.push_back(1 + static_cast<Eigen::Index>(uniform_real(random, 0, 6)));
    s.land.gamma = uniform_real(random, 0.01, 0.99);
    const Activation a{uniform_real(random, 0, 1) < 0.5 ? ActivationKind::softplus_leaky_relu
                                                        : ActivationKind::gaussian_leaky_relu,
                       s.land.gamma, anywhere(random, -4, 4)};
    s.land.beta_s = slope_lipschitz(a);
    s.bend = bend_length(a);
    s.X = anywhere(random, -6, 2);
    s.S = anywhere(random, -1, 6);
    s.e = anywhere(random, -2, 4);
    s.eta = anywhere(random, -6, 0);
    return s;
}

/// Norms of the layers whose squares add up to S.
std::vector<double> random_norms(Random& random, const Sizes& s) {
    std::vector<double> rho(static_cast<std::size_t>(s.land.L + 1));
    double squares = 0;
    for (std::size_t l = 1; l < rho.size(); ++l) {
        rho[l] = uniform_real(random, 0.5, 1);
        squares += rho[l] * rho[l];
    }
    for (double& x : rho) x *= std::sqrt(s.S / squares);
    return rho;
}

/// What the roundings of one step add up to at most, layer by layer as the step makes them, at
/// these norms: without and with what an error in the outputs explains.
struct StepErrors {
    double weights, all;
};
StepErrors errors_layer_by_layer(const Sizes& s, const std::vector<double>& rho) {
    const double u = 0x1p-53;
    const int L = s.land.L, L1 = s.land.L1, N = s.land.N;
    const auto at = [](int l) { return static_cast<std::size_t>(l); };
    const auto n = [&](int l) { return static_cast<double>(s.land.n[at(l)]); };
    const auto gamma = [&](double k) { return k * u / (1 - k * u); };
    std::vector<double> z{s.X}, Z_off{0}, pre_off{0}; // sizes, and errors of Z_l and pre_l
    for (int l = 1; l <= L; ++l) {
        const double size = rho[at(l)] * z.back();
        const double off =
            rho[at(l)] * Z_off.back() + gamma(n(l - 1)) * rho[at(l)] * (z.back() + Z_off.back());
        pre_off.push_back(off);
        Z_off.push_back(l > L1 ? off : off + 16 * u * (size + off + s.bend * std::sqrt(n(l) * N)));
        z.push_back(size);
    }
    double t = s.e, d = u * s.e, squares = 0, of_outputs = 0, below = Z_off.back();
    for (int l = L; l >= 1; --l) { // Delta_l: size t, error d
        const double whole = (t + d) * (z[at(l - 1)] + Z_off[at(l - 1)]);
        const double G = d * z[at(l - 1)] + (t + d) * Z_off[at(l - 1)] + gamma(N) * whole;
        const double parts = 1 + std::floor(N / 64.0);
        const double update = (1 + parts) * u * rho[at(l)] + s.eta * (G + (1 + parts) * u * whole);
        squares += update * update;
        of_outputs += std::pow(below * z[at(l - 1)], 2);
        if (l == 1) break;
        below *= rho[at(l)];
        d = rho[at(l)] * d + gamma(n(l)) * rho[at(l)] * (t + d);
        t *= rho[at(l)];
        if (l - 1 > L1) continue;
        const double slope = 16 * u + *s.land.beta_s * pre_off[at(l - 1)];
        d = (d * (1 + slope) + t * slope) * (1 + u) + u * t;
    }
    const double weights = std::sqrt(squares);
    return {weights, weights + u * std::sqrt(s.S) + s.eta * std::sqrt(of_outputs)};
}

} // namespace

/// The formula is at least what the roundings of a step add up to, layer by layer, for networks of
/// any depth and of many orders of size. (The worst are those whose first layers bend in the middle
/// of a small range: one sigma's own error is what the next slopes see.)
TEST(TheoremRounding, B10tNoStepIsOffByMoreThanTheFormula) {
    Random random(21);
    int said = 0;
    double largest = 0;
    for (int i = 0; i < 20000; ++i) {
        const Sizes s = random_sizes(random);
        const auto off = ball_step_rounding<Real>({s.land, s.X, s.bend, s.S}, s.e, s.eta);
        if (!std::isfinite(off.eps.value)) continue;
        ++said;
        for (int k = 0; k < 4; ++k) {
            const StepErrors least = errors_layer_by_layer(s, random_norms(random, s));
            ASSERT_LE(least.weights, off.weights.value)
                << "L1 " << s.land.L1 << ", L " << s.land.L << ", N " << s.land.N << ", ||X|| "
                << s.X << ", bend " << s.bend << ", S " << s.S << ", e " << s.e;
            ASSERT_LE(least.all, off.eps.value);
            largest = std::max(largest, least.weights / off.weights.value);
        }
    }
    std::printf("%d of 20000 sizes, at most %.3g of the formula\n", said, largest);
    EXPECT_GT(said, 5000);
    EXPECT_GT(largest, 0.5);
}

/// Where sums of errors are no longer small, or numbers are too small for double, nothing is said.
TEST(TheoremRounding, B10tTheFormulaKnowsItsLimits) {
    Random random(22);
    const Sizes s = random_sizes(random);
    const auto eps = [&](double X, double bend, double S, double e) {
        return ball_step_rounding<Real>({s.land, X, bend, S}, e, s.eta).eps.value;
    };
    EXPECT_TRUE(std::isfinite(eps(1, 1, 1, 1)));
    EXPECT_FALSE(std::isfinite(eps(1, 1, 1e30, 1))) << "relative errors of sigma' beyond 1";
    EXPECT_FALSE(std::isfinite(eps(1, 1, 1, 1e-20))) << "the outputs' rounding beside the residual";
    EXPECT_FALSE(std::isfinite(eps(1e-300, 1e-200, 1, 1e-20))) << "underflow";
}

/// Steps of deep networks as they are trained, each against the exact one in 100 digits.
TEST(TheoremRounding, B10tStepsOfDeepNetworksAgainstAHundredDigits) {
    Random random(23);
    double largest = 0;
    int said = 0;
    for (int trial = 0; trial < 120; ++trial) {
        Snapshot s;
        const int L1 = 1 + trial % 5, L = L1 + 1 + trial % 3;
        s.network.nonlinear_layers = L1;
        s.network.activation = {trial % 2 ? ActivationKind::softplus_leaky_relu
                                          : ActivationKind::gaussian_leaky_relu,
                                uniform_real(random, 0.05, 0.95), anywhere(random, -2, 2)};
        s.data = {anywhere(random, -4, 1) * gaussian_matrix(random, 3, 4), {0, 0, 1, 1}, 2};
        const double size = anywhere(random, -0.5, 2);
        for (int l = 1; l <= L; ++l)
            s.network.weights.push_back(
                size *
                gaussian_matrix(random, l == L ? 2 : 2 + l % 3,
                                s.network.weights.empty() ? 3 : s.network.weights.back().rows()));
        s.weight_decay = anywhere(random, -6, -1);
        const double eta = anywhere(random, -8, 0);
        Subject<Real> subject(s);
        const auto& land = subject.landscape();
        const auto off = ball_step_rounding<Real>(
            {land, operator_norm(ApproxMatrix<double>(s.data.inputs.cwiseAbs())),
             bend_length(s.network.activation), square(land.theta)},
            land.residual, eta);
        if (!std::isfinite(off.eps.value)) continue;
        ++said;
        GradientDescent<double> engine(s.network, s.data, *s.weight_decay);
        engine.step(eta);
        const auto net = s.network.cast<mp100>();
        const auto data = s.data.cast<mp100>();
        const auto R = full_gradient(net, gradients(net, forward(net, data.inputs), data.one_hot()),
                                     mp100(*s.weight_decay));
        const auto after = engine.network().cast<mp100>();
        mp100 squares = 0;
        for (std::size_t i = 0; i < R.size(); ++i)
            squares += (after.weights[i] - (net.weights[i] - mp100(eta) * R[i])).squaredNorm();
        const double error = static_cast<double>(mp100(sqrt(squares)));
        ASSERT_LE(error, off.eps.value) << "trial " << trial;
        largest = std::max(largest, error / off.eps.value);
    }
    std::printf("%d deep networks: a step is off by at most %.3g of the formula\n", said, largest);
    EXPECT_GT(said, 60);
    EXPECT_GT(largest, 1e-3);
}

/// Gradients from any Delta_L whatever obey B2r: an error in the outputs moves D_l by eta^2 alone.
TEST(TheoremRounding, B10tErrorsInTheOutputsObeyTheRecursion) {
    std::uint64_t seed = 50;
    for_pyramids([&](const auto& p) {
        using S = std::decay_t<decltype(p.residual)>;
        Random random(++seed);
        const S eta = S(0.01), lambda = S(0.1);
        const Matrix<S> off =
            S(0.1) * gaussian_matrix(random, p.Y.rows(), p.Y.cols()).template cast<S>();
        const auto R = full_gradient(p.net, gradients(p.net, p.f, Matrix<S>(p.Y + off)), lambda);
        Network<S> after = p.net;
        for (std::size_t i = 0; i < R.size(); ++i) after.weights[i] -= eta * R[i];
        for (int l = p.net.nonlinear_layers + 1; l < p.net.depth(); ++l) {
            const Matrix<S> D = surplus(p.net, after, R, l, eta, lambda);
            EXPECT_LE(
                static_cast<double>(D.norm()),
                static_cast<double>(tiny<S>() * (1 + squared_norm(p.net) + squared_norm(after))))
                << "B2r with perturbed labels";
        }
    });
}

/// Weights off by e move D_l by at most 2 sqrt(||W_{l+1}||^2 + ||W_l||^2) ||e|| + ||e||^2.
TEST(TheoremRounding, B10tErrorsInTheWeightsMoveTheDefect) {
    std::uint64_t seed = 70;
    double largest = 0;
    for_pyramids([&](const auto& p) {
        using S = std::decay_t<decltype(p.residual)>;
        using std::sqrt;
        for (const double size : {0.5, 0.001}) {
            const auto there = moved(p.net, random_direction(p.net, ++seed), S(size));
            for (int l = p.net.nonlinear_layers + 1; l < p.net.depth(); ++l) {
                const S a = operator_norm(p.net.W(l)), b = operator_norm(p.net.W(l + 1));
                const S bound = 2 * S(size) * sqrt(a * a + b * b) + S(size) * S(size);
                const S moves = operator_norm(Matrix<S>(defect(there, l) - defect(p.net, l)));
                expect_at_most<S>(moves, bound, "||D_l(theta + e) - D_l(theta)||");
                largest = std::max(largest, static_cast<double>(S(moves / bound)));
            }
        }
    });
    EXPECT_GT(largest, 0.1);
}

/// A step of relative error mu lowers C by eta ((1-mu) - eta beta (1+mu)^2/2) ||g||^2 at least, on
/// quadratics of any curvature up to beta, with the error as unlucky as can be.
TEST(TheoremRounding, B10tRelativeErrorsCostAShareOfTheDescent) {
    Random random(4);
    for (int i = 0; i < 1000; ++i) {
        const mp50 beta = uniform_real(random, 0.1, 5), eta = uniform_real(random, 0.01, 1) / beta;
        const mp50 mu = uniform_real(random, 0, 0.2), g = uniform_real(random, 0.1, 2);
        const mp50 angle = uniform_real(random, 0, 6.28);
        const mp50 x = -eta * g * (1 + mu * cos(angle)), y = -eta * g * mu * sin(angle);
        const mp50 change = g * x + beta / 2 * (x * x + y * y);
        expect_at_most<mp50>(change, -eta * g * g * (1 - mu - eta * beta * (1 + mu) * (1 + mu) / 2),
                             "descent of a perturbed step");
    }
}

/// ||grad|| grows by 1 + eta beta at most along a step, so an error eps adds
/// (1 + eta beta) ||g|| eps + beta eps^2/2 <= mu eta f ||g||^2 + (9/(4 mu eta f) + beta) eps^2 for
/// eta beta <= 2.
TEST(TheoremRounding, B10tSmallErrorsDriftByTheirSquares) {
    Random random(8);
    for (int i = 0; i < 1000; ++i) {
        const mp50 beta = uniform_real(random, 0.1, 5),
                   eta = uniform_real(random, 0.01, 1.99) / beta;
        const mp50 f = 1 - eta * beta / 2, mu = uniform_real(random, 0.001, 0.2);
        const mp50 g = uniform_real(random, 0, 2), eps = uniform_real(random, 0, 0.1);
        expect_at_most<mp50>(
            (1 + eta * beta) * g * eps + beta / 2 * eps * eps,
            mu * eta * f * g * g + (mp50(9) / (4 * mu * eta * f) + beta) * eps * eps, "Young");
    }
}

} // namespace ncv::proofs
