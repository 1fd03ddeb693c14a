/// A head as it would be measured were a hypothesis met that is dropped: what searches for
/// counterexamples ask.
#pragma once

#include "claims/hypothesis.hpp"
#include "measure/head.hpp"

namespace ncv {

/// Whether dropping it changes what was measured; the others only count as met in the ledger.
inline bool changes_measurements(Hypothesis h) {
    using enum Hypothesis;
    return h == eps1 || h == exact_interpolation || h == eps2 || h == balanced_head ||
           h == interpolation;
}

/// eps1 or eps2 count as 0: "exact" leaves nothing that could widen the two sides. Without
/// interpolation what divides by the gap is infinite where there is none.
template <class Real>
Measured<Real> counted_as_met(Hypothesis h, Measured<Real> m) {
    using enum Hypothesis;
    const Real zero(scalar_of_t<Real>(0));
    if (h == eps1 || h == exact_interpolation) {
        m.eps1 = zero;
        m.zero_loss_gap = m.s_K_Y - m.eps1;
    }
    if (h == eps2 || h == balanced_head) {
        m.eps2 = m.eD = zero;
        for (HeadLayer<Real>& layer : m.head) layer.D = zero;
    }
    if (h == interpolation && !certainly_greater(m.zero_loss_gap, zero)) m.zero_loss_gap = zero;
    return m;
}

template <class AnySubject>
void count_as_met(Hypothesis h, AnySubject& subject) {
    if (changes_measurements(h)) subject.replace_head(counted_as_met(h, subject.head()));
}

} // namespace ncv
