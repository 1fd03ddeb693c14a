/// What is on record of a claim beside its formula.
#pragma once

#include "claims/hypothesis.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace ncv {

enum class Kind {
    paper,     ///< as the paper states it, with its constants worked out
    sharp,     ///< a sharper form
    extension, ///< what the paper does not say
    identity,  ///< an equation, up to rounding
    quoted,    ///< under test as quoted
    empirical  ///< only measured
};
std::string_view kind_name(Kind kind);

/// Networks that meet a claim's hypotheses often enough to test it by, when drawn at random.
enum class Networks {
    mixture,     ///< one mixture serves all claims about heads
    general,     ///< any, drawn for the claim alone
    pyramids,    ///< wide first layers and pyramids
    starts,      ///< starts of the theorem's run
    optima,      ///< near-optimal ones
    classifiers, ///< any loss, with biases or without
    affine       ///< any loss, biases, near-stationary affine layers at the end
};

/// How long one look at a claim takes beside others, on small networks.
enum class Cost { head, run, curvature };

struct Claim {
    std::string id;        ///< permanent; code, tests and ctest labels use it
    std::string title;     ///< a short name
    std::string statement; ///< the formula, one line of plain text
    Kind kind;
    std::string source;  ///< paper, theorem or equation
    std::string trivial; ///< the bound that says nothing; a right side no better is vacuous
    Hypotheses needs; ///< those that can be dropped; first no_biases and squared_error, by the two
                      ///< flags below
    Networks networks = Networks::mixture;
    Cost cost = Cost::head;
    std::string bounds{};   ///< metrics that are its first sides\' left sides, apart by spaces, or
                            ///< "1 - " and the one metric; else ""
    bool any_loss = false;  ///< says nothing of the loss that was minimised
    bool biases = false;    ///< holds with biases, too
    bool certified = false; ///< `ncv certify` states it
    bool swept = false;     ///< every run of a sweep keeps its bound
    bool headline = false;  ///< what is said first of a network: a bound on NC1, NC2 or NC3
    std::vector<std::string> theorems{}; ///< those of proofs_checks/formal, which Coq has checked

    bool has(Hypothesis h) const { return std::find(needs.begin(), needs.end(), h) != needs.end(); }
    /// False for what is under test as quoted, and for what is only measured: a violation is then
    /// a finding, not a failure.
    bool is_asserted() const { return kind != Kind::quoted && kind != Kind::empirical; }
};

} // namespace ncv
