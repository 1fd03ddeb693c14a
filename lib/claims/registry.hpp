/// The catalogue of claims by their permanent ids, and the one way to check them.
#pragma once

#include "claims/outcome.hpp"
#include "network/network.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ncv {

struct Claim {
    std::string id;        ///< permanent; code, tests and ctest labels use it
    std::string title;     ///< a short name
    std::string statement; ///< the formula, one line of plain text
    std::string kind;      ///< paper | sharp | extension | identity | quoted | empirical
    std::string source;    ///< paper, theorem or equation
    std::string trivial;   ///< the bound that says nothing; a right side no better is vacuous
    std::vector<std::string> needs; ///< names of the hypotheses that can be dropped

    /// False for what is under test as quoted, and for what is only measured: a violation is then
    /// a finding, not a failure.
    bool is_asserted() const { return kind != "quoted" && kind != "empirical"; }
};

const std::vector<Claim>& claims();
const Claim* find_claim(std::string_view id);

/// double: evidence. mp: 100 digits, the reference.
enum class Arithmetic { binary64, mp };

struct CheckOptions {
    std::vector<std::string> ids; ///< empty: all
    Arithmetic arithmetic = Arithmetic::binary64;
    std::string lacks; ///< a hypothesis to drop: `eps1` or `eps2` count as 0, a
                       ///< requirement as met
    long steps = 0;    ///< how far claims about runs follow gradient descent; 0: Descent's choice
};

/// Outcomes in the order asked for. Throws std::invalid_argument for an unknown id, and for a
/// snapshot whose shapes, labels or numbers are not those of a network and its data.
std::vector<Outcome> check(const Snapshot& snapshot, const CheckOptions& options = {});

class EnclosedSubject;

/// Whether interval arithmetic can decide the claim: those about the head, and B5, B5p.
bool has_enclosure(const std::string& id);

/// A claim on enclosures: a proof where it holds or is violated. Throws std::invalid_argument for
/// an id that is unknown or has no enclosure.
Outcome check_enclosed(const std::string& id, EnclosedSubject& subject);

} // namespace ncv
