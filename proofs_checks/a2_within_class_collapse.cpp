#include "network/multiprecision.hpp"
#include "support/proof_instance.hpp"

#include "claims/a2_within_class_collapse.hpp"
#include "data/random.hpp"

namespace ncv::proofs {
namespace {

/// What the library's formulas read of an instance, in its letters.
template <class S>
Measured<Approx<S>> letters(const Instance<S>& i) {
    Measured<Approx<S>> m;
    m.K = i.K;
    m.N = i.N;
    m.N_c = i.data.class_counts();
    m.m = i.m;
    m.n_before = i.before().rows();
    m.s_K_Y = i.sKY;
    m.eps1 = i.eps1;
    m.zero_loss_gap = i.gap;
    m.eps2 = i.eps2;
    m.eD = operator_norm(i.D);
    m.r = i.r;
    m.z1 = operator_norm(i.last());
    m.z2 = operator_norm(i.before());
    m.s1 = i.s1();
    m.kappa = i.kappa();
    return m;
}

/// A quotient of bounds, where the lower one is positive.
template <class S>
S over_squared_root(const S& above, const S& root) {
    return root > 0 ? S(above / (root * root)) : std::numeric_limits<S>::infinity();
}

} // namespace

TEST(WithinClassCollapseSteps, A2BoundsBothTraces) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        using std::sqrt;
        const auto& labels = i.data.labels;
        const S N(i.N), K(i.K);
        const Matrix<S> collapsed = i.pinv * i.Y;
        const auto ideal = class_statistics<S>(collapsed, labels, i.K);
        expect_equal<S>(ideal.within, Matrix<S>::Zero(i.m, i.N), "W^+ Y is constant on classes");
        const auto here = class_statistics<S>(i.last(), labels, i.K);
        const auto above = class_statistics<S>(i.Z.back(), labels, i.K);
        expect_at_most<S>(N * here.within_trace(), (i.last() - collapsed).squaredNorm(),
                          "N tr Sigma_W <= ||Z - W^+ Y||^2");
        const S s1 = i.s1();
        expect_at_most<S>(above.between_trace(), s1 * s1 * here.between_trace(),
                          "tr Sigma_B(Z_L) <= s1^2 tr Sigma_B(Z_{L-1})");
        S spread(1);
        for (auto n : here.counts) spread -= S(static_cast<double>(n * n)) / (N * N);
        expect_at_most<S>(sqrt(spread) - i.eps1 / sqrt(N), sqrt(S(above.between_trace_weighted())),
                          "A2u: sqrt(tr Sigma_B(Z_L)) >= sqrt(spread) - eps1/sqrt(N)");
        // A1's and the two roots just proved, put together, are the library's right sides.
        const auto m = letters(i);
        const S Psi =
            i.r * i.eps1 / i.gap + i.r * sqrt(S(S(static_cast<double>(i.m - i.K)) * i.eps2));
        const S A2u =
            over_squared_root<S>(i.r * i.r * Psi * Psi / N, sqrt(spread) - i.eps1 / sqrt(N));
        const S code = within_class_bound(m, psi(m), class_spread(m)).value;
        const S infinite = std::numeric_limits<S>::infinity();
        EXPECT_EQ(code == infinite, A2u == infinite);
        if (A2u < infinite) {
            expect_equal<S>(code, A2u, "A2u is the quotient of its steps");
            expect_at_most<S>(nc1_trace_ratio_weighted(here), code, "A2u");
        }
        const bool balanced = spread - (K - 1) / K < tiny<S>() && (K - 1) / K - spread < tiny<S>();
        if (balanced) {
            expect_equal<S>(above.between_trace(), S(above.between_trace_weighted()),
                            "balanced classes: both weightings agree");
            const S A2 = within_class_bound(m, psi(m), balanced_spread(m)).value;
            if (A2 < infinite) expect_equal<S>(A2, A2u, "A2 is A2u with balanced classes");
        }
        expect_at_most<S>(sqrt(S((K - 1) / K)) - i.eps1 / (sqrt(K) * i.sKY),
                          sqrt(S(above.between_trace())), "A2v: class means of Z_L are I + Ebar");
    });
}

TEST(WithinClassCollapseSteps, A2sSplitsTheResidual) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        using std::sqrt;
        const auto& labels = i.data.labels;
        const auto e = class_statistics<S>(i.E, labels, i.K);
        const S N(i.N);
        // a: within part. b: the means' part, centred. What is left is the overall mean.
        const S a2 = e.within.squaredNorm(), b2 = N * e.between_trace_weighted();
        expect_at_most<S>(a2 + b2, i.eps1 * i.eps1, "a^2 + b^2 <= eps1^2");
        const auto here = class_statistics<S>(i.last(), labels, i.K);
        const S sK = singular_values(i.W)(i.K - 1);
        expect_at_most<S>(N * here.within_trace(),
                          a2 / (sK * sK) + i.outside(i.last()).squaredNorm(),
                          "N tr Sigma_W <= a^2/s_K^2 + ||Q||^2");
        S spread(1);
        for (auto n : here.counts) spread -= S(static_cast<double>(n * n)) / (N * N);
        const auto above = class_statistics<S>(i.Z.back(), labels, i.K);
        expect_at_most<S>(sqrt(S(N * spread)) - sqrt(b2),
                          sqrt(S(N * above.between_trace_weighted())),
                          "sqrt(N tr Sigma_B(Z_L)) >= g - b");
        // At the very b of this network the pieces give at most what the library takes at its own.
        const auto m = letters(i);
        const S s1 = i.s1(), g = sqrt(S(N * spread)), b = sqrt(b2);
        const Matrix<S> outside = i.outside(i.last());
        const S rest = s1 * s1 * class_statistics<S>(outside, labels, i.K).within.squaredNorm();
        const S k2 = i.kappa() * i.kappa(), code = sharp_within_class_bound(m, m.eD).value;
        if (code < std::numeric_limits<S>::infinity()) {
            expect_at_most<S>((k2 * (i.eps1 * i.eps1 - b2) + rest) / ((g - b) * (g - b)), code,
                              "A2s from its pieces");
            expect_at_most<S>(nc1_trace_ratio_weighted(here), code, "A2s");
        }
    });
}

/// The library's right side is the largest value of (k^2 (eps1^2 - b^2) + c^2)/(g - b)^2 over
/// 0 <= b <= eps1 < g: the derivative's sign is that of a linear function that falls, so bisection
/// finds where it changes.
TEST(WithinClassCollapseSteps, A2sQuotientIsLargestAtItsB) {
    using S = mp50;
    Random random(7);
    int inside = 0, at_the_end = 0;
    for (int trial = 0; trial < 200; ++trial) {
        Measured<Approx<S>> m;
        m.K = uniform_int(random, 2, 4);
        for (int c = 0; c < m.K; ++c) m.N_c.push_back(uniform_int(random, 1, 4));
        m.N = 0;
        S squares(0);
        for (const auto n : m.N_c) {
            m.N += static_cast<int>(n);
            squares += S(static_cast<int>(n * n));
        }
        m.m = m.K + uniform_int(random, 0, 3);
        m.n_before = uniform_int(random, 1, 5);
        const S g = sqrt(S(m.N - squares / m.N)), e = g * uniform_real(random, 0.01, 0.95);
        const S k = uniform_real(random, 1, 5), s1 = uniform_real(random, 0.5, 2);
        const S z2 = uniform_real(random, 0.5, 2);
        const S eD = trial % 5 == 0 ? 0 : std::pow(10.0, uniform_real(random, -8, 4));
        m.eps1 = e;
        m.kappa = k;
        m.s1 = s1;
        m.z2 = z2;
        const int q = static_cast<int>(
            std::min({m.m - m.K, m.n_before, static_cast<Eigen::Index>(m.N - m.K)}));
        const S c2 = s1 * s1 * z2 * z2 * q * eD;
        const auto quotient = [&](const S& b) {
            return S((k * k * (e * e - b * b) + c2) / ((g - b) * (g - b)));
        };
        S low(0), high = e;
        for (int step = 0; step < 200; ++step) {
            const S b = (low + high) / 2;
            (k * k * (e * e - b * g) + c2 > 0 ? low : high) = b;
        }
        ++(high < e ? inside : at_the_end);
        const S code = sharp_within_class_bound(m, Approx<S>(eD)).value;
        expect_equal<S>(code, quotient(high), "A2s's right side is the maximum");
        for (int step = 0; step <= 200; ++step)
            expect_at_most<S>(quotient(e * step / 200), code, "and nowhere exceeded");
    }
    EXPECT_GT(inside, 20);
    EXPECT_GT(at_the_end, 20);
}

} // namespace ncv::proofs
