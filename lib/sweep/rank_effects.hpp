/// Spearman's rank correlation over all runs as an effect of seeds: jackknife pseudo-values.
///
/// On Fisher's scale z = atanh: pseudo-value of seed s = n z - (n - 1) z without seed s; their mean
/// and spread go through Student's t. Measured over designs and numbers of seeds this holds its
/// level where the bootstrap over seeds does not (docs/verdicts.md). Sources: Tukey, Annals of
/// Mathematical Statistics 29 (1958) 614; Fisher, Biometrika 10 (1915).
#pragma once

#include "sweep/cells.hpp"

namespace ncv::sweep {

struct RankEffects {
    double correlation = 0;         ///< over the runs that have both values
    std::vector<Interval> of_seeds; ///< pseudo-values; NaN if a correlation is undefined
};

/// x, y: [seed][cell]. A run that lacks a value counts as having the largest x and any y: the
/// correlation is least with the least y and largest with the largest.
RankEffects rank_effects(const Values& x, const Values& y);

} // namespace ncv::sweep
