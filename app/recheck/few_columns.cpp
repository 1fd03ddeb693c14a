// Many samples in few columns. Of features of affine layers norms, singular values and products are
// the same for Z_l and Z_l Q, Q orthogonal; with H = Y^T, N x K, and D = diag(N_c)
//
//   Q = [H D^{-1/2}, V, ..]    X Q = [Mu D^{1/2}, R, 0]    Y Q = [D^{1/2}, 0, 0]    1^T Q = [sqrt(N_c), 0, 0]
//
// where R is any p x p matrix with R R^T = S = X^w X^w^T, X^w the inputs less their class means.
//
// Digits. Inputs X + F, F of what slices leave out of X, have their S known to hundreds of bits, and
// an L with L L^T = S - E. Square roots of semidefinite matrices differ by at most ||E||^{1/2} (Bhatia,
// Matrix Analysis, theorem X.1.1), and those of A A^T and B B^T by sqrt(2) ||A - B||_F (Araki &
// Yamagami, Commun. Math. Phys. 81, 1981). So some R is within ||E||^{1/2} + sqrt(2) ||F||_F of L,
// whatever the rank of S.
#include "recheck.hpp"

#include <bit>
#include <numeric>

namespace recheck {
namespace {

// Numbers of a column are below 2^above in size and multiples of 2^unit.
struct Column {
    int above = -2000, unit = 2000;
    void take(double v) {
        const auto all = std::bit_cast<std::uint64_t>(v);
        const int exponent = std::max(1, static_cast<int>(all >> 52 & 2047));
        const std::uint64_t fraction = all & ((1ULL << 52) - 1);
        if (v == 0) return;
        above = std::max(above, exponent - 1022);
        unit = std::min(unit, exponent - 1075 + (fraction ? std::countr_zero(fraction) : 52));
    }
};

std::vector<Column> columns_of(const Rows& inputs) {
    std::vector<Column> out(at(inputs.shape[1]));
    for (long first = 0; first < inputs.shape[0]; first += at_once) {
        Doubles block(std::min(at_once, inputs.shape[0] - first), inputs.shape[1]);
        inputs.read(first, block.rows, block.row(0));
        for (slong i = 0; i < block.rows; ++i)
            for (slong k = 0; k < block.cols; ++k) out[at(k)].take(block(i, k));
    }
    return out;
}

void round_to_middle(arb_ptr x) { mag_zero(arb_radref(x)); }

// L with L L^T near S, without any bound: what is left of a pivot by rounding ends its column.
Balls near_factor(const Balls& S) {
    Balls L(S.rows(), S.rows());
    Ball least;
    for (slong i = 0; i < S.rows(); ++i)
        for (slong j = 0; j <= i; ++j) {
            arb_ptr x = L.at(i, j);
            arb_dot(x, S.at(i, j), 1, L.at(i, 0), 1, L.at(j, 0), 1, j, bits);
            arb_mul_2exp_si(least.x, S.at(i, i), -bits * 3 / 4);
            round_to_middle(x), round_to_middle(least.x);
            if (i == j && !arb_gt(x, least.x)) arb_zero(x);
            if (i == j)
                arb_sqrt(x, x, bits);
            else if (arb_is_zero(L.at(j, j)))
                arb_zero(x);
            else
                arb_div(x, x, L.at(j, j), bits);
            round_to_middle(x);
        }
    return L;
}

Balls rounded(const Balls& A, slong to) {
    Balls out(A.rows(), A.cols());
    for (slong i = 0; i < A.rows() * A.cols(); ++i)
        arb_set_round(out.at(0, 0) + i, A.at(0, 0) + i, to);
    return out;
}

} // namespace

bool are_worth_few_columns(const Snapshot& s) {
    const long N = s.samples(), p = s.width(0);
    return s.nonlinear == 0 && N >= 4 * (s.classes() + p) && N * p >= 1 << 18;
}

FewColumns::FewColumns(const Snapshot& s)
    : s_(s), order_(at(s.samples())), means_(s.classes(), s.width(0)) {
    const slong K = s.classes(), p = s.width(0);
    const auto size_of = [&](long c) { return s.class_counts[at(c)]; };
    const auto class_of = [&](long i) { return s.labels[at(i)]; };
    std::iota(order_.begin(), order_.end(), 0);
    std::ranges::stable_sort(order_, {}, [&](long i) {
        return std::pair(size_of(class_of(i)), class_of(i));
    });

    // Column k is taken as 2^above[k] times numbers below 1.
    const std::vector<Column> columns = columns_of(s.inputs);
    slong slices = 1, finest = 0;
    for (const Column& column : columns) {
        if (column.above <= column.unit) continue; // of zeros
        need(std::abs(column.above) < 900, unproved, "features are out of a double's reach");
        finest = std::max<slong>(finest, column.above - column.unit + 1);
    }
    slices = std::clamp<slong>((finest + 21) / 22, 1, 4);
    const bool exact = finest <= 22 * slices;

    const slong working = bits;
    Balls mu(p, K), S(p, p), of_each(p, p);
    {
        const Precision more(320);
        ExactSums sums(p, slices);
        for (slong first = 0; first < s.samples();) { // classes of the same size
            std::vector<long> classes;
            const long size = size_of(class_of(order_[at(first)]));
            for (; first < s.samples() && size_of(class_of(order_[at(first)])) == size;
                 first += size) {
                classes.push_back(class_of(order_[at(first)]));
                for (slong done = 0; done < size; done += at_once) {
                    Doubles block = gathered(first + done, std::min(at_once, size - done));
                    for (slong k = 0; k < p; ++k) {
                        const double scale = columns[at(k)].above < -1000
                                                 ? 0
                                                 : std::ldexp(1, -columns[at(k)].above);
                        for (slong i = 0; i < block.rows; ++i) block(i, k) *= scale;
                    }
                    sums.add(block);
                }
                const Balls sum = sums.sum_taken();
                for (slong k = 0; k < p; ++k)
                    arb_div_si(mu.at(k, classes.back()), sum.at(k, 0), size, bits);
            }
            Balls products = sums.products_taken(), some(p, std::ssize(classes));
            for (slong k = 0; k < p; ++k)
                for (slong c = 0; c < some.cols(); ++c)
                    arb_set(some.at(k, c), mu.at(k, classes[at(c)]));
            const Balls times = whole(size) * some;
            for (slong i = 0; i < p; ++i)
                for (slong j = 0; j <= i; ++j) {
                    arb_ptr x = products.at(i, j);
                    arb_dot(x, x, 1, times.at(i, 0), 1, some.at(j, 0), 1, some.cols(), bits);
                    arb_add(S.at(i, j), S.at(i, j), x, bits);
                    arb_div_si(x, x, size, bits);
                    arb_add(of_each.at(i, j), of_each.at(i, j), x, bits);
                    arb_set(S.at(j, i), S.at(i, j)), arb_set(of_each.at(j, i), of_each.at(i, j));
                }
        }
    }
    // How far R can be from L, then what slices leave out: of a number, of all of them.
    const double lost = exact ? 0 : std::ldexp(1, static_cast<int>(-22 * slices));
    const Balls L = [&] {
        const Precision more(320);
        return near_factor(S);
    }();
    Ball off;
    {
        const Precision more(320);
        const Balls error = S - L * L.transpose();
        mag_t norm;
        mag_init(norm);
        arb_mat_bound_frobenius_norm(norm, error.m);
        arf_set_mag(arb_midref(off.x), norm);
        mag_clear(norm);
        off = sqrt(off) + sqrt(Ball(2) * whole(s.samples()) * whole(p)) * Ball(lost);
    }
    arb_get_ubound_arf(arb_midref(off.x), off.x, 30), round_to_middle(off.x);

    inputs = Balls(p, K + p), each = Balls(p, K + p), labels = Balls(K, K + p), ones = Balls(1, K + p);
    balanced = rounded(of_each, working), beside_ = Balls(p, K);
    mu = rounded(mu, working);
    for (slong k = 0; k < p; ++k) {
        const slong e = columns[at(k)].above;
        const bool zero = e < -1000;
        for (slong c = 0; c < K; ++c) {
            if (!zero) arb_add_error(mu.at(k, c), Ball(lost).x);
            arb_mul_2exp_si(mu.at(k, c), mu.at(k, c), zero ? 0 : e);
            means_(c, k) = arf_get_d(arb_midref(mu.at(k, c)), ARF_RND_NEAR);
            arb_sub(beside_.at(k, c), mu.at(k, c), Ball(means_(c, k)).x, bits);
            const Ball weighted = sqrt(whole(size_of(c))) * Ball(mu.at(k, c));
            arb_set(inputs.at(k, c), weighted.x), arb_set(each.at(k, c), weighted.x);
        }
        arb_one(each.at(k, K + k));
        for (slong j = 0; j < p && !zero; ++j) {
            arb_ptr x = inputs.at(k, K + j), y = balanced.at(k, j);
            arb_set_round(x, L.at(k, j), bits);
            arb_add_error(x, off.x);
            arb_mul_2exp_si(x, x, e);
            arb_add_error(y, (whole(9 * K) * Ball(lost)).x); // as both factors are below 2, off by 2 lost
            if (columns[at(j)].above >= -1000)
                arb_mul_2exp_si(y, y, e + columns[at(j)].above);
            else
                arb_zero(y);
        }
    }
    for (slong c = 0; c < K; ++c) {
        const Ball root = sqrt(whole(size_of(c)));
        arb_set(labels.at(c, c), root.x), arb_set(ones.at(0, c), root.x);
    }
}

Doubles FewColumns::gathered(slong first, slong count) const {
    Doubles out(count, s_.width(0));
    for (slong i = 0, run; i < count; i += run) { // those that stand together
        const long from = order_[at(first + i)];
        for (run = 1; i + run < count && order_[at(first + i + run)] == from + run;) ++run;
        s_.inputs.read(from, run, out.row(i));
    }
    return out;
}

void FewColumns::for_each_range(const std::function<void(slong, slong)>& take) const {
    const slong N = s_.samples();
    for (slong first = 0; first < N; first += at_once) take(first, std::min(at_once, N - first));
}

} // namespace recheck
