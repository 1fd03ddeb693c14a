/// A head or a last layer as it would be measured were a hypothesis met that is dropped: what
/// searches for counterexamples ask.
#pragma once

#include "claims/hypothesis.hpp"
#include "claims/ledger.hpp"
#include "measure/head.hpp"
#include "measure/last_layer.hpp"

namespace ncv {

/// What changes in the measurements: eps1 or eps2 count as 0, "exact" leaves nothing that could
/// widen the two sides. Without interpolation what divides by the gap is infinite where there is
/// none. Null for the others, which only count as met in the ledger.
template <class Real>
auto change_of(Hypothesis h) -> void (*)(Measured<Real>&) {
    switch (h) {
    case Hypothesis::eps1:
    case Hypothesis::exact_interpolation:
        return [](Measured<Real>& m) {
            m.eps1 = number<Real>(0);
            m.zero_loss_gap = m.s_K_Y - m.eps1;
        };
    case Hypothesis::eps2:
    case Hypothesis::balanced_head:
        return [](Measured<Real>& m) {
            m.eps2 = m.eD = number<Real>(0);
            for (HeadLayer<Real>& layer : m.head) layer.D = number<Real>(0);
        };
    case Hypothesis::interpolation:
        return [](Measured<Real>& m) {
            const auto zero = number<Real>(0);
            if (!certainly_greater(m.zero_loss_gap, zero)) m.zero_loss_gap = zero;
        };
    default: return nullptr;
    }
}

/// The same of a last layer: a mean over samples counts as one over classes.
template <class Real>
auto change_of_last_layer(Hypothesis h) -> void (*)(LastLayer<Real>&) {
    if (h != Hypothesis::class_balanced) return nullptr;
    return [](LastLayer<Real>& m) { m.cross_entropy_balanced = m.cross_entropy; };
}

template <class AnySubject>
void count_as_met(Hypothesis h, AnySubject& subject) {
    using Real = decltype(subject.head().eps1);
    if (const auto change = change_of<Real>(h)) {
        auto head = subject.head();
        change(head);
        subject.replace_head(std::move(head));
    }
    if (const auto change = change_of_last_layer<Real>(h)) {
        auto last_layer = subject.last_layer();
        change(last_layer);
        subject.replace_last_layer(std::move(last_layer));
    }
}

} // namespace ncv
