#include "certify/certificate.hpp"

#include "claims/counterfactual.hpp"
#include "claims/registry.hpp"
#include "measure/enclosed_subject.hpp"

#include <algorithm>
#include <stdexcept>

namespace ncv {
namespace {

constexpr unsigned last_slow_bits = 1024; // and the precision of formulas

Range range(const Interval& x) { return {lower_double(x), upper_double(x)}; }

std::vector<CertifiedLayer> layers_of(const Measured<Interval>& m, int offset) {
    std::vector<CertifiedLayer> out;
    for (const HeadLayer<Interval>& h : m.head) {
        CertifiedLayer layer{h.l, {{"W", range(h.W)}}};
        if (m.lambda) layer.quantities.push_back({"R", range(h.R)});
        for (const auto& [name, value] :
             {std::pair{"D", &h.D}, std::pair{"tail", &h.tail}, std::pair{"Z_before", &h.Z_before},
              std::pair{"nc1", &h.nc1}, std::pair{"means_1", &h.means_1},
              std::pair{"means_K", &h.means_K}, std::pair{"nc2", &h.nc2}})
            layer.quantities.push_back({name, range(*value)});
        out.push_back(std::move(layer));
    }
    CertifiedLayer last{m.L + offset, {{"W", range(m.s1)}}};
    if (m.lambda && !m.head.empty()) last.quantities.push_back({"R", range(m.head.back().R_next)});
    out.push_back(std::move(last));
    return out;
}

/// Interval products of the slow tier: the forward pass, and Gram matrices of the head.
double products_of(const Snapshot& snapshot) {
    const auto& net = snapshot.network;
    const auto size = [](Eigen::Index n) { return static_cast<double>(n); };
    const double N = size(snapshot.data.samples());
    double sum = 0;
    for (int l = 1; l <= net.depth(); ++l) {
        const double n = size(net.width(l)), before = size(net.width(l - 1));
        sum += n * before * N;
        if (l > net.nonlinear_layers) sum += 4 * n * n * (n + before + N);
    }
    return sum;
}

struct Decided {
    unsigned bits;           ///< the precision that decided
    EnclosedSubject subject; ///< what was measured in it
    std::vector<Outcome> outcomes;
};

Decided in_precision(const Snapshot& snapshot, const std::vector<std::string>& ids,
                     std::optional<Hypothesis> lacks, long steps, unsigned bits) {
    Decided out{bits, {snapshot, bits, steps}, {}};
    if (lacks) count_as_met(*lacks, out.subject);
    for (const std::string& id : ids)
        out.outcomes.push_back(check_enclosed(id, out.subject, lacks));
    return out;
}

/// From the fast tier, then from slow ones of rising precision until no outcome is undecided.
Decided decide(const Snapshot& snapshot, const std::vector<std::string>& ids,
               std::optional<Hypothesis> lacks, long steps, const MayTry& may_try) {
    const IntervalPrecision precision(last_slow_bits);
    const auto undecided = [](const Outcome& o) { return o.status == Status::undecided; };
    Decided now = in_precision(snapshot, ids, lacks, steps, EnclosedSubject::fast);
    for (unsigned bits = EnclosedSubject::first_slow; bits <= last_slow_bits; bits *= 2) {
        if (std::none_of(now.outcomes.begin(), now.outcomes.end(), undecided)) break;
        if (!may_try(bits, products_of(snapshot))) break;
        now = in_precision(snapshot, ids, lacks, steps, bits);
    }
    return now;
}

/// The measured quantities that training can move, each at its best.
std::vector<std::pair<std::string, Measured<Interval>>> improved(const Measured<Interval>& m) {
    const Interval zero(0), one(1);
    std::vector<std::pair<std::string, Measured<Interval>>> out;
    const auto with = [&](const char* name, const auto& change) {
        out.push_back({name, m});
        change(out.back().second);
    };
    with("residual", [&](auto& best) {
        best.eps1 = zero;
        best.zero_loss_gap = best.s_K_Y;
    });
    with("balancedness", [&](auto& best) {
        best.eps2 = best.eD = zero;
        for (auto& layer : best.head) layer.D = zero;
    });
    with("gradient", [&](auto& best) {
        for (auto& layer : best.head) layer.R = layer.R_next = zero;
    });
    with("conditioning", [&](auto& best) {
        best.kappa = best.kappa_M = one;
        best.s_K = best.s1;
    });
    return out;
}

std::vector<Sensitivity> sensitivities_of(const Measured<Interval>& m,
                                          const std::vector<Outcome>& outcomes) {
    std::vector<Sensitivity> out;
    const auto all = improved(m);
    for (const Outcome& o : outcomes) {
        if (!o.lacks && find_claim(o.claim)->headline)
            for (const auto& [name, best] : all) {
                EnclosedSubject subject(best);
                out.push_back({o.claim, name, o.rhs, check_enclosed(o.claim, subject).rhs});
            }
    }
    return out;
}

} // namespace

const std::vector<std::string>& certified_claims() {
    static const std::vector<std::string> all =
        claims_that([](const Claim& claim) { return claim.certified; });
    return all;
}

const Range& Certificate::quantity(const std::string& name) const {
    const auto found = std::find_if(quantities.begin(), quantities.end(),
                                    [&](const auto& q) { return q.first == name; });
    if (found == quantities.end()) throw std::invalid_argument("no such quantity: " + name);
    return found->second;
}

bool Certificate::has(Status status) const {
    return std::any_of(claims.begin(), claims.end(),
                       [&](const Outcome& o) { return o.status == status; });
}

Certificate certify(const Snapshot& snapshot, const MayTry& may_try) {
    if (snapshot.network.depth() < 2 || snapshot.network.linear_layers() < 1)
        throw std::invalid_argument(
            "a certificate needs a linear last layer and a stored layer below it");
    Certificate out;
    Decided decided = decide(snapshot, certified_claims(), {}, 0, may_try);
    const IntervalPrecision precision(last_slow_bits);
    const Measured<Interval>& m = decided.subject.head();
    out.claims = std::move(decided.outcomes);
    out.bits = decided.bits;
    out.layers = layers_of(m, snapshot.layer_offset);
    out.sensitivities = sensitivities_of(m, out.claims);
    for (const auto& [name, value] : {std::pair{"s_K_Y", &m.s_K_Y},
                                      std::pair{"eps1", &m.eps1},
                                      std::pair{"z1", &m.z1},
                                      std::pair{"z2", &m.z2},
                                      std::pair{"z_L1", &m.z_L1},
                                      std::pair{"s1", &m.s1},
                                      std::pair{"s_K", &m.s_K},
                                      std::pair{"M1", &m.M1},
                                      std::pair{"M_K", &m.M_K},
                                      std::pair{"features", &m.features},
                                      std::pair{"W_before_squared", &m.W_before},
                                      std::pair{"outside_frobenius_squared", &m.outside_frobenius},
                                      std::pair{"outside_operator_squared", &m.outside_operator},
                                      std::pair{"collapsed", &m.collapsed},
                                      std::pair{"to_collapsed", &m.to_collapsed},
                                      std::pair{"powers_apart", &m.powers_apart},
                                      std::pair{"nc1", &m.nc1},
                                      std::pair{"nc1_weighted", &m.nc1_weighted},
                                      std::pair{"means_1", &m.means_1},
                                      std::pair{"means_K", &m.means_K},
                                      std::pair{"nc2", &m.nc2},
                                      std::pair{"nc3", &m.nc3}})
        out.quantities.push_back({name, range(*value)});
    return out;
}

std::vector<Outcome> check_certified(const Snapshot& snapshot, const std::vector<std::string>& ids,
                                     std::optional<Hypothesis> lacks, const MayTry& may_try,
                                     long steps) {
    return decide(snapshot, ids, lacks, steps, may_try).outcomes;
}

} // namespace ncv
