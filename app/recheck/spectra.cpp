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

Balls gram(const Balls& A) { return A.rows() <= A.cols() ? A * A.transpose() : A.transpose() * A; }

// What double says of larger matrices, with errors for rounding to nearest. What it does not prove
// is left to the pivots above.
constexpr slong large = 48;
constexpr double shortened = 1 - 0x1p-50; // by more than a few operations lose

// The midpoints, and how far all of A can be from them in Frobenius norm; infinite where squares
// may over- or underflow.
struct Near {
    Doubles A;
    double off = 0, size = 0; // ||A||_F, at most

    explicit Near(const Balls& balls) : A(balls.rows(), balls.cols()) {
        double squares = 0, largest = 0;
        for (slong i = 0; i < A.rows; ++i)
            for (slong j = 0; j < A.cols; ++j) {
                arb_srcptr x = balls.at(i, j);
                const double a = arf_get_d(arb_midref(x), ARF_RND_NEAR);
                const double rounding = arf_bits(arb_midref(x)) > 53 ? roundoff * std::abs(a) : 0;
                const double lost = mag_get_d(arb_radref(x)) + rounding;
                squares += lost * lost;
                size += a * a;
                largest = std::max(largest, std::abs(a));
                A(i, j) = a;
            }
        const bool ordinary = largest > 0x1p-200 && largest < 0x1p200;
        const double rest = gamma_of(A.rows * A.cols + 8);
        off = ordinary ? std::sqrt(squares) * (1 + rest) + 0x1p-400 : HUGE_VAL;
        size = std::sqrt(size) * (1 + rest);
    }
};

Doubles transposed(const Doubles& A) {
    Doubles out(A.cols, A.rows);
    for (slong i = 0; i < A.rows; ++i)
        for (slong j = 0; j < A.cols; ++j) out(j, i) = A(i, j);
    return out;
}

// L of x I - G for a symmetric G known to `off` in Frobenius norm, where it proves that no eigenvalue
// is above x. For any order of summation |B - L L^T| <= gamma_{n+2} |L| |L|^T if the factorisation
// of B ends, and ||L||_F^2 <= tr B/(1 - gamma_{n+2}) (Higham, Accuracy and Stability of Numerical
// Algorithms, theorem 10.3; Rump, BIT 46, 2006). So B is x I - G less twice the sum of that, of
// `off` and of the diagonal's rounding: the second one covers what underflows.
std::optional<Doubles> factor_above(const Doubles& G, double off, double x) {
    const slong n = G.rows, block = 64;
    double trace = 0, diagonal = 0;
    for (slong i = 0; i < n; ++i) {
        trace += x + std::abs(G(i, i));
        diagonal = std::max(diagonal, std::abs(G(i, i)));
    }
    const double shift = 2 * (off + gamma_of(n + 4) * trace + 4 * roundoff * (x + diagonal));
    Doubles L(n, n);
    for (slong i = 0; i < n; ++i)
        for (slong j = 0; j <= i; ++j) L(i, j) = i == j ? (x - shift) - G(i, i) : -G(i, j);
    for (slong first = 0; first < n; first += block) {
        const slong last = std::min(n, first + block);
        Doubles below(n - first, first), own(last - first, first);
        for (slong k = 0; k < first; ++k) {
            for (slong i = first; i < n; ++i) below(i - first, k) = L(i, k);
            for (slong i = first; i < last; ++i) own(i - first, k) = L(i, k);
        }
        const Doubles done = times_transpose(below, own);
        for (slong i = first; i < n; ++i)
            for (slong j = first; j < std::min(i + 1, last); ++j) {
                double sum = L(i, j) - done(i - first, j - first);
                for (slong k = first; k < j; ++k) sum -= L(i, k) * L(j, k);
                if (i == j && !(sum > 0)) return {};
                L(i, j) = i == j ? std::sqrt(sum) : sum / L(j, j);
            }
    }
    return L;
}

// Nearly an eigenvector of the largest eigenvalue, by inverse iteration; a row.
Balls leading_vector(const Doubles& L) {
    const slong n = L.rows;
    std::vector<double> v(at(n));
    for (slong i = 0; i < n; ++i) v[at(i)] = 1 + 0.25 * static_cast<double>(i * i % 7);
    for (int step = 0; step < 4; ++step) {
        double size = 0;
        for (slong i = 0; i < n; ++i) {
            for (slong k = 0; k < i; ++k) v[at(i)] -= L(i, k) * v[at(k)];
            v[at(i)] /= L(i, i);
        }
        for (slong i = n; i-- > 0;) {
            v[at(i)] /= L(i, i);
            for (slong k = 0; k < i; ++k) v[at(k)] -= L(i, k) * v[at(i)];
            size = std::max(size, std::abs(v[at(i)]));
        }
        for (double& x : v) x /= size;
    }
    Balls out(1, n);
    for (slong i = 0; i < n; ++i) arb_set_d(out.at(0, i), v[at(i)]);
    return out;
}

// Whether v G v^T/v v^T, from v G v^T, is certainly at least x: so is the largest eigenvalue.
bool reaches(const Ball& form, const Balls& v, const Arf& x) {
    return x <= Interval(form / squared_norm(v)).lower;
}

// x as a double, downwards.
double downwards(const Arf& x) { return arf_get_d(x.x, down); }

bool largest_near(const Balls& A, const Interval& printed, bool squared) {
    const Near near(A);
    const Doubles M = A.rows() <= A.cols() ? near.A : transposed(near.A);
    const double end = downwards(printed.upper), root = squared ? std::sqrt(end) : end;
    const double s = printed.is_infinite() ? 2 * near.size : root * shortened - near.off;
    if (!(s > 0) || !std::isfinite(s + near.off)) return false;
    const double summing = gamma_of(M.cols + 2) * near.size * near.size;
    const auto L = factor_above(times_transpose(M, M), summing, s * s * shortened);
    if (!L || printed.lower <= 0) return L.has_value();
    const Balls v = leading_vector(*L), image = v * (A.rows() <= A.cols() ? A : A.transpose());
    const Arf lower = printed.lower;
    return reaches(squared_norm(image), v, squared ? lower : multiply(lower, lower, up));
}

bool positive_part_near(const Balls& S, const Interval& printed) {
    const Near near(S);
    const double x = downwards(printed.upper);
    if (!(x > 0) || !std::isfinite(x + near.off)) return false;
    const auto L = factor_above(near.A, near.off, x);
    if (!L || printed.lower <= 0) return L.has_value();
    const Balls v = leading_vector(*L);
    return reaches(dot(v * S, 0, v, 0), v, printed.lower);
}

bool exactly_inside(const Balls& S, const Interval& printed, bool root) {
    const auto from_above = [&](const Arf& x) { return definiteness(shifted(S, x, !root, -1)); };
    return Arf() <= printed.upper &&
           (printed.is_infinite() || from_above(printed.upper).semidefinite) &&
           (printed.lower <= 0 || from_above(printed.lower).not_definite);
}

} // namespace

bool positive_part_inside(const Balls& S, const Interval& printed) {
    return (S.rows() >= large && positive_part_near(S, printed)) ||
           exactly_inside(S, printed, false);
}

bool largest_inside(const Balls& A, const Interval& printed, bool squared) {
    return (std::min(A.rows(), A.cols()) >= large && largest_near(A, printed, squared)) ||
           exactly_inside(gram(A), printed, !squared);
}

bool smallest_inside(const Balls& A, const Interval& printed) {
    const Balls G = gram(A);
    const auto from_below = [&](const Arf& x) { return definiteness(shifted(G, x, false, 1)); };
    return Arf() <= printed.upper &&
           (printed.is_infinite() || from_below(printed.upper).not_definite) &&
           (printed.lower <= 0 || from_below(printed.lower).semidefinite);
}

bool tail_inside(const Balls& A, long q, const Interval& printed) {
    const Interval frobenius = squared_norm(A);
    Arf above = divide(printed.upper, static_cast<double>(q), down),
        below = divide(printed.lower, static_cast<double>(q), up);
    if (frobenius.upper <= printed.upper) above = HUGE_VAL;
    return (printed.lower <= 0 || printed.lower <= frobenius.lower) && below <= above &&
           largest_inside(A, {below, above}, true);
}

} // namespace recheck
