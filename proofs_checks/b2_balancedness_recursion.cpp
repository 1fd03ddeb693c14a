#include "network/multiprecision.hpp"
#include "support/proof_instance.hpp"

#include <boost/numeric/odeint.hpp>

/// Odeint cannot see that a vector of multiprecision numbers has multiprecision norms.
template <>
struct boost::numeric::odeint::norm_result_type<std::vector<ncv::mp50>> {
    using type = ncv::mp50;
};

namespace ncv::proofs {

TEST(BalancednessRecursionSteps, B2OneStepIsAnIdentity) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        const auto G = gradients(i.net, forward(i.net, i.data.inputs), i.Y);
        const S eta("0.37"), lambda("0.11");
        auto next = i.net;
        descend(next, G, eta, lambda);
        for (int l = i.L1 + 1; l < i.L; ++l) {
            const auto at = static_cast<std::size_t>(l);
            const S keep = S(1) - eta * lambda;
            const Matrix<S> after = balancedness_defect<S>(next.W(l + 1), next.W(l));
            expect_equal<S>(after,
                            keep * keep * i.defect(l) +
                                eta * eta *
                                    (G[at].transpose() * G[at] - G[at - 1] * G[at - 1].transpose()),
                            "D' = (1 - eta lambda)^2 D + eta^2 (...)");
        }
    });
}

TEST(BalancednessRecursionSteps, B2rTheFullGradientTurnsTheCrossTermsIntoTheDefect) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        const auto G = gradients(i.net, forward(i.net, i.data.inputs), i.Y);
        const S eta("0.37"), lambda("0.11");
        auto next = i.net;
        descend(next, G, eta, lambda);
        for (int l = i.L1 + 1; l < i.L; ++l) {
            const auto at = static_cast<std::size_t>(l);
            const Matrix<S> R = G[at - 1] + lambda * i.net.W(l);
            const Matrix<S> R_next = G[at] + lambda * i.net.W(l + 1);
            expect_equal<S>(i.net.W(l + 1).transpose() * R_next - R * i.net.W(l).transpose(),
                            lambda * i.defect(l), "W_{l+1}^T R_{l+1} - R_l W_l^T = lambda D_l");
            const Matrix<S> noise = R_next.transpose() * R_next - R * R.transpose();
            expect_equal<S>(balancedness_defect<S>(next.W(l + 1), next.W(l)),
                            (S(1) - S(2) * eta * lambda) * i.defect(l) + eta * eta * noise,
                            "D' = (1 - 2 eta lambda) D + eta^2 (...)");
            const S larger = std::max(operator_norm(R_next), operator_norm(R));
            expect_at_most<S>(operator_norm(noise), larger * larger,
                              "||A - B|| <= max(||A||, ||B||) for A, B >= 0");
        }
    });
}

/// B2s's second form, step by step along runs: where every step lowers C_lambda by at least
/// (eta/2) ||R||^2, eta^2 sum ||R||^2 is at most 2 eta C_lambda(theta_0).
TEST(BalancednessRecursionSteps, B2sTheDescentPaysForTheNoise) {
    int descending = 0;
    for_instances([&](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        const S eta("0.001"), lambda("0.11");
        auto net = i.net;
        const auto regularised = [&] {
            return S(interpolation_loss<S>(forward(net, i.data.inputs).Z.back(), i.Y) +
                     lambda / S(2) * squared_norm(net));
        };
        const S start = regularised();
        S spent(0);
        for (int k = 0; k < 8; ++k) {
            const auto G = gradients(net, forward(net, i.data.inputs), i.Y);
            S full(0);
            for (int l = 1; l <= i.L; ++l)
                full += (G[static_cast<std::size_t>(l - 1)] + lambda * net.W(l)).squaredNorm();
            const S before = regularised();
            descend(net, G, eta, lambda);
            if (before - regularised() < eta / S(2) * full) return;
            spent += eta * eta * full;
            ++descending;
        }
        expect_at_most<S>(spent, S(2) * eta * start, "eta^2 sum ||R||^2 <= 2 eta C_lambda");
    });
    EXPECT_GT(descending, 100);
}

/// B2f by an adaptive integration of the gradient flow: D_l(t) = exp(-2 lambda t) D_l(0).
TEST(BalancednessRecursionSteps, B2fFlowDecaysTheDefectExponentially) {
    using S = mp50;
    for (std::uint64_t seed : {1, 2, 3}) {
        InstanceSpec spec;
        spec.class_sizes = {1, 2};
        spec.input_dimension = 3;
        spec.nonlinear_widths = {3};
        spec.head_widths = {2, 2};
        spec.head = HeadKind::generic;
        spec.activation.kind = ActivationKind::tanh;
        spec.seed = seed;
        const auto i = lift<S>(build(spec));
        const S lambda("0.3");
        std::vector<S> state;
        for (const auto& W : i.net.weights)
            state.insert(state.end(), W.data(), W.data() + W.size());
        const auto unpack = [&](const std::vector<S>& x) {
            auto net = i.net;
            std::size_t at = 0;
            for (auto& W : net.weights)
                for (Eigen::Index k = 0; k < W.size(); ++k) W.data()[k] = x[at++];
            return net;
        };
        const auto flow = [&](const std::vector<S>& x, std::vector<S>& dx, const S&) {
            const auto net = unpack(x);
            const auto G = gradients(net, forward(net, i.data.inputs), i.Y);
            std::size_t at = 0;
            for (std::size_t l = 0; l < G.size(); ++l)
                for (Eigen::Index k = 0; k < G[l].size(); ++k, ++at)
                    dx[at] = -G[l].data()[k] - lambda * x[at];
        };
        namespace ode = boost::numeric::odeint;
        using Stepper = ode::runge_kutta_fehlberg78<std::vector<S>, S, std::vector<S>, S>;
        const S tolerance("1e-22"), t("0.5");
        ode::integrate_adaptive(ode::make_controlled<Stepper>(tolerance, tolerance), flow, state,
                                S(0), t, S("0.01"));
        const auto net = unpack(state);
        using std::exp;
        const S decay = exp(S(-2 * lambda * t));
        for (int l = i.L1 + 1; l < i.L; ++l) {
            const Matrix<S> after = balancedness_defect<S>(net.W(l + 1), net.W(l));
            const Matrix<S> expected = decay * i.defect(l);
            EXPECT_LT(static_cast<double>((after - expected).norm() / expected.norm()), 1e-18);
        }
    }
}

} // namespace ncv::proofs
