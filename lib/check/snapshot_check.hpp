/// All that `ncv check` says of a snapshot: its metrics, what is guaranteed of it, what is doubtful of
/// its settings, and the claims one by one.
#pragma once

#include "check/bound_costs.hpp"
#include "check/enclosed_check.hpp"
#include "check/guarantees.hpp"
#include "claims/outcome.hpp"
#include "measure/stationary_decay.hpp"
#include "metrics/atlas.hpp"
#include "network/network.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace ncv {

enum class CheckArithmetic { binary64, mp, interval };
/// double, mp or interval.
std::optional<CheckArithmetic> check_arithmetic_from_name(std::string_view name);

/// The claims that give the guarantees, those with an enclosure alone for interval arithmetic.
std::vector<std::string> headline_claims(CheckArithmetic arithmetic);

/// Throws BadInput for an id that is no claim's, with the nearest one. `where` begins the message.
void require_known_claims(const std::vector<std::string>& ids, const std::string& where);

struct SnapshotCheckOptions {
    std::vector<std::string> ids; ///< empty: all, with interval arithmetic those of a certificate
    CheckArithmetic arithmetic = CheckArithmetic::binary64;
    long steps = 0;         ///< as in CheckOptions
    std::stop_token stop{}; ///< asked before each claim
    /// Of the metrics those alone that are printed as text; whether that saves anything depends on the
    /// snapshot.
    bool brief = false;
    /// Claims that need the tangent kernel or a Hessian whatever these take; else, where no ids are
    /// given, only up to curvature_budget.
    bool costly = false;
};

/// Multiplications: about a minute.
inline constexpr double curvature_budget = 1e11;

/// What the tangent kernel and the Hessian take.
struct CurvatureCost {
    std::vector<std::string> claims; ///< those among the ids that need them of this snapshot
    double work = 0;                 ///< multiplications of doubles
    bool is_left_out = false;
};
CurvatureCost curvature_cost(const Snapshot& snapshot, const SnapshotCheckOptions& options);
/// In a line; "" where it is below the budget.
std::string text_of(const CurvatureCost& cost);

struct SnapshotCheck {
    SnapshotMetrics metrics;
    std::vector<StationaryDecay> decays;
    std::vector<Outcome> outcomes;
    std::vector<Guarantee> guarantees;
    std::vector<BoundCost> costs;          ///< of the claims checked; none with 100 digits
    std::string doubt;                     ///< doubt_of; "" for none
    std::optional<EnclosedCheck> enclosed; ///< of interval arithmetic
    std::vector<std::string> left_out;     ///< ids of claims that were too costly
};

/// Whether it is checked some samples at a time: then its inputs may stay in their file.
bool is_checked_in_blocks(const Snapshot& snapshot, CheckArithmetic arithmetic);

/// On several threads. Throws BadInput for a claim without an enclosure where interval arithmetic is
/// asked for, std::invalid_argument and Interrupted as ncv::check does.
SnapshotCheck check_snapshot(const Snapshot& snapshot, const SnapshotCheckOptions& options);

/// The object that `ncv check --json` prints.
nlohmann::ordered_json to_json(const SnapshotCheck& check);

} // namespace ncv
