#include "network/multiprecision.hpp"
#include "support/pyramids.hpp"

#include "claims/b8u_interpolation_phase.hpp"
#include "measure/subject.hpp"
#include "network/homogeneity.hpp"

#include <boost/math/quadrature/gauss.hpp>

namespace ncv::proofs {
namespace {

template <class S>
S dot(const Matrix<S>& a, const Matrix<S>& b) {
    return a.cwiseProduct(b).sum();
}

/// delta_l = sigma'(pre_l) o pre_l - sigma(pre_l).
template <class S>
Matrix<S> excess_of(const Network<S>& net, const ForwardPass<S>& f, int l) {
    const Matrix<S> pre = net.W(l) * f.Z[static_cast<std::size_t>(l - 1)];
    return pre.unaryExpr(
        [&](const S& x) { return S(slope(net.activation, x) * x - activate(net.activation, x)); });
}

} // namespace

/// <theta, grad C_0> = L <E, Z_L> + sum_{j<=L1} j <W_{j+1}^T Delta_{j+1}, delta_j>.
TEST(GrowthOfTheNormSteps, B8uTheNormChangesByTheOutputs) {
    for_pyramids([&](const auto& p) {
        using S = std::decay_t<decltype(p.residual)>;
        const int L = p.net.depth();
        S left(0), right = S(L) * dot<S>(p.f.Z.back() - p.Y, p.f.Z.back()), size = right;
        for (int l = 1; l <= L; ++l)
            left += dot<S>(p.net.W(l), p.b.G[static_cast<std::size_t>(l - 1)]);
        for (int j = 1; j <= p.net.nonlinear_layers; ++j) {
            const Matrix<S> back =
                p.net.W(j + 1).transpose() * p.b.Delta[static_cast<std::size_t>(j)];
            right += S(j) * dot<S>(back, excess_of(p.net, p.f, j));
            size += S(j) * S(back.norm()) * S(excess_of(p.net, p.f, j).norm());
        }
        using std::abs;
        EXPECT_LE(abs(S(left - right)), S(1e-40) * (1 + abs(size)));
    });
}

/// The sum's terms and the outputs' against what the plan takes for them.
TEST(GrowthOfTheNormSteps, B8uTheOutputsPushNoHarderThanTheResidualAllows) {
    double largest = 0;
    for_pyramids([&](const auto& p) {
        using S = std::decay_t<decltype(p.residual)>;
        const Matrix<S> E = p.f.Z.back() - p.Y;
        const S e = E.norm();
        expect_at_most<S>(e * e - dot<S>(E, p.f.Z.back()), S(p.Y.norm()) * e,
                          "-<E, Z_L> <= ||Y|| ||E|| - ||E||^2");
        for (int j = 1; j <= p.net.nonlinear_layers; ++j) {
            S norms = e;
            for (int l = j + 1; l <= p.net.depth(); ++l) norms *= operator_norm(p.net.W(l));
            const Matrix<S> delta = excess_of(p.net, p.f, j);
            const Matrix<S> back =
                p.net.W(j + 1).transpose() * p.b.Delta[static_cast<std::size_t>(j)];
            const S term = dot<S>(back, delta), bound = norms * S(delta.norm());
            expect_at_most<S>(term < 0 ? S(-term) : term, bound, "a bend's term");
            if (bound > 0) largest = std::max(largest, static_cast<double>(S(term / bound)));
        }
    });
    EXPECT_GT(largest, 0.2);
}

/// |x sigma'(x) - sigma(x)| against each of its three bounds, the first nearly attained far out, the
/// last near 0.
TEST(GrowthOfTheNormSteps, B8uBendsAreBounded) {
    Random random(31);
    for (const auto kind :
         {ActivationKind::softplus_leaky_relu, ActivationKind::gaussian_leaky_relu})
        for (int trial = 0; trial < 20; ++trial) {
            const Activation a{kind, uniform_real(random, 0.05, 0.95),
                               std::exp(uniform_real(random, -3, 3))};
            const mp50 excess = homogeneity_excess(a), beta_s = *slope_lipschitz(a);
            const mp50 length = bend_length(a) / (1 - a.gamma);
            mp50 far = 0;
            for (int i = -40; i <= 40; ++i) {
                const mp50 x = length * i;
                const mp50 delta = abs(mp50(x * slope(a, x) - activate(a, x)));
                expect_at_most<mp50>(delta, excess, "excess");
                expect_at_most<mp50>(delta, (1 - mp50(a.gamma)) * abs(x), "(1-gamma) |x|");
                expect_at_most<mp50>(delta, beta_s * x * x / 2, "beta_s x^2/2");
                far = std::max(far, delta);
            }
            EXPECT_GT(far, excess * mp50(1 - 1e-9));
            const mp50 x = length / 1000, near = x * slope(a, x) - activate(a, x);
            EXPECT_GT(near, mp50(0.99) * beta_s * x * x / 2);
        }
    const Activation tanh{ActivationKind::tanh};
    for (int i = 0; i <= 100; ++i) {
        const mp50 x = mp50(i) / 5;
        EXPECT_LE(abs(mp50(x * slope(tanh, x) - activate(tanh, x))), homogeneity_excess(tanh));
    }
}

/// Steps that lower u as rashly as the path allows: what they add up to stays below I, J and tau, and
/// comes near for small steps.
TEST(GrowthOfTheNormSteps, B8uSumsOfStepsAreAtMostTheIntegrals) {
    Random random(37);
    double nearest = 0;
    for (int trial = 0; trial < 60; ++trial) {
        const mp50 c = mp50(255) / 256, t = c, a_0 = uniform_real(random, 0.5, 4);
        const mp50 h = uniform_real(random, 0.1, 2), labels = uniform_real(random, 0.5, 4);
        const mp50 C_0 = uniform_real(random, 0.05, 0.98) * c * c * t * a_0 / (16 * h * h);
        const mp50 V = sqrt(C_0), p = 2 / c * V / sqrt(t * a_0), q = 2 * h * p;
        const mp50 u_0 = C_0 * uniform_real(random, 0.8, 1), stop = u_0 * mp50(1e-5);
        const mp50 eta = uniform_real(random, 0.001, 0.05) / a_0;
        const mp50 A = sqrt(mp50(2)) * labels;
        const auto integrand = [&](const mp50& v) {
            return std::max(mp50(A - 2 * v), mp50(0)) / (1 - q * (1 - v / V));
        };
        const mp50 top = std::min(V, mp50(A / 2));
        mp50 I = 0;
        for (int i = 0; i < 64; ++i)
            I += boost::math::quadrature::gauss<mp50, 15>::integrate(integrand, mp50(top * i / 64),
                                                                     mp50(top * (i + 1) / 64));
        I *= 2 / (c * t * a_0);
        const mp50 J = 2 * V / (c * t * a_0) * (-log(mp50(1 - q)) / q);
        const mp50 tau = log(mp50(u_0 / stop)) / (c * t * (1 - q) * a_0);
        mp50 u = u_0, x = 0, pushed = 0, bent = 0, time = 0;
        while (true) {
            const mp50 v = sqrt(u), root = sqrt(mp50(t * a_0)) * (1 - h * x);
            const mp50 g = root * v * (trial % 3 ? mp50(1) : mp50(uniform_real(random, 1, 3)));
            const mp50 after = u - eta * c * g * g;
            if (after <= stop) break; // only steps before the last count
            pushed += eta * v * std::max(mp50(A - 2 * v), mp50(0));
            bent += eta * v;
            time += eta;
            x += eta * g;
            u = after;
        }
        expect_at_most<mp50>(pushed, I, "I");
        expect_at_most<mp50>(bent, J, "J");
        expect_at_most<mp50>(time, tau, "tau");
        nearest = std::max(nearest, static_cast<double>(mp50(pushed / I)));
    }
    EXPECT_GT(nearest, 0.9);
}

/// sqrt(m) max(2, log(x/m)) does not fall with m.
TEST(GrowthOfTheNormSteps, B8uTheGrowthDoesNotFallWithM) {
    const auto term = [](const mp50& m) {
        return sqrt(m) * std::max(mp50(2), mp50(log(mp50(1 / m))));
    };
    for (int i = -400; i < 400; ++i)
        expect_at_most<mp50>(term(exp(mp50(i) / 100)), term(exp(mp50(i + 1) / 100)),
                             "sqrt(m) max(2, log(x/m))");
}

/// The plan's m is one of its own: R^2 >= ||theta_0||^2 + Gamma(m), or B8t's, at 100 digits; and it
/// is seldom B8t's.
TEST(GrowthOfTheNormSteps, B8uThePlansRadiusHoldsAtItsOwnM) {
    using Real = Approx<mp100>;
    int smaller = 0, plans = 0;
    for (std::uint64_t i = 0; i < 200; ++i) {
        const Snapshot s = build(random_spec(i, {.heads = {HeadKind::theorem}}));
        Subject<Real> subject(s);
        const auto& land = subject.landscape();
        if (!land.beta_s || !land.lambda || !(*land.lambda > 0)) continue;
        const Real gamma = number<Real>(land.gamma), zero = number<Real>(0);
        const auto far = plan_path(land, gamma, grown_path), plan = plan_grown_path(land, gamma);
        if (!certainly_greater(far.slack, zero)) continue;
        ++plans;
        const Real grown = square(land.theta) + norm_growth(land, plan, zero);
        EXPECT_TRUE(square(plan.R).value >= grown.value - grown.error ||
                    plan.R.value == far.R.value)
            << s.source;
        smaller += certainly_greater(far.R, plan.R);
    }
    EXPECT_GT(plans, 20);
    EXPECT_GT(smaller, plans / 2);
}

} // namespace ncv::proofs
