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

template <class Real>
Found<Real> found(const AffineTail<Real>& t) {
    Found<Real> all{{"logits_within", t.logits_within},
                    {"logits_between", t.logits_between},
                    {"logits_means", t.logits_means},
                    {"eps1", t.eps1},
                    {"label_spread", t.label_spread},
                    {"label_gap", t.label_gap},
                    {"misfit", t.misfit},
                    {"least_logit", t.least_logit},
                    {"unseen_last", t.unseen_last},
                    {"within", t.within},
                    {"between", t.between},
                    {"features_spread", t.features_spread},
                    {"within_below", t.within_below},
                    {"label_angle", t.label_angle},
                    {"label_turn", t.label_turn}};
    for (const auto& h : t.layers)
        for (const auto& [name, value] : {std::pair{"s1", &h.s1},
                                          std::pair{"s_rho", &h.s_rho},
                                          std::pair{"kappa", &h.kappa},
                                          std::pair{"W", &h.W},
                                          std::pair{"R", &h.R},
                                          std::pair{"outside", &h.outside},
                                          std::pair{"outside_operator", &h.outside_operator},
                                          std::pair{"along_gradient", &h.along_gradient},
                                          std::pair{"unbalanced", &h.unbalanced},
                                          std::pair{"outside_within", &h.outside_within},
                                          std::pair{"outside_between", &h.outside_between},
                                          std::pair{"outside_means", &h.outside_means},
                                          std::pair{"tail", &h.tail},
                                          std::pair{"tail_all", &h.tail_all},
                                          std::pair{"seen_within", &h.seen_within},
                                          std::pair{"seen_between", &h.seen_between},
                                          std::pair{"seen_means", &h.seen_means},
                                          std::pair{"logit_spread_1", &h.logit_spread_1},
                                          std::pair{"logit_spread_K", &h.logit_spread_K},
                                          std::pair{"seen_spread_1", &h.seen_spread_1},
                                          std::pair{"seen_spread_K", &h.seen_spread_K},
                                          std::pair{"nc1", &h.nc1},
                                          std::pair{"nc1_weighted", &h.nc1_weighted},
                                          std::pair{"means_1", &h.means_1},
                                          std::pair{"means_least", &h.means_least},
                                          std::pair{"nc2_centred", &h.nc2_centred},
                                          std::pair{"misalignment", &h.misalignment},
                                          std::pair{"logit_angle", &h.logit_angle},
                                          std::pair{"turned", &h.turned},
                                          std::pair{"lifted", &h.lifted},
                                          std::pair{"turned_by_k", &h.turned_by_k},
                                          std::pair{"lifted_by_s1", &h.lifted_by_s1}})
            all.push_back({plain::at_layer(name, h.l), *value});
    return all;
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
        const auto in_double = measure_tail(s, track<double>(s));
        binary64.expect(found(in_double), truth, of);
        mp.expect(found(measure_tail(s, track<mp100>(s))), truth, of);
        if (!has_full_ranks(in_double)) continue; // enclosures take the rank that shapes allow
        fast.expect(found(enclose_tail(s, EnclosedSubject::fast)), truth, of);
        slow.expect(found(enclose_tail(s, 128)), truth, of);
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
        binary64.expect(found(measure_tail(s, track<double>(s))), truth, s.source);
    }
    binary64.expect_sharp(5);
}

} // namespace
} // namespace ncv::proofs
