// What a claim is to the checker: its hypotheses, and what follows from them in enclosures. The tables
// are in head_claims.cpp, tail_claims.cpp, last_layer_claims.cpp and norm_claims.cpp.
#pragma once

#include "recheck.hpp"

namespace recheck {

struct Side {
    long layer;
    bool most; // lhs <= rhs, else lhs >= rhs
    Interval lhs, rhs, trivial;
};
struct Follows { // from a claim's hypotheses
    std::vector<Side> sides;
    std::vector<std::pair<std::string, Interval>> bounds = {};
};
inline Follows at_most(I lhs, I rhs, I trivial) { return {{{0, true, lhs, rhs, trivial}}}; }
inline Follows at_least(I lhs, I rhs, I trivial) { return {{{0, false, lhs, rhs, trivial}}}; }

// The letters of docs/certificates.md, from what is printed, each cut to what it can be.
struct Letters {
    const Json &quantities, &layers;
    const Json affine_tail, affine_layers, last_layer; // as printed; null in version 1
    const LastLayer& last;
    const LayerNorms& norms;
    const Json* printed = nullptr;             // the claim in hand
    long heads, K, N, m, q, narrowest, unlike; // heads: layers L1 < l < L; q = min(m-K, n_{L-2}, N)
    bool decay_given;
    std::optional<double> lambda;
    std::vector<std::optional<double>> decays; // of the affine layers
    std::vector<long> ranks;                   // and of A W_{L:l+1}, as far as the shapes say
    Interval r, eps1, eps2, eD, gap, k, k_M, spread = 1; // spread = 1 - sum p_c^2

    Letters(const Json& whole, const LastLayer& last, const LayerNorms& norms, const Snapshot& s);
    Interval operator()(const char* name) const {
        return size(enclosure(quantities.at(name), name));
    }
    Interval operator()(const char* name, long i) const { // of head layer L1 + 1 + i
        return size(enclosure(layers.at(static_cast<std::size_t>(i)).at(name), name));
    }
    Interval tail(const char* name) const { return size(enclosure(affine_tail.at(name), name)); }
    Interval affine(const char* name, long i) const {
        return size(enclosure(affine_layers.at(static_cast<std::size_t>(i)).at(name), name));
    }
    Interval nc3() const { return cut(enclosure(quantities.at("nc3"), "nc3"), -1, 1); }
    long L2() const { return heads + 1; }
};
using A = const Letters&;

// Which networks a claim is about: heads without biases, those with gradients of the squared error,
// such heads and their affine layers, any affine layers, any last layer.
enum class About { head, gradients, affine_head, affine, any };
struct Claim {
    const char *id, *needs, *statement;
    Follows (*follows)(const Letters&);
    About about = About::head;
    int version = 1; // the first one that has it, where `about` does not say
};
constexpr const char* generic = "two_linear_layers head_width interpolation";
extern const std::vector<Claim> head_claims, tail_claims, last_layer_claims, norm_claims;

Interval psi(A a);           // of A1
Interval x(A a);             // of A4s
Interval A5s(A a, I defect); // A5s's right side with `defect` for eD

} // namespace recheck
