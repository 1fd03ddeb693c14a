#include "data/random.hpp"
#include "support/proof_instance.hpp"

namespace ncv::proofs {

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
        const bool balanced = spread - (K - 1) / K < tiny<S>() && (K - 1) / K - spread < tiny<S>();
        if (balanced)
            expect_equal<S>(above.between_trace(), S(above.between_trace_weighted()),
                            "balanced classes: both weightings agree");
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
    });
}

TEST(WithinClassCollapseSteps, A2sQuotientIsLargestAtItsB) {
    Random random(7);
    for (int trial = 0; trial < 200; ++trial) {
        const double e = uniform_real(random, 0.01, 1), g = uniform_real(random, 1.05, 4);
        const double k = uniform_real(random, 1, 5);
        const double c2 = trial % 5 == 0 ? 0 : std::pow(10.0, uniform_real(random, -8, 1));
        const auto quotient = [&](double b) {
            return (k * k * (e * e - b * b) + c2) / ((g - b) * (g - b));
        };
        const double best = std::min(e, (e * e + c2 / (k * k)) / g);
        for (int step = 0; step <= 1000; ++step)
            EXPECT_LE(quotient(e * step / 1000), quotient(best) * (1 + 1e-12));
    }
}

} // namespace ncv::proofs
