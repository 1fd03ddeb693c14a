#include "recheck.hpp"

#include <numeric>

namespace recheck {
namespace {

// By the signs of pivots: G = L D L^T is positive semidefinite where all pivots are certainly
// positive, or exactly 0 with nothing below them; the first that is negative or 0 proves that it is
// not positive definite, as a principal minor is not positive. Where a pivot's sign is not told
// (another singular value may be the very number that is tried) a later row goes first.
struct Proved {
    bool semidefinite, not_definite;
};

Proved definiteness(const Balls& G) {
    const slong n = G.rows();
    Balls W(n, n), L(n, n); // W = L D, by rows of G and numbers of pivots
    std::vector<slong> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), 0);
    const auto row = [&](slong i) -> slong& { return order[static_cast<std::size_t>(i)]; };
    bool singular = false;
    for (slong i = 0; i < n; ++i)
        for (slong k = i;; ++k) {
            if (k == n) return {false, singular};
            std::swap(row(i), row(k));
            const slong r = row(i);
            for (slong j = 0; j <= i; ++j) {
                const slong p = row(j);
                arb_dot(W.at(r, j), G.at(r, p), 1, W.at(r, 0), 1, L.at(p, 0), 1, j, bits);
                if (j == i) break;
                if (!arb_is_zero(W.at(p, j)))
                    arb_div(L.at(r, j), W.at(r, j), W.at(p, j), bits);
                else if (!arb_is_zero(W.at(r, j)))
                    return {false, true};
            }
            if (arb_is_negative(W.at(r, i))) return {false, true};
            singular = singular || arb_is_zero(W.at(r, i));
            if (arb_is_positive(W.at(r, i)) || arb_is_zero(W.at(r, i))) break;
        }
    return {true, singular};
}

// sign (G - x^2 I), or with `squared` sign (G - x I).
Balls shifted(Balls G, const Arf& x, bool squared, int sign) {
    Ball square;
    arb_set_arf(square.x, x.x);
    if (!squared) arb_mul(square.x, square.x, square.x, ARF_PREC_EXACT);
    for (slong i = 0; i < G.rows(); ++i) arb_sub(G.at(i, i), G.at(i, i), square.x, bits);
    return Ball(sign) * G;
}

} // namespace

Balls gram(const Balls& A) { return A.rows() <= A.cols() ? A * A.transpose() : A.transpose() * A; }

bool positive_part_inside(const Balls& S, const Interval& printed, bool root) {
    const auto from_above = [&](const Arf& x) { return definiteness(shifted(S, x, !root, -1)); };
    return Arf() <= printed.upper &&
           (printed.is_infinite() || from_above(printed.upper).semidefinite) &&
           (printed.lower <= 0 || from_above(printed.lower).not_definite);
}

bool largest_inside(const Balls& A, const Interval& printed, bool squared) {
    return positive_part_inside(gram(A), printed, !squared);
}

bool smallest_inside(const Balls& A, const Interval& printed) {
    const Balls G = gram(A);
    const auto from_below = [&](const Arf& x) { return definiteness(shifted(G, x, false, 1)); };
    return Arf() <= printed.upper &&
           (printed.is_infinite() || from_below(printed.upper).not_definite) &&
           (printed.lower <= 0 || from_below(printed.lower).semidefinite);
}

bool tail_inside(const Balls& G, long q, const Interval& printed) {
    Ball trace;
    arb_mat_trace(trace.x, G.m, bits);
    const Interval frobenius = trace;
    const Arf above = divide(printed.upper, static_cast<double>(q), down),
              below = divide(printed.lower, static_cast<double>(q), up);
    return (frobenius.upper <= printed.upper || positive_part_inside(G, {0, above})) &&
           (printed.lower <= 0 ||
            (printed.lower <= frobenius.lower && positive_part_inside(G, {below, HUGE_VAL})));
}

} // namespace recheck
