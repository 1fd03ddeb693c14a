/// What is measured of affine layers at the end, in every arithmetic, against plain loops that share
/// nothing with TailMeasuring but the snapshot.
#include "network/multiprecision.hpp"
#include "support/agreement.hpp"
#include "support/plain_affine_tail.hpp"

#include "instances/instance.hpp"
#include "measure/affine_tail.hpp"
#include "measure/enclosed_subject.hpp"

#include <algorithm>

namespace ncv::proofs {
namespace {

/// But for enclosures the library takes the best mu as a double, off by u of itself, so the least of
/// ||mu G + W||_F is met to u^2: far less than double knows of it, far more than 100 digits do, which
/// leave it out.
plain::Quantities<Reference> slack_of(const plain::Quantities<Reference>& truth) {
    plain::Quantities<Reference> out;
    for (const auto& [name, exact] : truth)
        if (name.starts_with("along_gradient")) out[name] = Reference("1e-24");
    return out;
}
template <class Real>
bool is_least_over_mu(const std::pair<std::string, Real>& quantity) {
    return quantity.first.starts_with("along_gradient");
}
template <class Real>
bool has_full_ranks(const AffineTail<Real>& t) {
    return std::all_of(t.layers.begin(), t.layers.end(), [](const auto& l) { return l.full_rank; });
}

/// Where a last layer fits features of fewer dimensions its rank is what rounding makes of it.
bool has_certain_ranks(const plain::Quantities<Reference>& truth) {
    for (const auto& [name, exact] : truth)
        if (name.starts_with("kappa") && exact > Reference("1e8")) return false;
    return true;
}

InstanceSpec spec(std::uint64_t i) {
    DrawOptions options;
    options.heads = {HeadKind::affine};
    InstanceSpec out = random_spec(i, options);
    out.lost_class = false; // a rank that enclosures cannot prove
    return out;
}

TEST(MeasuredTail, IsThatOfPlainLoopsInEveryArithmetic) {
    Agreement binary64("double", 53), mp("mp", 332), fast("the fast tier", 53);
    Agreement slow("the slow tier", 53);
    for (std::uint64_t i = 0; i < 40; ++i) {
        const Snapshot s = build(spec(i));
        const std::string of = s.source;
        const auto truth = plain::affine_tail<Reference>(s);
        if (!has_certain_ranks(truth)) continue;
        const auto slack = slack_of(truth);
        const auto in_double = measure_tail(s, track<double>(s));
        binary64.expect(quantities_of(in_double), truth, of, slack);
        auto in_mp = quantities_of(measure_tail(s, track<mp100>(s)));
        auto truth_in_mp = truth;
        std::erase_if(in_mp, is_least_over_mu<Approx<mp100>>);
        std::erase_if(truth_in_mp,
                      [](const auto& q) { return q.first.starts_with("along_gradient"); });
        mp.expect(in_mp, truth_in_mp, of);
        if (!has_full_ranks(in_double)) continue; // enclosures take the rank that shapes allow
        fast.expect(quantities_of(enclose_tail(s, EnclosedSubject::fast)), truth, of);
        slow.expect(quantities_of(enclose_tail(s, 128)), truth, of);
    }
    for (const Agreement* each : {&binary64, &mp, &fast, &slow}) each->expect_sharp(5);
}

/// Two rows of the last layer that are equal, or one of its own that is 0 between others: enclosures
/// cannot tell the rank, and say nothing of what is outside the rows that the loss sees, nor of
/// how many directions that is.
TEST(MeasuredTail, OfARankThatMayLackEnclosuresSayNothing) {
    int looked_at = 0;
    for (std::uint64_t i = 0; i < 20; ++i) {
        Snapshot s = build(spec(i));
        Matrix<double>& W = s.network.weights.back();
        if (i % 2)
            W.setZero();
        else
            W.row(0) = W.row(1);
        for (const unsigned bits : {EnclosedSubject::fast, 128U}) {
            const auto t = enclose_tail(s, bits);
            for (const auto& layer : t.layers) {
                if (certainly_greater(layer.s_rho, Interval(0))) continue; // too narrow to lack any
                ++looked_at;
                for (const Interval* x :
                     {&layer.outside, &layer.outside_within, &layer.seen_within, &layer.turned_by_k,
                      &layer.lifted, &layer.tail, &layer.tail_all}) {
                    EXPECT_EQ(x->lower(), 0) << s.source;
                    EXPECT_TRUE(std::isinf(x->upper())) << s.source;
                }
            }
        }
    }
    EXPECT_GT(looked_at, 20);
}

/// A rank below what the shapes allow, as floating point finds it.
TEST(MeasuredTail, OfALostClassIsThatOfPlainLoops) {
    Agreement binary64("double", 53);
    for (std::uint64_t i = 0; i < 60; ++i) {
        InstanceSpec lost = spec(i);
        lost.lost_class = true;
        if (lost.classes() == 2) continue; // the loss would see nothing
        const Snapshot s = build(lost);
        const auto truth = plain::affine_tail<Reference>(s);
        if (!has_certain_ranks(truth)) continue;
        if (truth.at("least_logit") < Reference("1e-6")) continue; // dead units: no logits differ
        binary64.expect(quantities_of(measure_tail(s, track<double>(s))), truth, s.source,
                        slack_of(truth));
    }
    binary64.expect_sharp(5);
}

} // namespace
} // namespace ncv::proofs
