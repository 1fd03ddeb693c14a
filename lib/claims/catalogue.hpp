/// The claims of each section of docs/claims.md with their formulas: the one place where ids meet
/// formulas. A new claim is an entry in its section and a file of its own.
#pragma once

#include "claims/enclosed_subject.hpp"
#include "claims/registry.hpp"
#include "claims/subject.hpp"
#include "network/multiprecision.hpp"

#include <functional>
#include <utility>
#include <vector>

namespace ncv {

struct CatalogueEntry {
    Claim claim;
    std::function<Outcome(Subject<Approx<double>>&)> binary64;
    std::function<Outcome(Subject<Approx<mp100>>&)> mp;
    std::function<Outcome(EnclosedSubject&)> enclosed; ///< empty: has no certificate
};

/// `formula` is generic in its subject, so that both arithmetics run the same one.
template <class Formula>
CatalogueEntry entry(Claim claim, Formula formula) {
    return {std::move(claim), formula, formula, {}};
}

/// The same with interval arithmetic: of a claim that asks its subject for no more than the head,
/// the landscape and the run.
template <class Formula>
CatalogueEntry certifiable_entry(Claim claim, Formula formula) {
    return {std::move(claim), formula, formula, formula};
}

std::vector<CatalogueEntry> generic_theorem_claims();

std::vector<CatalogueEntry> gradient_descent_claims();

std::vector<CatalogueEntry> head_conditioning_claims();

/// What the sections share in their entries.
namespace catalogue {

using Names = std::vector<std::string>;

/// The hypotheses of the generic theorem.
inline Names generic_and(const Names& more = {}) {
    Names all{"eps1", "eps2", "two_linear_layers", "head_width", "interpolation"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

inline const std::string theorem = "Jacot et al. 2025, Theorem 3.1";
inline const std::string section4 = "Jacot et al. 2025, section 4";
inline const std::string ours = "extension of ";
inline const std::string no_bound = "infinite";
inline const std::string collapse_trivial = "1: no more between classes than within";

} // namespace catalogue
} // namespace ncv
