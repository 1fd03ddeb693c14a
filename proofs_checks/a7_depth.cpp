#include "network/multiprecision.hpp"
#include "support/proof_instance.hpp"

#include "claims/registry.hpp"
#include "measure/head.hpp"

namespace ncv::proofs {
namespace {

Snapshot exact(int K, int hidden, int exponent, std::uint64_t seed) {
    InstanceSpec spec;
    spec.head = HeadKind::exact;
    spec.class_sizes.assign(static_cast<std::size_t>(K), 2);
    spec.input_dimension = 6;
    spec.head_widths.assign(static_cast<std::size_t>(hidden), 5);
    spec.condition_exponent = exponent;
    spec.seed = seed;
    return build(spec);
}

} // namespace

TEST(DepthSteps, A7EveryStatementOnExactHeads) {
    for (int K : {2, 3, 4, 5})
        for (int hidden : {1, 2, 4})
            for (int exponent : {0, 1, 2}) {
                const auto i = lift<mp100>(exact(K, hidden, exponent, 11));
                EXPECT_EQ(i.eps1, 0);
                EXPECT_EQ(i.eps2, 0);
                using S = mp100;
                using std::pow;
                const S kappa_M = condition_number<S>(i.tail(i.L1), K);
                const S root = pow(kappa_M, S(1) / S(i.L2));
                expect_equal<S>(i.kappa(), root, "A4e: kappa(W_L) = kappa(M)^{1/L2}");
                const S nc3 = nc3_mean_cosine<S>(i.last(), i.W, i.data.labels);
                expect_at_most<S>(S(1) / root, nc3, "A7");
                expect_at_most<S>(S(2) / (root + S(1) / root), nc3, "A7s");
                for (int l = i.L1 + 1; l < i.L; ++l) {
                    const auto s =
                        class_statistics<S>(i.Z[static_cast<std::size_t>(l)], i.data.labels, K);
                    expect_equal<S>(s.within_trace(), S(0), "A7d: NC1(Z_l) = 0");
                    expect_equal<S>(nc2_condition_number(s), S(pow(kappa_M, S(i.L - l) / S(i.L2))),
                                    "A7d: NC2(Z_l)");
                }
            }
}

TEST(DepthSteps, A7dIsFalseAtTheLastNonlinearLayer) {
    // A linear head sees Z_{L1} only through M: what M does not see may vary within classes.
    InstanceSpec spec;
    spec.class_sizes = {2, 2};
    spec.input_dimension = 6;
    spec.head_widths = {4, 3};
    spec.head = HeadKind::balanced;
    spec.seed = 5;
    const auto i = lift<mp50>(build(spec));
    const auto at = class_statistics<mp50>(i.Z[0], i.data.labels, i.K);
    EXPECT_GT(static_cast<double>(nc1_trace_ratio(at)), 1e-3);
    const auto above = class_statistics<mp50>(i.Z[1], i.data.labels, i.K);
    EXPECT_LT(static_cast<double>(nc1_trace_ratio(above)), 1e-24);
}

TEST(DepthSteps, A7sIsAttainedForEvenK) {
    double best = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto i = lift<mp100>(exact(4, 2, 1, seed));
        const mp100 k = i.kappa();
        const mp100 nc3 = nc3_mean_cosine<mp100>(i.last(), i.W, i.data.labels);
        best = std::max(best, static_cast<double>(mp100(2 / (k + 1 / k)) / nc3));
    }
    EXPECT_GT(best, 1 - 1e-15);
}

} // namespace ncv::proofs
