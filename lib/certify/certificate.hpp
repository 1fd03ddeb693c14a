/// What interval arithmetic proves of a trained network: enclosures of every quantity the head's
/// claims use and of both sides of each. docs/certificates.md says what each field claims.
#pragma once

#include "claims/outcome.hpp"
#include "claims/sensitivity.hpp"
#include "network/network.hpp"

#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace ncv {

using Ranges = std::vector<std::pair<std::string, Range>>;

/// A head layer, L1 < l <= L, or a hidden affine one, L1 < l < L.
struct CertifiedLayer {
    int layer;
    Ranges quantities;
};

struct Certificate {
    Ranges quantities; ///< of the head; of networks with biases or one stored layer none
    std::vector<CertifiedLayer> layers;
    Ranges affine_tail; ///< of two or more affine layers at the end; none where there is one
    std::vector<CertifiedLayer> affine_layers;
    Ranges last_layer;
    std::vector<Outcome> claims;
    unsigned bits = 0;                      ///< of the arithmetic that decided; 53: the fast tier
    std::vector<Sensitivity> sensitivities; ///< beside the certificate: advice, nothing certified

    const Range& quantity(const std::string& name) const;
    bool has(Status status) const;
};

/// Claims that a certificate of this network states, in its order: those that are about it.
std::vector<std::string> certified_claims(const Snapshot& snapshot);

/// How far to go where the fast tier leaves a claim undecided: `may_try(bits, products)` is asked
/// before each slow tier, with its precision and the number of interval products it takes.
using MayTry = std::function<bool(unsigned bits, double products)>;

/// Throws std::invalid_argument unless the network has a linear last layer, and Interrupted where
/// it is asked, before a claim, to stop.
Certificate certify(const Snapshot& snapshot, const MayTry& may_try, std::stop_token stop = {});

/// Outcomes of claims with an enclosure, from the fast tier and, where that leaves one undecided,
/// from the slow one; what `ncv replay --certified` does. `lacks` and `steps` as in CheckOptions.
std::vector<Outcome> check_certified(const Snapshot& snapshot, const std::vector<std::string>& ids,
                                     std::optional<Hypothesis> lacks, const MayTry& may_try,
                                     long steps = 0);

} // namespace ncv
