/// The catalogue of claims by their permanent ids, and the one way to check them.
#pragma once

#include "claims/claim.hpp"
#include "claims/outcome.hpp"
#include "network/network.hpp"

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace ncv {

const std::vector<Claim>& claims();
const Claim* find_claim(std::string_view id);
/// Ids of the claims for which `is` says yes, in order.
std::vector<std::string> claims_that(const std::function<bool(const Claim&)>& is);

/// double: evidence, of which a violation wants confirm_violations(). mp: 100 digits, the reference.
enum class Arithmetic { binary64, mp };

struct CheckOptions {
    std::vector<std::string> ids; ///< empty: all
    Arithmetic arithmetic = Arithmetic::binary64;
    std::optional<Hypothesis> lacks{}; ///< to be dropped: eps1 or eps2 count as 0, a requirement
                                       ///< as met
    long steps = 0; ///< how far claims about runs follow gradient descent; 0: Descent's choice
    std::stop_token stop{}; ///< asked before each claim
    /// Whether many samples are turned into few columns (measure/few_columns.hpp). Default: where it
    /// saves.
    std::optional<bool> few{};
};

/// Outcomes in the order asked for. Throws std::invalid_argument for an unknown id, and for a
/// snapshot whose shapes, labels or numbers are not those of a network and its data; Interrupted
/// where it is asked to stop.
std::vector<Outcome> check(const Snapshot& snapshot, const CheckOptions& options = {});

/// The outcome of a claim that is not about this network, which has biases or minimised another
/// loss, unless that hypothesis is dropped; nothing of one that is.
std::optional<Outcome> silent_on(const Claim& claim, const Snapshot& snapshot,
                                 std::optional<Hypothesis> dropped = {});

template <class S>
struct Approx;
template <class Real>
class Subject;

/// Throws std::invalid_argument unless the snapshot is a network with its data.
void require_measurable(const Snapshot& snapshot);

/// Claims in double, of a subject of a snapshot that is measurable: what it knows is not measured
/// again. Throws as check() does.
std::vector<Outcome> check(Subject<Approx<double>>& subject, const Snapshot& snapshot,
                           const CheckOptions& options);

/// Asks 100 digits, whose exponents nothing underflows, of each claim that double calls violated and that
/// is asserted: errors in double are relative to what was computed and leave out what underflow took.
/// `options` are those of the check.
void confirm_violations(std::vector<Outcome>& outcomes, const Snapshot& snapshot,
                        const CheckOptions& options);

/// A claim in double on what a subject has measured, whatever network it is of. Throws
/// std::invalid_argument for an unknown id.
Outcome check_measured(const std::string& id, Subject<Approx<double>>& subject);

class EnclosedSubject;

/// Whether interval arithmetic can decide the claim.
bool has_enclosure(const std::string& id);

/// A claim on enclosures: a proof where it holds or is violated. `lacks` as in CheckOptions; of the
/// subject's head it must have been said already (counterfactual.hpp). Throws std::invalid_argument
/// for an id that is unknown or has no enclosure.
Outcome check_enclosed(const std::string& id, EnclosedSubject& subject,
                       std::optional<Hypothesis> lacks = {});

} // namespace ncv
