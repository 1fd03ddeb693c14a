/// The ledger's measured quantities against plain loops at 100 digits.
#include "network/multiprecision.hpp"
#include "support/plain.hpp"
#include "support/proof_instance.hpp"

#include "claims/ledger.hpp"
#include "claims/registry.hpp"

namespace ncv::proofs {
namespace {

double quantity(const Outcome& o, const std::string& name) {
    for (const auto& q : o.hypotheses)
        if (q.name == name) return q.value;
    ADD_FAILURE() << o.claim << " does not report " << name;
    return 0;
}

using plain::Grid;

Grid<mp100> defect(const Matrix<mp100>& next, const Matrix<mp100>& here) {
    Grid<mp100> D = plain::times(plain::grid<mp100>(next.transpose()), plain::grid(next));
    const auto second = plain::times(plain::grid(here), plain::grid<mp100>(here.transpose()));
    for (std::size_t i = 0; i < D.size(); ++i)
        for (std::size_t j = 0; j < D.size(); ++j) D[i][j] -= second[i][j];
    return D;
}

TEST(Ledger, MeasuredQuantitiesEqualThePlainOnes) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const Snapshot s = random_snapshot(seed);
        const auto i = lift<mp100>(s);
        const Outcome o = check(s, {{"A1"}, Arithmetic::binary64}).front();
        const auto norm = [](const Matrix<mp100>& A) {
            return plain::singular_values(plain::grid(A)).front();
        };
        mp100 r = std::max(norm(i.last()), norm(i.before())), eps2 = 0;
        for (int l = i.L1 + 1; l <= i.L; ++l) r = std::max(r, norm(i.net.W(l)));
        for (int l = i.L1 + 1; l < i.L; ++l)
            eps2 =
                std::max(eps2, plain::singular_values(defect(i.net.W(l + 1), i.net.W(l))).front());
        const auto head = plain::singular_values(plain::grid(i.W));
        const double eps1 = static_cast<double>(mp100(sqrt(mp100(2 * plain::loss(i.net, i.data)))));
        EXPECT_NEAR(quantity(o, "eps1"), eps1, 1e-11 * (1 + eps1));
        EXPECT_NEAR(quantity(o, "eps2"), static_cast<double>(eps2),
                    1e-11 * (1 + static_cast<double>(eps2)));
        EXPECT_NEAR(quantity(o, "r"), static_cast<double>(r), 1e-11 * static_cast<double>(r));
        EXPECT_NEAR(quantity(o, "s_K_Y"), static_cast<double>(i.sKY), 1e-14 * 5);
        const double kappa = static_cast<double>(mp100(head.front() / head.back()));
        EXPECT_NEAR(quantity(o, "kappa_head"), kappa, 1e-12 * kappa * kappa);
    }
}

/// Lower bounds: above 1 the ratio breaks them, whatever the sides' signs.
TEST(Ledger, RatiosOfLowerBoundsSayByWhatTheyAreBroken) {
    const auto ratio = [](double lhs, double rhs) {
        Ledger<Approx<double>> ledger("");
        ledger.at_least(lhs, rhs, Approx<double>(-8));
        const Outcome o = ledger.outcome();
        EXPECT_EQ(o.status, lhs < rhs ? Status::violated : Status::holds) << lhs << " " << rhs;
        return o.ratio;
    };
    EXPECT_EQ(ratio(0.5, 0.25), 0.5);
    EXPECT_EQ(ratio(0.25, 0.5), 2);
    EXPECT_EQ(ratio(-1, -0.25), 4);
    EXPECT_EQ(ratio(-0.25, -1), 0.25);
    EXPECT_EQ(ratio(0.5, -1), 0);
}

} // namespace
} // namespace ncv::proofs
