/// How far samples are turned from their class's aim, added up over some of them (G6), the same for every
/// arithmetic.
#pragma once

#include "enclosure/cells.hpp"
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
    using Cell = CellReal<A>;
    const Cell two(scalar_of_t<Cell>(2.0)), kappa(scales.kappa), s1(scales.s1);
    const std::vector<Cell> seen(scales.seen.begin(), scales.seen.end()),
        length(scales.logits.begin(), scales.logits.end());
    const Cells<A> added(these.seen), logits(these.logits), risen(these.lifted);
    for (std::size_t i = 0; i < these.labels.size(); ++i) {
        const auto c = static_cast<std::size_t>(these.labels[i]);
        const auto column = static_cast<Eigen::Index>(i);
        const Cell up = risen.norm_of_column(column);
        sums.turned += Real(turn_by_adding(Cell(added.norm_of_column(column) / seen[c])));
        sums.lifted += Real(turn_at_right_angle(Cell(up / seen[c])));
        sums.by_k += Real(turn_bound(Cell(kappa * logits.norm_of_column(column) / length[c])));
        sums.by_s1 += Real(square(s1 * up / length[c]) / two);
    }
    sums.cosine = nc3_of(these.features, aims, these.labels);
}

} // namespace ncv
