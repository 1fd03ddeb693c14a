/// A claim's record: what is said of it, and its formula. Each stands at the foot of the header
/// that states and proves the claim; sections.py gathers them.
#pragma once

#include "claims/claim.hpp"
#include "claims/ledger.hpp"

#include <utility>

namespace ncv {

/// `formula(ledger, subject)` is generic in both, so that every arithmetic runs the same one.
/// `Enclosed`: it asks its subject for no more than the head, the landscape and the run, which
/// interval arithmetic knows.
template <class Formula, bool Enclosed>
struct Record {
    Claim claim;
    Formula formula;
};

template <class Formula>
Record<Formula, false> record(Claim claim, Formula formula) {
    return {std::move(claim), formula};
}
template <class Formula>
Record<Formula, true> enclosed_record(Claim claim, Formula formula) {
    return {std::move(claim), formula};
}

/// What records of several headers share.
namespace sources {
inline const std::string theorem = "Jacot et al. 2025, Theorem 3.1";
inline const std::string proof = "Jacot et al. 2025, proof of Theorem 3.1";
inline const std::string section4 = "Jacot et al. 2025, section 4";
inline const std::string phases = "Jacot et al. 2025, Theorem 4.4";
inline const std::string near_optimum = "Jacot et al. 2025, Theorem 5.2";
inline const std::string large_rate = "Jacot et al. 2025, Proposition 5.3";
inline const std::string pyramids = "Nguyen & Mondelli 2020, Lemma 4.1, for this network";
inline const std::string ours = "extension of ";
inline const std::string own = "this project";
} // namespace sources

namespace trivial {
inline const std::string no_bound = "infinite";
inline const std::string all_wrong = "1: every sample";
inline const std::string no_alignment = "0: no alignment";
inline const std::string no_collapse = "1: no more between classes than within";
} // namespace trivial

} // namespace ncv
