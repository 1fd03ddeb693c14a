#include "spectra.hpp"

#include <vector>

namespace recheck {
namespace {

enum class Sign { positive, negative, unknown };

// Of the symmetric matrix sign (G - x I): positive definite, or certainly not semidefinite.
Sign definiteness(const Balls& G, const Ball& x, int sign) {
    const slong n = G.rows();
    Balls W(n, n), L(n, n); // W = L D
    Ball pivot, entry;
    for (slong i = 0; i < n; ++i) {
        for (slong j = 0; j <= i; ++j) {
            arb_set(entry.get(), G.at(i, j));
            if (i == j) arb_sub(entry.get(), entry.get(), x.get(), bits);
            if (sign < 0) arb_neg(entry.get(), entry.get());
            arb_dot(W.at(i, j), entry.get(), 1, W.at(i, 0), 1, L.at(j, 0), 1, j, bits);
            if (j < i) arb_div(L.at(i, j), W.at(i, j), W.at(j, j), bits);
        }
        if (arb_is_negative(W.at(i, i))) return Sign::negative;
        if (!arb_is_positive(W.at(i, i))) return Sign::unknown;
    }
    return Sign::positive;
}

Balls gram(const Balls& A) { return A.rows() <= A.cols() ? A * A.transpose() : A.transpose() * A; }

bool is_diagonal(const Balls& G) {
    for (slong i = 0; i < G.rows(); ++i)
        for (slong j = 0; j < G.cols(); ++j)
            if (i != j && !arb_is_zero(G.at(i, j))) return false;
    return true;
}
// The extreme singular value of a matrix whose Gram matrix is exactly diagonal.
Interval diagonal_extreme(const Balls& G, bool largest, bool squared = false) {
    Interval out;
    for (slong i = 0; i < G.rows(); ++i) {
        Ball entry;
        arb_set(entry.get(), G.at(i, i));
        const Interval s(squared ? entry : sqrt(entry));
        out = i == 0 ? s : largest ? max(out, s) : min(out, s);
    }
    return out;
}

Ball exact_square(const Arf& x, bool squared = false) {
    Ball out;
    arb_set_arf(out.get(), x.get());
    if (!squared) arb_mul(out.get(), out.get(), out.get(), ARF_PREC_EXACT);
    return out;
}

} // namespace

bool largest_inside(const Balls& A, const Interval& printed, bool squared) {
    const Balls G = gram(A);
    if (is_diagonal(G)) return diagonal_extreme(G, true, squared).inside(printed);
    const bool below = printed.is_infinite() ||
                       definiteness(G, exact_square(printed.upper, squared), -1) == Sign::positive;
    return below && (arf_sgn(printed.lower.get()) <= 0 ||
                     definiteness(G, exact_square(printed.lower, squared), -1) == Sign::negative);
}

bool smallest_inside(const Balls& A, const Interval& printed) {
    const Balls G = gram(A);
    if (is_diagonal(G)) return diagonal_extreme(G, false).inside(printed);
    const bool below =
        printed.is_infinite() || definiteness(G, exact_square(printed.upper), 1) == Sign::negative;
    return below && (arf_sgn(printed.lower.get()) <= 0 ||
                     definiteness(G, exact_square(printed.lower), 1) == Sign::positive);
}

Interval condition_number(const Balls& A) {
    const Balls G = gram(A);
    Interval ends[2];
    for (const bool largest : {true, false}) {
        Interval& found = ends[largest ? 0 : 1];
        if (is_diagonal(G)) {
            found = diagonal_extreme(G, largest);
            continue;
        }
        Ball trace;
        arb_mat_trace(trace.get(), G.get(), bits);
        Arf low, high = Interval(trace).upper;
        // Relative bisection; it ends where the precision no longer tells.
        for (int step = 0; step < 400; ++step) {
            Ball middle;
            const bool geometric = arf_sgn(low.get()) > 0;
            arb_set_arf(middle.get(), low.get());
            if (geometric) {
                Ball top;
                arb_set_arf(top.get(), high.get());
                middle = (middle + top) * Ball(0.5);
            } else {
                arb_set_arf(middle.get(), high.get());
                middle = middle * Ball(0x1p-8);
            }
            arb_get_mid_arb(middle.get(), middle.get());
            const Sign sign = definiteness(G, middle, largest ? -1 : 1);
            if (sign == Sign::unknown) break;
            const bool eigenvalue_below = (sign == Sign::positive) == largest;
            arf_set((eigenvalue_below ? high : low).get(), arb_midref(middle.get()));
        }
        found = sqrt(Interval(low, high));
    }
    if (ends[1].is_positive()) return ends[0] / ends[1];
    const Interval least(ends[1].upper, ends[1].upper);
    return {least.is_positive() ? (ends[0] / least).lower : Arf(D_INF), Arf(D_INF)};
}

} // namespace recheck
