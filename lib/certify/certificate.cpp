#include "certify/certificate.hpp"

#include "claims/counterfactual.hpp"
#include "claims/h1_errors_from_loss.hpp"
#include "claims/h6_nearest_class_mean.hpp"
#include "claims/registry.hpp"
#include "io/errors.hpp"
#include "io/snapshot_file.hpp"
#include "measure/enclosed_subject.hpp"
#include "measure/few_columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>

namespace ncv {
namespace {

constexpr unsigned last_slow_bits = 1024; // and the precision of formulas

Range range(const Interval& x) { return {lower_double(x), upper_double(x)}; }
/// What was not measured may be anything.
Interval known(const Interval& x) {
    const double end = std::numeric_limits<double>::infinity();
    return x.is_nan() ? Interval::between(-end, end) : x;
}

std::vector<CertifiedLayer> layers_of(const Measured<Interval>& m, int offset, bool gradients) {
    std::vector<CertifiedLayer> out;
    for (const HeadLayer<Interval>& h : m.head) {
        CertifiedLayer layer{h.l, {{"W", range(h.W)}}};
        if (gradients) layer.quantities.push_back({"R", range(h.R)});
        for (const auto& [name, value] :
             {std::pair{"D", &h.D}, std::pair{"tail", &h.tail}, std::pair{"Z_before", &h.Z_before},
              std::pair{"nc1", &h.nc1}, std::pair{"means_1", &h.means_1},
              std::pair{"means_K", &h.means_K}, std::pair{"nc2", &h.nc2}})
            layer.quantities.push_back({name, range(*value)});
        out.push_back(std::move(layer));
    }
    CertifiedLayer last{m.L + offset, {{"W", range(m.s1)}}};
    if (gradients && !m.head.empty()) last.quantities.push_back({"R", range(m.head.back().R_next)});
    out.push_back(std::move(last));
    return out;
}

/// Interval products of the slow tier: the forward pass, and Gram matrices of the head.
double products_of(const Snapshot& snapshot) {
    const auto& net = snapshot.network;
    const auto size = [](Eigen::Index n) { return static_cast<double>(n); };
    const double N = size(snapshot.data.samples());
    double sum = 0;
    for (int l = 1; l <= net.depth(); ++l) {
        const double n = size(net.width(l)), before = size(net.width(l - 1));
        sum += n * before * N;
        if (l > net.nonlinear_layers) sum += 4 * n * n * (n + before + N);
    }
    return sum;
}

struct Decided {
    unsigned bits;                            ///< the precision that decided
    EnclosedSubject subject;                  ///< what was measured in it
    std::shared_ptr<const Snapshot> snapshot; ///< with all its samples, where that needed them
    std::vector<Outcome> outcomes;
};

/// What is asked of a snapshot.
struct Question {
    const Snapshot& snapshot;
    const std::vector<std::string>& ids;
    std::optional<Hypothesis> lacks;
    long steps;
};

Decided in_precision(unsigned bits, const Question& asked, const std::stop_token& stop) {
    const bool few = bits == EnclosedSubject::fast && is_worth_few_columns(asked.snapshot);
    std::shared_ptr<const Snapshot> whole;
    if (!few && asked.snapshot.data.stored) {
        Snapshot loaded = asked.snapshot;
        load_inputs(loaded);
        whole = std::make_shared<const Snapshot>(std::move(loaded));
    }
    Decided out{
        bits, {whole ? *whole : asked.snapshot, bits, asked.steps, few}, std::move(whole), {}};
    if (asked.lacks) count_as_met(*asked.lacks, out.subject);
    for (const std::string& id : asked.ids) {
        if (stop.stop_requested()) throw Interrupted();
        const auto silent = silent_on(*find_claim(id), asked.snapshot, asked.lacks);
        out.outcomes.push_back(silent ? *silent : check_enclosed(id, out.subject, asked.lacks));
    }
    return out;
}

/// From the fast tier, then from slow ones of rising precision until no outcome is undecided.
Decided decide(const Question& asked, const MayTry& may_try, const std::stop_token& stop = {}) {
    const IntervalPrecision precision(last_slow_bits);
    const auto undecided = [](const Outcome& o) { return o.status == Status::undecided; };
    Decided now = in_precision(EnclosedSubject::fast, asked, stop);
    for (unsigned bits = EnclosedSubject::first_slow; bits <= last_slow_bits; bits *= 2) {
        if (std::ranges::none_of(now.outcomes, undecided)) break;
        if (!may_try(bits, products_of(asked.snapshot))) break;
        now = in_precision(bits, asked, stop);
    }
    return now;
}

/// What the claims about heads without biases measure of it is there.
bool has_certified_head(const Snapshot& snapshot) {
    return snapshot.network.depth() >= 2 && !snapshot.network.has_biases();
}

Ranges last_layer_of(const LastLayer<Interval>& m) {
    const auto count = [&](const Interval& share) {
        const Interval number = share * Interval(m.N);
        return Range{std::ceil(number.lower()), std::floor(number.upper())};
    };
    Ranges out{{"errors", count(share_of_margins(m, 0))},
               {"not_nearest", count(share_not_nearest(m))}};
    const double end = std::numeric_limits<double>::infinity();
    const auto number = [&](const char* name, const Interval& x, double least, double most) {
        out.push_back({name, range(settled(x, least, most))});
    };
    const auto size = [&](const char* name, const Interval& x) { number(name, x, 0, end); };
    size("eps1", m.residual);
    size("cross_entropy", m.cross_entropy);
    size("cross_entropy_balanced", m.cross_entropy_balanced);
    number("soft_margin", m.soft_margin, -end, end);
    number("margin", m.margin, -end, end);
    for (const auto& [name, value] :
         {std::pair{"S_W", &m.S_W}, std::pair{"S_B", &m.S_B}, std::pair{"E_W", &m.E_W},
          std::pair{"P_W", &m.P_W}, std::pair{"P_B", &m.P_B}, std::pair{"rest", &m.rest}})
        size(name, *value);
    const auto as_measured = [&](const char* name, const Interval& x) {
        out.push_back({name, range(known(x))}); // is settled, and nc2 is of it
    };
    as_measured("means_1", m.means_1);
    as_measured("means_least", m.means_least);
    as_measured("projected_1", m.projected_1);
    as_measured("projected_least", m.projected_least);
    size("nc1_balanced", m.nc1);
    as_measured("nc2_centred", m.nc2);
    number("nc3_centred", m.nc3, -1, 1);
    number("nc3_centred_means", m.means_cosine, -1, 1);
    return out;
}

Ranges affine_tail_of(const AffineTail<Interval>& t) {
    const AffineLayer<Interval>& last = t.layers.back(); // l = L-1
    const bool aims_at_labels = !t.centred && last.rank == t.K;
    const Interval anything = Interval::between(0, std::numeric_limits<double>::infinity());
    Ranges out;
    for (const auto& [name, value] :
         {std::pair{"eps1", &t.eps1},
          std::pair{"logits_within", &t.logits_within},
          std::pair{"logits_between", &t.logits_between},
          std::pair{"logits_means", &t.logits_means},
          std::pair{"logit_spread_1", &last.logit_spread_1},
          std::pair{"logit_spread_least", &last.logit_spread_K},
          std::pair{"least_logit", &t.least_logit},
          std::pair{"misfit", &t.misfit},
          std::pair{"label_spread", &t.label_spread},
          std::pair{"label_gap", &t.label_gap},
          std::pair{"unseen_last", &t.unseen_last},
          std::pair{"within", &t.within},
          std::pair{"between", &t.between},
          std::pair{"features_spread", &t.features_spread},
          std::pair{"within_below", &t.within_below},
          std::pair{"tail", &last.tail},
          std::pair{"tail_all", &last.tail_all},
          std::pair{"gradient", &last.R},
          std::pair{"label_angle", aims_at_labels ? &t.label_angle : &anything},
          std::pair{"label_turn", aims_at_labels ? &t.label_turn : &anything}})
        out.push_back({name, range(known(*value))});
    return out;
}

std::vector<CertifiedLayer> affine_layers_of(const AffineTail<Interval>& t) {
    const Interval anything = Interval::between(0, std::numeric_limits<double>::infinity());
    const bool has_angles = t.least_logit.is_positive();
    const auto angle = [&](const Interval& x) { return has_angles ? &x : &anything; };
    std::vector<CertifiedLayer> out;
    for (const AffineLayer<Interval>& layer : t.layers) {
        out.push_back({layer.l, {}});
        for (const auto& [name, value] : {std::pair{"s_1", &layer.s1},
                                          std::pair{"s_rho", &layer.s_rho},
                                          std::pair{"W_frobenius", &layer.W},
                                          std::pair{"unbalanced", &layer.unbalanced},
                                          std::pair{"outside", &layer.outside_operator},
                                          std::pair{"outside_frobenius", &layer.outside},
                                          std::pair{"along_gradient", &layer.along_gradient},
                                          std::pair{"outside_within", &layer.outside_within},
                                          std::pair{"outside_between", &layer.outside_between},
                                          std::pair{"outside_means", &layer.outside_means},
                                          std::pair{"seen_within", &layer.seen_within},
                                          std::pair{"seen_between", &layer.seen_between},
                                          std::pair{"seen_means", &layer.seen_means},
                                          std::pair{"seen_spread_1", &layer.seen_spread_1},
                                          std::pair{"seen_spread_least", &layer.seen_spread_K},
                                          std::pair{"logit_angle", angle(layer.logit_angle)},
                                          std::pair{"turned", angle(layer.turned)},
                                          std::pair{"lifted", angle(layer.lifted)},
                                          std::pair{"turned_by_k", angle(layer.turned_by_k)},
                                          std::pair{"lifted_by_s1", angle(layer.lifted_by_s1)},
                                          std::pair{"nc1", &layer.nc1},
                                          std::pair{"nc1_weighted", &layer.nc1_weighted},
                                          std::pair{"means_1", &layer.means_1},
                                          std::pair{"means_least", &layer.means_least},
                                          std::pair{"nc2_centred", &layer.nc2_centred},
                                          std::pair{"misalignment", &layer.misalignment}})
            out.back().quantities.push_back({name, range(known(*value))});
    }
    return out;
}

} // namespace

std::vector<std::string> certified_claims(const Snapshot& snapshot) {
    const bool head = has_certified_head(snapshot);
    return claims_that([&](const Claim& claim) {
        return claim.certified && !silent_on(claim, snapshot) && (head || claim.biases);
    });
}

const Range& Certificate::quantity(const std::string& name) const {
    const auto found = std::find_if(quantities.begin(), quantities.end(),
                                    [&](const auto& q) { return q.first == name; });
    if (found == quantities.end()) throw std::invalid_argument("no such quantity: " + name);
    return found->second;
}

bool Certificate::has(Status status) const {
    return std::any_of(claims.begin(), claims.end(),
                       [&](const Outcome& o) { return o.status == status; });
}

Certificate certify(const Snapshot& snapshot, const MayTry& may_try, std::stop_token stop) {
    if (snapshot.network.linear_layers() < 1)
        throw std::invalid_argument("a certificate needs a linear last layer");
    Certificate out;
    const std::vector<std::string> ids = certified_claims(snapshot);
    Decided decided = decide({snapshot, ids, {}, 0}, may_try, stop);
    const IntervalPrecision precision(last_slow_bits);
    out.claims = std::move(decided.outcomes);
    out.bits = decided.bits;
    out.last_layer = last_layer_of(decided.subject.last_layer());
    if (snapshot.network.linear_layers() >= 2) {
        const AffineTail<Interval>& tail = decided.subject.affine_tail();
        out.affine_tail = affine_tail_of(tail);
        out.affine_layers = affine_layers_of(tail);
    }
    out.sensitivities = sensitivities(decided.subject, out.claims);
    if (!has_certified_head(snapshot)) return out;
    const Measured<Interval>& m = decided.subject.head();
    out.layers = layers_of(m, snapshot.layer_offset,
                           m.lambda && snapshot.loss.kind == LossKind::squared_error);
    for (const auto& [name, value] : {std::pair{"s_K_Y", &m.s_K_Y},
                                      std::pair{"eps1", &m.eps1},
                                      std::pair{"z1", &m.z1},
                                      std::pair{"z2", &m.z2},
                                      std::pair{"z_L1", &m.z_L1},
                                      std::pair{"s1", &m.s1},
                                      std::pair{"s_K", &m.s_K},
                                      std::pair{"M1", &m.M1},
                                      std::pair{"M_K", &m.M_K},
                                      std::pair{"features", &m.features},
                                      std::pair{"W_before_squared", &m.W_before},
                                      std::pair{"outside_frobenius_squared", &m.outside_frobenius},
                                      std::pair{"outside_operator_squared", &m.outside_operator},
                                      std::pair{"collapsed", &m.collapsed},
                                      std::pair{"to_collapsed", &m.to_collapsed},
                                      std::pair{"powers_apart", &m.powers_apart},
                                      std::pair{"nc1", &m.nc1},
                                      std::pair{"nc1_weighted", &m.nc1_weighted},
                                      std::pair{"means_1", &m.means_1},
                                      std::pair{"means_K", &m.means_K},
                                      std::pair{"nc2", &m.nc2},
                                      std::pair{"nc3", &m.nc3}})
        out.quantities.push_back({name, range(*value)});
    return out;
}

std::vector<Outcome> check_certified(const Snapshot& snapshot, const std::vector<std::string>& ids,
                                     std::optional<Hypothesis> lacks, const MayTry& may_try,
                                     long steps) {
    return decide({snapshot, ids, lacks, steps}, may_try).outcomes;
}

} // namespace ncv
