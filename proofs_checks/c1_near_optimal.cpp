#include "measure/subject.hpp"
#include "network/multiprecision.hpp"
#include "support/proof_instance.hpp"

namespace ncv::proofs {
namespace {

/// Near-optimal networks at 50 and 100 digits, with their witness's price c.
template <class Step>
void for_near_optimal(Step step, bool balanced) {
    DrawOptions options;
    options.heads = {HeadKind::near_optimal};
    int checked = 0;
    for (std::uint64_t seed = 0; checked < 40; ++seed) {
        InstanceSpec spec = random_spec(seed, options);
        if (spec.head_widths.size() > 3 || spec.nonlinear_widths.size() > 3) continue;
        if (balanced) spec.imbalance = 0;
        const Snapshot s = build(spec);
        Subject<Approx<mp100>> subject(s);
        const auto& w = subject.near_optimum();
        if (!w.exists() || !(w.c.error < mp100("1e-60"))) continue;
        SCOPED_TRACE(s.source);
        step(lift<mp50>(s), mp50(w.c.value), mp50(*s.weight_decay));
        if (checked % 4 == 0) step(lift<mp100>(s), w.c.value, mp100(*s.weight_decay));
        if (::testing::Test::HasFailure()) return;
        ++checked;
    }
}

/// Eigenvalues x_i = s_i(W_l)^2, i = 1 .. K.
template <class S>
Vector<S> squares(const Matrix<S>& W, int K) {
    Vector<S> s = singular_values(W).head(K);
    return s.cwiseProduct(s);
}

TEST(NearOptimalSteps, C1CostBoundsResidualAndNorms) {
    for_near_optimal(
        [](const auto& i, const auto& c, const auto& lambda) {
            using S = std::decay_t<decltype(i.eps1)>;
            using std::sqrt;
            const S price = c + S(i.K * i.L2);
            const S cost = (i.E.squaredNorm() + lambda * squared_norm(i.net)) / 2;
            expect_at_most<S>(cost, lambda * price / 2, "near-optimal");
            expect_at_most<S>(i.eps1, sqrt(S(lambda * price)), "||E||_F <= e");
            expect_at_most<S>(squared_norm(i.net), price, "||theta||^2 <= c + K L2");
        },
        false);
}

/// The head balanced to the digits of double: what that leaves, K (L2-1)/2 eps2 and delta, is
/// added.
TEST(NearOptimalSteps, C1EigenvaluesLogarithmsAndSquares) {
    for_near_optimal(
        [](const auto& i, const auto& c, const auto& lambda) {
            using S = std::decay_t<decltype(i.eps1)>;
            using std::exp, std::log, std::pow, std::sqrt;
            S t(0);
            for (int l = 1; l <= i.L1; ++l) t += i.net.W(l).squaredNorm();
            const S e = sqrt(S(lambda * (c + S(i.K * i.L2))));
            const S z = operator_norm(i.Z[static_cast<std::size_t>(i.L1)]);
            const S spare = (c - t) / S(i.L2), d = S(i.K * (i.L2 - 1)) * i.eps2 / 2;
            S r(0);
            for (int l = i.L1 + 1; l <= i.L; ++l) r = std::max(r, operator_norm(i.net.W(l)));
            const S delta = S(i.L2 * (i.L2 - 1)) / 2 * pow(r, S(2 * (i.L2 - 1))) * i.eps2;
            const Vector<S> x = squares(i.W, i.K);
            expect_at_most<S>(x.sum() - S(i.K), spare + d, "sum (x_i - 1) <= (c - t)/L2");
            const S smallest = (i.sKY - e) / z;
            expect_at_most<S>(smallest, singular_values(i.tail(i.L1))(i.K - 1),
                              "s_K(M) >= (s_K(Y) - e)/||Z_L1||");
            expect_at_most<S>(smallest * smallest - delta, S(pow(x(i.K - 1), S(i.L2))),
                              "x_K^L2 >= rho^-2 - delta");
            const S q = pow(S(smallest * smallest - delta), S(1) / S(i.L2));
            S logs(0), rest(0);
            for (int k = 0; k < i.K; ++k) {
                expect_at_most<S>(S(log(x(k))), x(k) - 1, "log x <= x - 1");
                expect_at_most<S>(q, x(k), "x_i >= q");
                if (k > 0) logs += log(x(k));
                if (k > 0) rest += 1 - x(k);
            }
            expect_at_most<S>(S(log(x(0))), spare + d - logs, "log x_1 <= (c-t)/L2 - sum log x_i");
            // Without max(1, .): -log x_i <= -log q whatever its sign.
            expect_at_most<S>(S(log(S(x(0) / x(i.K - 1)))), spare + d - S(i.K) * log(q),
                              "2 log kappa <= (c-t)/L2 + K (2/L2) log rho");
            expect_at_most<S>(x(0), 1 + spare + d + rest, "x_1 <= 1 + (c-t)/L2 + sum (1 - x_i)");
            const S sharp = (1 + spare + d + S(i.K - 1) * (1 - q)) / q;
            expect_at_most<S>(x(0) / x(i.K - 1), sharp, "C1s");
            expect_at_most<S>(sharp, S(exp(S(spare + d)) / pow(q, S(i.K))), "C1s <= C1");
        },
        true);
}

TEST(NearOptimalSteps, C1dWeylForEveryLayersSquares) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        const Vector<S> x = squares(i.W, i.K);
        S all(0), defects(0);
        for (int l = i.L1 + 1; l <= i.L; ++l) {
            S apart(0);
            for (int j = l; j < i.L; ++j) apart += operator_norm(i.defect(j));
            expect_at_most<S>(x.sum() - S(i.K) * apart, i.net.W(l).squaredNorm(),
                              "||W_l||_F^2 >= sum x_i - K sum_{j >= l} ||D_j||");
            all += i.net.W(l).squaredNorm();
            defects += apart;
        }
        expect_at_most<S>(S(i.L2) * x.sum(), all + S(i.K) * defects, "summed over the head");
        expect_at_most<S>(defects, S(i.L2 * (i.L2 - 1)) / 2 * i.eps2, "sum <= L2 (L2-1)/2 eps2");
    });
}

TEST(NearOptimalSteps, C1pFeaturesByTheFirstLayersNorm) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        using std::log, std::pow;
        if (i.L1 == 0) return;
        S t(0), product(1);
        for (int l = 1; l <= i.L1; ++l) {
            t += i.net.W(l).squaredNorm();
            product *= i.net.W(l).norm();
        }
        const S z = i.Z[static_cast<std::size_t>(i.L1)].norm();
        const S X = operator_norm(i.data.inputs);
        expect_at_most<S>(z, X * product, "||Z_L1||_F <= ||X|| prod ||W_l||_F");
        const S mean = pow(S(t / S(i.L1)), S(i.L1) / 2);
        expect_at_most<S>(product, mean, "prod <= (t/L1)^{L1/2}");
        // -t/2 + K (L1/2) log(t/L1) is largest at t = K L1.
        const S K(i.K), L1(i.L1);
        expect_at_most<S>(-t / 2 + K * L1 / 2 * log(S(t / L1)), (-K * L1 + K * L1 * log(K)) / 2,
                          "worst at t = K L1");
    });
}

} // namespace
} // namespace ncv::proofs
