/// Raises an instance's score by a local, gradient-free search.
///
/// NLopt's LN_SBPLX (Rowan's Subplex): Nelder-Mead on small subspaces in turn. A claim's ratio is a
/// maximum over layers of quotients of singular values, and the score jumps where a hypothesis
/// fails, so there is no gradient to trust; with twenty to a hundred entries plain Nelder-Mead
/// stalls, which is what Subplex was made for.
#pragma once

#include "search/judge.hpp"
#include "search/projection.hpp"

namespace ncv {

/// An instance with its score.
struct Scored {
    Snapshot snapshot;
    double score;
};

/// The best of `start` and at most `evaluations` others; stops at `enough`. Every point is
/// projected on to `constraints` before it is judged.
Scored ascend(const Scored& start, const Constraints& constraints, Judge& judge, long evaluations,
              double enough);

} // namespace ncv
