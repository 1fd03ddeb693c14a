/// What is certified of whole networks: every quantity against 200 digits, whatever the caller has
/// set of the floating-point environment; bounds that are attained; and how sharp it is.
#include "claims/measure_enclosed.hpp"
#include "claims/landscape.hpp"
#include "claims/measured.hpp"
#include "certify/certificate.hpp"
#include "instances/instance.hpp"
#include "support/mp200.hpp"

#include <gtest/gtest.h>

#include <cfenv>
#ifdef __SSE2__
#include <xmmintrin.h>
#endif

namespace ncv::proofs {
namespace {

/// What the caller has set: a rounding mode, and whether tiny numbers are flushed to zero.
class Environment {
  public:
    Environment(int rounding, bool flush) {
        std::fegetenv(&before_);
        std::fesetround(rounding);
#ifdef __SSE2__
        if (flush) _mm_setcsr(_mm_getcsr() | 0x8040);
#endif
    }
    ~Environment() { std::fesetenv(&before_); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

  private:
    std::fenv_t before_;
};

template <class Real>
std::vector<std::pair<std::string, Real>> quantities_of(const Measured<Real>& m) {
    std::vector<std::pair<std::string, Real>> all{
        {"s_K_Y", m.s_K_Y},
        {"eps1", m.eps1},
        {"eps2", m.eps2},
        {"r", m.r},
        {"eD", m.eD},
        {"z1", m.z1},
        {"z2", m.z2},
        {"z_L1", m.z_L1},
        {"s1", m.s1},
        {"s_K", m.s_K},
        {"kappa", m.kappa},
        {"M1", m.M1},
        {"M_K", m.M_K},
        {"kappa_M", m.kappa_M},
        {"gap", m.zero_loss_gap},
        {"outside_frobenius", m.outside_frobenius},
        {"outside_operator", m.outside_operator},
        {"W_before", m.W_before},
        {"to_collapsed", m.to_collapsed},
        {"features", m.features},
        {"collapsed", m.collapsed},
        {"powers_apart", m.powers_apart},
        {"nc1", m.nc1},
        {"nc1_weighted", m.nc1_weighted},
        {"nc2", m.nc2},
        {"nc3", m.nc3}};
    for (const auto& h : m.head) {
        const std::string l = " of layer " + std::to_string(h.l);
        for (const auto& [name, value] :
             {std::pair{"D", &h.D}, std::pair{"R", &h.R}, std::pair{"R_next", &h.R_next},
              std::pair{"W", &h.W}, std::pair{"tail", &h.tail}, std::pair{"Z_before", &h.Z_before},
              std::pair{"nc1", &h.nc1}, std::pair{"nc2", &h.nc2}})
            all.push_back({name + l, *value});
    }
    return all;
}

/// Counts the quantities whose truth is known to 50 digits; each is inside, or the test fails.
long expect_contained(const Measured<Interval>& enclosed, const Measured<Approx<mp200>>& exact,
                      const std::string& what) {
    const auto inside = quantities_of(enclosed);
    const auto truth = quantities_of(exact);
    long sharp = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const auto& [name, x] = truth[i];
        if (is_nan(x) || is_infinite(x)) continue;
        mp200 low, high;
        mpfr_set(low.backend().data(), inside[i].second.left(), MPFR_RNDD);
        mpfr_set(high.backend().data(), inside[i].second.right(), MPFR_RNDU);
        EXPECT_TRUE(low <= x.upper() && x.lower() <= high)
            << what << ": " << name << " is " << x.value.str(25) << ", not in [" << low.str(25)
            << ", " << high.str(25) << "]";
        sharp += x.error <= abs(x.value) * mp200("1e-50");
    }
    return sharp;
}

TEST(CertifiedNetworks, ContainAHundredThousandQuantitiesInEveryRoundingMode) {
    const int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    long count = 0;
    std::uint64_t i = 0;
    for (; count < 100'000 && !testing::Test::HasFailure(); ++i) {
        const InstanceSpec spec = random_spec(i);
        const Snapshot snapshot = build(spec);
        if (snapshot.network.depth() < 2) continue;
        Measured<Interval> fast;
        {
            const Environment callers(modes[i % 4], (i / 4) % 2 == 1);
            fast = measure_fast(snapshot);
            EXPECT_EQ(std::fegetround(), modes[i % 4]) << "the caller's mode must return";
        }
        count += expect_contained(fast, measure<Approx<mp200>>(snapshot, ""), describe(spec));
    }
    RecordProperty("quantities", static_cast<int>(count));
    RecordProperty("networks", static_cast<int>(i));
    EXPECT_GE(count, 100'000);
}

TEST(CertifiedNetworks, AreTheSameWhateverTheCallersEnvironment) {
    for (std::uint64_t i = 0; i < 30; ++i) {
        const Snapshot snapshot = build(random_spec(i));
        if (snapshot.network.depth() < 2) continue;
        const auto plain = quantities_of(measure_fast(snapshot));
        for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
            const Environment callers(mode, true);
            const auto there = quantities_of(measure_fast(snapshot));
            EXPECT_EQ(std::fegetround(), mode);
            const Environment standard(FE_TONEAREST, false);
            for (std::size_t k = 0; k < plain.size(); ++k) {
                if (is_nan(plain[k].second)) continue;
                EXPECT_EQ(plain[k].second.lower(), there[k].second.lower()) << plain[k].first;
                EXPECT_EQ(plain[k].second.upper(), there[k].second.upper()) << plain[k].first;
            }
        }
    }
}

TEST(CertifiedNetworks, ContainTheTruthInTheSlowTierToo) {
    for (std::uint64_t i = 0; i < 60; ++i) {
        const Snapshot snapshot = build(random_spec(i));
        if (snapshot.network.depth() < 2) continue;
        const Environment callers(i % 2 ? FE_UPWARD : FE_DOWNWARD, false);
        const Measured<Interval> slow = measure_slow(snapshot, i % 2 ? 64 : 200);
        const Environment standard(FE_TONEAREST, false);
        expect_contained(slow, measure<Approx<mp200>>(snapshot, ""), describe(random_spec(i)));
    }
}

TEST(CertifiedNetworks, ContainTheLandscape) {
    for (std::uint64_t i = 0; i < 80; ++i) {
        const InstanceSpec spec = random_spec(i, {.heads = {HeadKind::generic, HeadKind::pyramid}});
        const Snapshot snapshot = build(spec);
        const Landscape<Interval> enclosed = survey_slow(snapshot, i % 2 ? 128 : 64);
        const Landscape<Approx<mp100>> exact = survey<Approx<mp100>>(snapshot, "");
        const auto check = [&](const char* name, const Interval& x, const Approx<mp100>& truth) {
            if (is_nan(truth)) return;
            mp100 low, high;
            mpfr_set(low.backend().data(), x.left(), MPFR_RNDD);
            mpfr_set(high.backend().data(), x.right(), MPFR_RNDU);
            EXPECT_TRUE(low <= truth.upper() && truth.lower() <= high) << name << describe(spec);
        };
        check("X", enclosed.X, exact.X);
        check("residual", enclosed.residual, exact.residual);
        check("lambda_F", enclosed.lambda_F, exact.lambda_F);
        check("G_2", enclosed.G_2, exact.G_2);
        check("C_lambda", enclosed.C_lambda, exact.C_lambda);
        check("gradient_0", enclosed.gradient_0, exact.gradient_0);
        check("gradient", enclosed.gradient, exact.gradient);
        check("theta", enclosed.theta, exact.theta);
        for (std::size_t l = 1; l < exact.W.size(); ++l) {
            check("W", enclosed.W[l], exact.W[l]);
            if (l >= 3) check("s_min", enclosed.s_min[l], exact.s_min[l]);
        }
    }
}

/// Weights so large or small that products over- and underflow: nothing certain may come of it.
TEST(CertifiedNetworks, ContainTheTruthBeyondTheRangeOfDouble) {
    for (const int exponent : {-500, -300, 300, 500})
        for (std::uint64_t i = 0; i < 12; ++i) {
            Snapshot snapshot = build(random_spec(i));
            if (snapshot.network.depth() < 2) continue;
            for (auto& w : snapshot.network.weights)
                w = w.unaryExpr([&](double v) { return std::ldexp(v, exponent); });
            expect_contained(measure_fast(snapshot), measure<Approx<mp200>>(snapshot, ""),
                             describe(random_spec(i)));
        }
}

/// W_L = W_{L-1} = diag(2, 1), Z_{L-2} the inverse of their product: exact, balanced, kappa = 2.
Snapshot attained() {
    Snapshot s;
    Matrix<double> W(2, 2), Z(2, 4);
    W << 2, 0, 0, 1;
    Z << 0.25, 0, 0.25, 0, 0, 1, 0, 1;
    s.network.weights = {W, W};
    s.data = {Z, {0, 1, 0, 1}, 2};
    s.weight_decay = 0.5;
    return s;
}

TEST(CertifiedNetworks, DecideAttainedBoundsOnlyWithIntervals) {
    const auto never = [](unsigned, double) { return false; };
    const auto always = [](unsigned, double) { return true; };
    for (const char* id : {"A4", "A5"}) {
        EXPECT_EQ(check_certified(attained(), {id}, "", never).front().status, Status::undecided)
            << id;
        const Outcome decided = check_certified(attained(), {id}, "", always).front();
        EXPECT_EQ(decided.status, Status::holds) << id;
        EXPECT_EQ(decided.lhs, decided.rhs) << id;
    }
}

TEST(CertifiedNetworks, AskBeforeTheyTryMoreDigits) {
    std::vector<unsigned> asked;
    const Certificate c = certify(attained(), [&](unsigned bits, double products) {
        EXPECT_GT(products, 0);
        asked.push_back(bits);
        return bits < 256;
    });
    ASSERT_FALSE(asked.empty());
    EXPECT_EQ(asked.front(), 128u);
    EXPECT_LE(asked.size(), 2u);
    EXPECT_EQ(c.bits, 128u);
}

} // namespace
} // namespace ncv::proofs
