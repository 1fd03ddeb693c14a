#include "claims/sensitivity.hpp"

#include "claims/ledger.hpp"
#include "claims/registry.hpp"
#include "measure/enclosed_subject.hpp"
#include "measure/subject.hpp"

#include <cmath>
#include <utility>

namespace ncv {
namespace {

/// What was measured, where it was.
template <class Real>
struct Parts {
    Measured<Real>* head;
    AffineTail<Real>* tail;
    LastLayer<Real>* last;
};

template <class Real>
void no_residual(Parts<Real> best) {
    const auto zero = number<Real>(0);
    if (best.head) {
        best.head->eps1 = zero;
        best.head->zero_loss_gap = best.head->s_K_Y;
    }
    if (best.tail) best.tail->eps1 = best.tail->misfit = best.tail->label_turn = zero;
    if (best.last) best.last->residual = best.last->cross_entropy = zero;
}

template <class Real>
void no_gradient(Parts<Real> best) {
    const auto zero = number<Real>(0);
    if (best.head)
        for (auto& layer : best.head->head) layer.R = layer.R_next = zero;
    if (best.tail)
        for (auto& layer : best.tail->layers) {
            layer.R = layer.outside = layer.outside_operator = zero;
            layer.outside_within = layer.outside_between = layer.outside_means = zero;
            layer.lifted = layer.lifted_by_s1 = zero;
        }
}

template <class Real>
void balanced(Parts<Real> best) {
    if (!best.head) return;
    best.head->eps2 = best.head->eD = number<Real>(0);
    for (auto& layer : best.head->head) layer.D = number<Real>(0);
}

template <class Real>
void well_conditioned(Parts<Real> best) {
    const auto zero = number<Real>(0), one = number<Real>(1);
    if (best.head) {
        best.head->kappa = best.head->kappa_M = one;
        best.head->s_K = best.head->s1;
    }
    if (best.tail) {
        best.tail->label_angle = zero;
        for (auto& layer : best.tail->layers) {
            layer.kappa = one;
            layer.s_rho = layer.s1;
            layer.logit_angle = zero;
            layer.seen_spread_K = layer.seen_spread_1;
        }
    }
    if (best.last) best.last->projected_least = best.last->projected_1;
}

/// No spread of the logits within classes.
template <class Real>
void collapsed_logits(Parts<Real> best) {
    const auto zero = number<Real>(0);
    if (best.tail) {
        best.tail->logits_within = zero;
        for (auto& layer : best.tail->layers)
            layer.seen_within = layer.turned = layer.turned_by_k = zero;
    }
    if (best.last) {
        best.last->P_W = zero;
        best.last->S_T = best.last->P_B + best.last->rest;
    }
}

/// No features outside the last layer's row space.
template <class Real>
void nothing_outside_rows(Parts<Real> best) {
    if (!best.last) return;
    best.last->rest = number<Real>(0);
    best.last->S_T = best.last->P_B + best.last->P_W;
}

/// Rows of the last layer along the class means, and no longer than the margin needs.
template <class Real>
void aligned(Parts<Real> best) {
    if (best.last) best.last->E_W = square(best.last->margin) / best.last->S_B;
}

/// The end of the bound that is safe: what is guaranteed.
double bound_of(const Outcome& o) {
    for (const Side& s : o.sides)
        if (s.layer == o.layer) return o.relation == Relation::at_least ? s.rhs.lower : s.rhs.upper;
    return o.rhs;
}

/// `outcome_of(claim, subject)` checks a claim on a subject with other parts.
template <class Real, class AnySubject, class Check>
std::vector<Sensitivity> sensitivities_in(const AnySubject& subject,
                                          const std::vector<Outcome>& outcomes, Check outcome_of) {
    const std::pair<const char*, void (*)(Parts<Real>)> changes[] = {
        {"residual", no_residual},    {"gradient", no_gradient},
        {"balancedness", balanced},   {"conditioning", well_conditioned},
        {"logits", collapsed_logits}, {"rows", nothing_outside_rows},
        {"alignment", aligned}};
    std::vector<Sensitivity> out;
    for (const auto& [name, change] : changes) {
        AnySubject changed = subject;
        change({changed.measured_head(), changed.measured_tail(), changed.measured_last_layer()});
        for (const Outcome& o : outcomes) {
            if (o.lacks || !find_claim(o.claim)->headline || !has_enclosure(o.claim)) continue;
            const Outcome without = outcome_of(o.claim, changed);
            if (!without.lacks)
                out.push_back({o.claim, name, o.relation, bound_of(o), bound_of(without)});
        }
    }
    return out;
}

} // namespace

double Sensitivity::gain() const {
    const double better = relation == Relation::at_least ? rhs_without - rhs : rhs - rhs_without;
    return rhs == 0 || std::isnan(better) ? 0 : better / std::abs(rhs);
}

std::vector<Sensitivity> sensitivities(const Subject<Approx<double>>& subject,
                                       const std::vector<Outcome>& outcomes) {
    return sensitivities_in<Approx<double>>(subject, outcomes, check_measured);
}

std::vector<Sensitivity> sensitivities(const EnclosedSubject& subject,
                                       const std::vector<Outcome>& outcomes) {
    return sensitivities_in<Interval>(subject, outcomes,
                                      [](const std::string& id, EnclosedSubject& changed) {
                                          return check_enclosed(id, changed);
                                      });
}

} // namespace ncv
