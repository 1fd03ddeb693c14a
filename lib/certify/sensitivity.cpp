#include "certify/sensitivity.hpp"

#include "claims/registry.hpp"

#include <cmath>
#include <utility>

namespace ncv {
namespace {

/// What was measured, where it was.
struct Parts {
    std::optional<Measured<Interval>> head;
    std::optional<AffineTail<Interval>> tail;
    LastLayer<Interval> last;
};

void no_residual(Parts& best) {
    const Interval zero(0);
    if (best.head) {
        best.head->eps1 = zero;
        best.head->zero_loss_gap = best.head->s_K_Y;
    }
    if (best.tail) best.tail->eps1 = best.tail->misfit = best.tail->label_turn = zero;
    best.last.residual = best.last.cross_entropy = zero;
}

void no_gradient(Parts& best) {
    const Interval zero(0);
    if (best.head)
        for (auto& layer : best.head->head) layer.R = layer.R_next = zero;
    if (best.tail)
        for (auto& layer : best.tail->layers) {
            layer.R = layer.outside = layer.outside_operator = zero;
            layer.outside_within = layer.outside_between = layer.outside_means = zero;
            layer.lifted = layer.lifted_by_s1 = zero;
        }
}

void balanced(Parts& best) {
    if (!best.head) return;
    best.head->eps2 = best.head->eD = Interval(0);
    for (auto& layer : best.head->head) layer.D = Interval(0);
}

void well_conditioned(Parts& best) {
    const Interval zero(0), one(1);
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
    best.last.projected_least = best.last.projected_1;
}

/// No spread of the logits within classes.
void collapsed_logits(Parts& best) {
    const Interval zero(0);
    if (best.tail) {
        best.tail->logits_within = zero;
        for (auto& layer : best.tail->layers)
            layer.seen_within = layer.turned = layer.turned_by_k = zero;
    }
    best.last.P_W = zero;
    best.last.S_T = best.last.P_B + best.last.rest;
}

/// No features outside the last layer's row space.
void nothing_outside_rows(Parts& best) {
    best.last.rest = Interval(0);
    best.last.S_T = best.last.P_B + best.last.P_W;
}

/// Rows of the last layer along the class means, and no longer than the margin needs.
void aligned(Parts& best) { best.last.E_W = square(best.last.margin) / best.last.S_B; }

} // namespace

double Sensitivity::gain() const {
    const double better = relation == Relation::at_least ? rhs_without - rhs : rhs - rhs_without;
    return rhs == 0 || std::isnan(better) ? 0 : better / std::abs(rhs);
}

std::vector<Sensitivity> sensitivities(EnclosedSubject& subject, const Snapshot& snapshot,
                                       const std::vector<Outcome>& outcomes) {
    Parts measured{{}, {}, subject.last_layer()};
    const auto& net = snapshot.network;
    if (net.depth() >= 2 && !net.has_biases()) measured.head = subject.head();
    if (net.linear_layers() >= 2) measured.tail = subject.affine_tail();

    const std::pair<const char*, void (*)(Parts&)> changes[] = {
        {"residual", no_residual},    {"gradient", no_gradient},
        {"balancedness", balanced},   {"conditioning", well_conditioned},
        {"logits", collapsed_logits}, {"rows", nothing_outside_rows},
        {"alignment", aligned}};
    std::vector<Sensitivity> out;
    for (const auto& [name, change] : changes) {
        Parts best = measured;
        change(best);
        EnclosedSubject changed(std::move(best.head), std::move(best.tail), std::move(best.last));
        for (const Outcome& o : outcomes) {
            if (o.lacks || !find_claim(o.claim)->headline) continue;
            const Outcome without = check_enclosed(o.claim, changed);
            if (without.lacks) continue;
            out.push_back({o.claim, name, o.relation, o.rhs, without.rhs});
        }
    }
    return out;
}

} // namespace ncv
