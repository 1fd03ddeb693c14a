/// What is certified of whole networks: every quantity against 200 digits, whatever the caller has
/// set of the floating-point environment; bounds that are attained; and how sharp it is.
#include "certify/certificate.hpp"
#include "claims/ledger.hpp"
#include "claims/registry.hpp"
#include "instances/admissible_step.hpp"
#include "instances/instance.hpp"
#include "measure/enclosed_subject.hpp"
#include "measure/head.hpp"
#include "measure/landscape.hpp"
#include "network/multiprecision.hpp"
#include "support/instruction_sets.hpp"
#include "support/mp200.hpp"
#include "support/quantities_of.hpp"

#include <gtest/gtest.h>

#include <cfenv>
#include <map>
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

/// Counts the quantities whose truth is known to 50 digits; each is inside, or the test fails.
long expect_contained(const Found<Interval>& inside, const Found<Approx<mp200>>& truth,
                      const std::string& what) {
    long sharp = 0;
    EXPECT_EQ(inside.size(), truth.size()) << what;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const auto& [name, x] = truth[i];
        if (is_nan(x) || is_infinite(x)) continue;
        // Of class means that may coincide an enclosure does not say who is nearest.
        if (name.starts_with("nearness") && is_nan(inside[i].second)) continue;
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

/// In each environment of the caller's and on each instruction set in turn.
template <class Measure>
void in_turn(std::uint64_t i, const Measure& measure) {
    static const auto sets = instruction_sets();
    const int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}, mode = modes[i % 4];
    const Environment callers(mode, (i / 4) % 2 == 1);
    const InstructionSet only(sets[(i / 8) % sets.size()]);
    measure();
    EXPECT_EQ(std::fegetround(), mode) << "the caller's mode must return";
}

TEST(CertifiedNetworks, ContainAHundredThousandQuantitiesInEveryRoundingMode) {
    long count = 0;
    std::uint64_t i = 0;
    for (; count < 100'000 && !testing::Test::HasFailure(); ++i) {
        const InstanceSpec spec = random_spec(i);
        const Snapshot snapshot = build(spec);
        if (snapshot.network.depth() < 2) continue;
        Measured<Interval> fast;
        in_turn(i, [&] { fast = measure_fast(snapshot); });
        count += expect_contained(quantities_of(fast),
                                  quantities_of(measure(snapshot, track<mp200>(snapshot))),
                                  describe(spec));
    }
    RecordProperty("quantities", static_cast<int>(count));
    RecordProperty("networks", static_cast<int>(i));
    EXPECT_GE(count, 100'000);
}

/// The same of any classifier: biases or none, both losses, one affine layer or several.
TEST(CertifiedNetworks, ContainAHundredThousandQuantitiesOfAnyClassifier) {
    long count = 0;
    std::uint64_t i = 0;
    for (; count < 100'000 && !testing::Test::HasFailure(); ++i) {
        const InstanceSpec spec =
            random_spec(i, {.heads = {i % 2 ? HeadKind::classifier : HeadKind::affine}});
        const Snapshot snapshot = build(spec);
        LastLayer<Interval> last;
        AffineTail<Interval> tail;
        in_turn(i, [&] {
            last = enclose_last_layer(snapshot, EnclosedSubject::fast);
            tail = enclose_tail(snapshot, EnclosedSubject::fast);
        });
        const auto passes = track<mp200>(snapshot);
        // Enclosures take the ranks that shapes allow.
        const LastLayer<Approx<mp200>> truth = last_layer_in_200_digits(snapshot, passes);
        if (is_zero(truth.row_space_lost))
            count += expect_contained(quantities_of(last), quantities_of(truth), describe(spec));
        const AffineTail<Approx<mp200>> layers = tail_in_200_digits(snapshot, passes);
        if (std::ranges::all_of(layers.layers, &AffineLayer<Approx<mp200>>::full_rank))
            count += expect_contained(quantities_of(tail), quantities_of(layers), describe(spec));
    }
    RecordProperty("quantities", static_cast<int>(count));
    RecordProperty("networks", static_cast<int>(i));
    EXPECT_GE(count, 100'000);
}

/// The same of samples in few columns.
TEST(CertifiedNetworks, ContainAHundredThousandQuantitiesOfFewColumns) {
    long count = 0;
    std::uint64_t i = 0;
    for (; count < 100'000 && !testing::Test::HasFailure(); ++i) {
        const InstanceSpec spec =
            random_spec(i, {.heads = {i % 2 ? HeadKind::classifier : HeadKind::affine}});
        const Snapshot snapshot = build(spec);
        const Dataset<double>& data = snapshot.data;
        if (snapshot.network.nonlinear_layers > 0 ||
            data.samples() < data.classes + data.dimension())
            continue;
        EnclosedSubject few(snapshot, EnclosedSubject::fast, 0, true);
        in_turn(i, [&] {
            few.last_layer();
            few.affine_tail();
            if (snapshot.network.depth() >= 2) few.head();
        });
        const auto passes = track<mp200>(snapshot);
        const std::string what = describe(spec);
        const LastLayer<Approx<mp200>> truth = last_layer_in_200_digits(snapshot, passes);
        if (is_zero(truth.row_space_lost))
            count += expect_contained(quantities_of(few.last_layer()), quantities_of(truth), what);
        const AffineTail<Approx<mp200>> layers = tail_in_200_digits(snapshot, passes);
        if (std::ranges::all_of(layers.layers, &AffineLayer<Approx<mp200>>::full_rank))
            count +=
                expect_contained(quantities_of(few.affine_tail()), quantities_of(layers), what);
        if (snapshot.network.depth() >= 2)
            count += expect_contained(quantities_of(few.head()),
                                      quantities_of(measure(snapshot, passes)), what);
    }
    RecordProperty("quantities", static_cast<int>(count));
    RecordProperty("instances", static_cast<int>(i));
    EXPECT_GE(count, 100'000);
}

/// Features so small that their squares vanish, and first layers as large.
TEST(CertifiedNetworks, OfFewColumnsContainWhatTinyFeaturesTell) {
    for (std::uint64_t i = 0, count = 0; count < 10; ++i) {
        Snapshot s = build(random_spec(i, {.heads = {HeadKind::classifier}}));
        if (s.network.nonlinear_layers > 0 ||
            s.data.samples() < s.data.classes + s.data.dimension())
            continue;
        ++count;
        for (Eigen::Index j = 0; j < s.data.inputs.cols(); ++j) // nearly collapsed
            s.data.inputs.col(j) =
                std::ldexp(1, -545) *
                (Vector<double>::Constant(s.data.dimension(), 1) + 1e-12 * s.data.inputs.col(j));
        s.network.W(1) *= std::ldexp(1, 545);
        EnclosedSubject few(s, EnclosedSubject::fast, 0, true), all(s, 256);
        const IntervalPrecision precision(256);
        for (const auto part :
             {&LastLayer<Interval>::S_W, &LastLayer<Interval>::nc1, &LastLayer<Interval>::P_W}) {
            const Interval &here = few.last_layer().*part, &there = all.last_layer().*part;
            EXPECT_FALSE(certainly_greater(here, there) || certainly_greater(there, here))
                << i << ": " << here.lower() << " to " << here.upper() << ", " << there.lower();
        }
    }
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
        expect_contained(quantities_of(slow),
                         quantities_of(measure(snapshot, track<mp200>(snapshot))),
                         describe(random_spec(i)));
    }
}

void expect_inside(const Interval& x, const Approx<mp100>& truth, const std::string& what) {
    if (is_nan(truth)) return;
    mp100 low, high;
    mpfr_set(low.backend().data(), x.left(), MPFR_RNDD);
    mpfr_set(high.backend().data(), x.right(), MPFR_RNDU);
    EXPECT_TRUE(low <= truth.upper() && truth.lower() <= high) << what;
}

TEST(CertifiedNetworks, ContainTheLandscape) {
    for (std::uint64_t i = 0; i < 80; ++i) {
        const InstanceSpec spec = random_spec(i, {.heads = {HeadKind::generic, HeadKind::pyramid}});
        const Snapshot snapshot = build(spec);
        const Landscape<Interval> enclosed = survey_slow(snapshot, i % 2 ? 128 : 64);
        const Landscape<Approx<mp100>> exact = survey(snapshot, track<mp100>(snapshot));
        const std::string of = " of " + describe(spec);
        expect_inside(enclosed.X, exact.X, "X" + of);
        expect_inside(enclosed.residual, exact.residual, "residual" + of);
        expect_inside(enclosed.lambda_F, exact.lambda_F, "lambda_F" + of);
        expect_inside(enclosed.G_2, exact.G_2, "G_2" + of);
        expect_inside(enclosed.C_lambda, exact.C_lambda, "C_lambda" + of);
        expect_inside(enclosed.gradient_0, exact.gradient_0, "gradient_0" + of);
        expect_inside(enclosed.gradient, exact.gradient, "gradient" + of);
        expect_inside(enclosed.theta, exact.theta, "theta" + of);
        for (std::size_t l = 1; l < exact.W.size(); ++l) {
            expect_inside(enclosed.W[l], exact.W[l], "W" + of);
            if (l >= 3) expect_inside(enclosed.s_min[l], exact.s_min[l], "s_min" + of);
        }
    }
}

TEST(CertifiedNetworks, ContainRunsOfGradientDescent) {
    const IntervalPrecision precision(1024);
    for (std::uint64_t i = 0; i < 40; ++i) {
        const InstanceSpec spec = random_spec(i, {.heads = {HeadKind::generic, HeadKind::theorem}});
        Snapshot snapshot = build(spec);
        snapshot.learning_rate = 0x1p-7;
        snapshot.weight_decay = 0x1p-3;
        Descent<Interval> enclosed(snapshot, 128, 0);
        Descent<Approx<mp100>> exact(snapshot, track<mp100>(snapshot), 0);
        for (int k = 0; k < 4; ++k, enclosed.advance(), exact.advance()) {
            const std::string of = " of step " + std::to_string(k) + " of " + describe(spec);
            const auto& inside = enclosed.state();
            const auto& truth = exact.state();
            expect_inside(inside.loss, truth.loss, "loss" + of);
            expect_inside(inside.regularised_loss, truth.regularised_loss, "C_lambda" + of);
            expect_inside(inside.gradient, truth.gradient, "gradient" + of);
            ASSERT_EQ(inside.head.size(), truth.head.size());
            for (std::size_t l = 0; l < truth.head.size(); ++l) {
                expect_inside(inside.head[l].W, truth.head[l].W, "W" + of);
                expect_inside(inside.head[l].R, truth.head[l].R, "R" + of);
                if (l + 1 < truth.head.size())
                    expect_inside(inside.head[l].D, truth.head[l].D, "D" + of);
            }
        }
    }
}

/// Runs and landscapes: intervals prove what double has evidence of, and never the opposite.
TEST(CertifiedNetworks, AgreeWithDoubleOnRunsAndTheLandscape) {
    std::map<std::string, int> proved;
    for (const std::string claim :
         {"B2s", "B5", "B6", "B6s", "B8", "B8s", "B8t", "B8u", "B9", "B9s", "B9t", "B9u"})
        for (std::uint64_t i = 0; i < 10; ++i) {
            const bool of_head = claim == "B2s"; // which reports no largest step
            const InstanceSpec spec =
                random_spec(i, {.heads = {of_head ? HeadKind::generic : HeadKind::theorem}});
            Snapshot s = with_admissible_step(build(spec), claim, 0.5);
            if (of_head) {
                s.learning_rate = 0x1p-7;
                s.weight_decay = 0x1p-3;
            }
            const Outcome evidence = check(s, {{claim}, Arithmetic::binary64, {}, 0}).front();
            const Outcome o =
                check_certified(s, {claim}, {}, [](unsigned, double) { return false; }).front();
            EXPECT_NE(o.status, Status::violated) << claim << describe(spec);
            if (o.status != Status::undecided && evidence.status != Status::undecided) {
                EXPECT_EQ(o.status, evidence.status) << claim << describe(spec);
                EXPECT_EQ(o.lacks, evidence.lacks) << claim << describe(spec);
            }
            proved[claim] += o.status == Status::holds;
        }
    for (const auto& [claim, count] : proved) {
        std::printf("%s proved of %d networks\n", claim.c_str(), count);
        EXPECT_GT(count, 0) << claim;
    }
}

/// What `measured` derives from its other quantities.
void derive(Measured<Interval>& m) {
    m.r = max(max(m.z1, m.z2), m.s1);
    m.eps2 = Interval(0);
    for (std::size_t i = 0; i < m.head.size(); ++i) {
        HeadLayer<Interval>& layer = m.head[i];
        const bool last = i + 1 == m.head.size();
        layer.W_next = last ? m.s1 : m.head[i + 1].W;
        if (!last) layer.R_next = m.head[i + 1].R;
        m.r = max(m.r, layer.W);
        m.eps2 = max(m.eps2, m.eD = layer.D);
    }
    m.zero_loss_gap = m.s_K_Y - m.eps1;
    m.kappa = m.s1 / m.s_K;
    m.kappa_M = m.M1 / m.M_K;
}

/// The quantities that bounds are made of, each at (1 + 2^-20 side): a corner of a box.
Measured<Interval> at_corner(Measured<Interval> m, const std::vector<int>& sides) {
    std::vector<Interval*> all{&m.eps1, &m.z1, &m.z2, &m.z_L1, &m.s1, &m.s_K, &m.M1, &m.M_K};
    for (auto& layer : m.head)
        all.insert(all.end(), {&layer.W, &layer.D, &layer.R, &layer.R_next, &layer.tail});
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Interval middle(nearest_double(*all[i])), step(0x1p-20);
        const Interval below = middle - step * abs(middle), above = middle + step * abs(middle);
        *all[i] = sides.empty()   ? Interval::hull(below, above)
                  : sides[i] == 0 ? middle
                  : sides[i] > 0  ? above
                                  : below;
    }
    derive(m);
    return m;
}

/// Whether the claim asks for nothing but the head's quantities.
bool is_of_the_head(const std::string& id, const Measured<Interval>& m) {
    if (find_claim(id)->networks == Networks::classifiers) return false;
    try {
        EnclosedSubject subject(m, {}, {});
        check_enclosed(id, subject);
    } catch (const std::logic_error&) {
        return false;
    }
    return true;
}

/// An interval formula in which a quantity occurs twice can be wider than its range. Of every
/// claim's right side: the width over a small box, against that between the two corners to which
/// the derivatives' signs point. (`printed` widens by a quarter at either end: factor 1.5.)
TEST(CertifiedNetworks, OverestimateTheRangeOfBoundsLittle) {
    const IntervalPrecision precision(1024);
    std::map<std::string, double> worst;
    for (std::uint64_t i = 0; i < 40; ++i) {
        const Snapshot s = build(random_spec(i, {.heads = {HeadKind::nearly_balanced}}));
        if (s.network.linear_layers() < 2) continue;
        const Measured<Interval> m = measure_fast(s);
        const std::size_t n = 8 + 5 * m.head.size();
        for (const std::string& id : certified_claims(s)) {
            if (!is_of_the_head(id, m)) continue;
            const auto rhs = [&](const std::vector<int>& sides) {
                EnclosedSubject subject(at_corner(m, sides), {}, {});
                return check_enclosed(id, subject);
            };
            const Outcome whole = rhs({});
            if (whole.sides.size() != 1 || whole.lacks) continue;
            const Range box = whole.sides[0].rhs;
            if (!std::isfinite(box.upper) || !(box.upper > box.lower)) continue;
            std::vector<int> up(n, 0), down(n, 0);
            for (std::size_t q = 0; q < n; ++q) {
                std::vector<int> moved(n, 0);
                moved[q] = 1;
                const double more = rhs(moved).rhs;
                moved[q] = -1;
                up[q] = more >= rhs(moved).rhs ? 1 : -1;
                down[q] = -up[q];
            }
            const double range = rhs(up).rhs - rhs(down).rhs;
            if (range > 0) worst[id] = std::max(worst[id], (box.upper - box.lower) / 1.5 / range);
        }
    }
    EXPECT_GT(worst.size(), 12U);
    for (const auto& [id, factor] : worst) {
        std::printf("%-4s %.2f\n", id.c_str(), factor);
        EXPECT_GT(factor, 0.99) << id;
        EXPECT_LT(factor, 5) << id;
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

/// Weights so large or small that products over- and underflow: nothing certain may come of it.
TEST(CertifiedNetworks, ContainTheTruthBeyondTheRangeOfDouble) {
    for (const int exponent : {-1070, -1000, -500, -300, 300, 500, 1000})
        for (std::uint64_t i = 0; i < 24; ++i) {
            Snapshot snapshot = build(random_spec(i));
            if (snapshot.network.depth() < 2) continue;
            // All layers, or every other one back again, so that their product is of ordinary size.
            int sign = 1;
            for (auto& w : snapshot.network.weights) {
                const int by = sign * std::clamp(exponent, i % 2 ? -1000 : -1070, 1000);
                w = w.unaryExpr([&](double v) { return std::ldexp(v, by); });
                if (i % 2) sign = -sign;
            }
            expect_contained(quantities_of(measure_fast(snapshot)),
                             quantities_of(measure(snapshot, track<mp200>(snapshot))),
                             describe(random_spec(i)));
        }
}

TEST(CertifiedNetworks, OfGivenQuantitiesHaveNoLandscapeAndNoRun) {
    EnclosedSubject given(measure_fast(attained()), {}, {});
    EXPECT_EQ(check_enclosed("A2s", given).claim, "A2s");
    EXPECT_THROW(check_enclosed("B5", given), std::logic_error);
    EXPECT_THROW(check_enclosed("B8", given), std::logic_error);
    EXPECT_THROW(check_enclosed("B2s", given), std::logic_error);
}

TEST(CertifiedNetworks, NeedTheDigitsOfTheirNumbers) {
    EXPECT_THROW(measure_slow(attained(), 40), std::invalid_argument);
    EXPECT_THROW(survey_slow(attained(), 40), std::invalid_argument);
    EXPECT_NO_THROW(measure_slow(attained(), 53));
}

TEST(CertifiedNetworks, DecideAttainedBoundsOnlyWithIntervals) {
    const auto never = [](unsigned, double) { return false; };
    const auto always = [](unsigned, double) { return true; };
    for (const char* id : {"A4", "A5"}) {
        EXPECT_EQ(check_certified(attained(), {id}, {}, never).front().status, Status::undecided)
            << id;
        const Outcome decided = check_certified(attained(), {id}, {}, always).front();
        EXPECT_EQ(decided.status, Status::holds) << id;
        EXPECT_EQ(decided.lhs, decided.rhs) << id;
    }
}

/// B5 where W_1 X, W_2 and W_3 are multiples of I: ||G_2||_F = s(W_3) s(Z_1) ||Z_3 - Y||_F.
TEST(CertifiedNetworks, DecideB5WhereItIsAttained) {
    Snapshot s;
    s.network.nonlinear_layers = 1;
    s.network.activation = {ActivationKind::leaky_relu, 0.25};
    for (const double w : {1.0, 4.0, 0.5})
        s.network.weights.push_back(w * Matrix<double>::Identity(4, 4));
    s.data.inputs = Matrix<double>::Identity(4, 4);
    s.data.labels = {0, 1, 2, 3};
    s.data.classes = 4;
    EXPECT_EQ(check(s, {{"B5"}, Arithmetic::binary64, {}, 0}).front().status, Status::undecided);
    const Outcome decided =
        check_certified(s, {"B5"}, {}, [](unsigned, double) { return false; }).front();
    EXPECT_EQ(decided.status, Status::holds);
    EXPECT_EQ(decided.lhs, 1);
    EXPECT_EQ(decided.rhs, 1);
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

/// With s_K(Y) - eps1 = sqrt(2) - sqrt(2), which no number of digits tells from what is positive.
TEST(CertifiedNetworks, SayNothingThatAnOpenHypothesisIsNeededFor) {
    Snapshot s;
    s.network.weights = {Matrix<double>::Identity(2, 2), Matrix<double>::Zero(2, 2)};
    s.network.weights[1](0, 0) = 1;
    s.data.inputs = Matrix<double>::Zero(2, 4);
    s.data.inputs.row(0).head(2).setOnes();
    s.data.inputs.row(1).tail(2).setOnes();
    s.data.labels = {0, 0, 1, 1};
    s.data.classes = 2;
    s.weight_decay = 0.5;
    for (const bool more_digits : {false, true}) {
        const Certificate c = certify(s, [&](unsigned, double) { return more_digits; });
        int open = 0;
        for (const Outcome& o : c.claims)
            for (const Quantity& q : o.hypotheses) {
                if (q.name != "interpolation") continue;
                ++open;
                EXPECT_LE(q.range.lower, 0);
                EXPECT_GT(q.range.upper, 0);
                EXPECT_EQ(o.status, Status::undecided) << o.claim;
                EXPECT_TRUE(o.sides.empty()) << o.claim;
                EXPECT_TRUE(o.further.empty()) << o.claim;
            }
        EXPECT_EQ(open, 16);
    }
}

/// A claim that compares all the same with an open hypothesis is not believed either.
TEST(CertifiedNetworks, AreNotJudgedByALedgerWithAnOpenHypothesis) {
    const IntervalPrecision precision(128);
    for (const double rhs : {0.5, 2.0, 1e9}) {
        Ledger<Interval> ledger("A2");
        ledger.require(Hypothesis::interpolation, Interval::between(-1, 1));
        EXPECT_FALSE(ledger.applicable());
        ledger.at_most(Interval(1), Interval(rhs), Interval(10));
        EXPECT_EQ(ledger.outcome().status, Status::undecided);
        ledger.require(Hypothesis::weight_decay, Interval(0));
        EXPECT_EQ(ledger.outcome().status, Status::not_applicable);
        EXPECT_EQ(ledger.outcome().lacks, Hypothesis::weight_decay);
    }
}

} // namespace
} // namespace ncv::proofs
