/// How far samples are turned from their class's aim, added up over some of them (G6), the same for every
/// arithmetic.
#pragma once

#include "measure/by_class.hpp"
#include "measure/turns.hpp"

#include <vector>

namespace ncv {

/// Sums over samples of what turns them from their class's aim, and the mean of their cosines.
template <class Real>
struct Turns {
    Real turned, lifted, by_k, by_s1, cosine;
};

/// What the samples are measured against: lengths by class of V^+ u_c and of u_c, and of V its condition
/// and its norm.
template <class Real>
struct TurnScales {
    const std::vector<Real>&seen, &logits;
    const Real &kappa, &s1;
};

/// Some samples: their features less the mean of all, what the logits see of them, their logits
/// less the class's, and O_l of the features below.
template <class A>
struct TurningSamples {
    const A &features, &seen, &logits, &lifted;
    const std::vector<int>& labels;
};

template <class A>
void add_turns(const TurningSamples<A>& these, const A& aims,
               const TurnScales<typename A::Real>& scales, Turns<typename A::Real>& sums) {
    using Real = typename A::Real;
    const Real two(scalar_of_t<Real>(2.0));
    const auto added = column_norms(these.seen), logits = column_norms(these.logits),
               risen = column_norms(these.lifted);
    for (std::size_t i = 0; i < these.labels.size(); ++i) {
        const auto c = static_cast<std::size_t>(these.labels[i]);
        sums.turned += turn_by_adding(Real(added[i] / scales.seen[c]));
        sums.lifted += turn_at_right_angle(Real(risen[i] / scales.seen[c]));
        sums.by_k += turn_bound(Real(scales.kappa * logits[i] / scales.logits[c]));
        sums.by_s1 += square(scales.s1 * risen[i] / scales.logits[c]) / two;
    }
    sums.cosine = nc3_of(these.features, aims, these.labels);
}

} // namespace ncv
