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

// Column k is 2^exponent[k] times numbers below 1, which as multiples of 2^{1 - 22 slices} are off by
// at most `lost`.
struct Scaling {
    std::vector<int> exponent;
    std::vector<bool> is_zero; // all of a column's numbers
    slong slices = 1;
    double lost = 0;

    explicit Scaling(const Rows& inputs) : exponent(at(inputs.shape[1]), none) {
        std::vector<int> unit(exponent.size(), -none); // its numbers are multiples of 2^this
        for (long first = 0; first < inputs.shape[0]; first += at_once) {
            Doubles block(std::min(at_once, inputs.shape[0] - first), inputs.shape[1]);
            inputs.read(first, block.rows, block.row(0));
            for (slong i = 0; i < block.rows; ++i)
                for (std::size_t k = 0; k < unit.size(); ++k)
                    take(block.row(i)[k], exponent[k], unit[k]);
        }
        int digits = 1;
        for (std::size_t k = 0; k < unit.size(); ++k) {
            is_zero.push_back(exponent[k] == none);
            if (is_zero[k]) exponent[k] = unit[k] = 0;
            need(std::abs(exponent[k]) < 900, unproved, "features are out of a double's reach");
            digits = std::max(digits, exponent[k] - unit[k] + 1);
        }
        const int used = std::min(most_slices, (digits + 21) / 22);
        if (digits > 22 * used) lost = std::ldexp(1, -22 * used);
        slices = used;
    }

  private:
    static constexpr int none = -2000, most_slices = 4;
    static void take(double v, int& exponent, int& unit) {
        if (v == 0) return;
        const auto all = std::bit_cast<std::uint64_t>(v);
        const int e = std::max(1, static_cast<int>(all >> 52 & 2047));
        const std::uint64_t fraction = all & ((1ULL << 52) - 1);
        exponent = std::max(exponent, e - 1022);
        unit = std::min(unit, e - 1075 + (fraction ? std::countr_zero(fraction) : 52));
    }
};

constexpr slong many = 320; // bits for differences of sums, of which square roots are taken

void forget_radius(arb_ptr x) { mag_zero(arb_radref(x)); }

// L with L L^T near S, by Cholesky without any bound; what rounding leaves of a pivot ends its column.
Balls near_factor(const Balls& S) {
    Balls L(S.rows(), S.rows());
    for (slong i = 0; i < S.rows(); ++i)
        for (slong j = 0; j <= i; ++j) {
            arb_ptr x = L.at(i, j);
            arb_dot(x, S.at(i, j), 1, L.at(i, 0), 1, L.at(j, 0), 1, j, bits);
            forget_radius(x);
            Ball least = S.at(i, i);
            arb_mul_2exp_si(least.x, least.x, -bits * 3 / 4);
            if (i > j)
                arb_is_zero(L.at(j, j)) ? arb_zero(x) : arb_div(x, x, L.at(j, j), bits);
            else
                arb_gt(x, least.x) ? arb_sqrt(x, x, bits) : arb_zero(x);
            forget_radius(x);
        }
    return L;
}

// ||A||^{1/2}, at most.
Ball root_of_norm(const Balls& A) {
    Ball out;
    mag_t norm;
    mag_init(norm);
    arb_mat_bound_frobenius_norm(norm, A.m);
    arf_set_mag(arb_midref(out.x), norm);
    mag_clear(norm);
    return sqrt(out);
}

} // namespace

bool are_worth_few_columns(const Snapshot& s) {
    const long N = s.samples(), p = s.width(0);
    return s.nonlinear == 0 && N >= 4 * (s.classes() + p) && N * p >= 1 << 18;
}

struct FewColumns::Sums { // of scaled inputs
    Balls means, S;       // p x K, p x p
    Balls balanced;       // sum over classes of S_c/N_c
};

// Classes of the same size, which stand together in `order_`, have their S_c added up by one product.
FewColumns::Sums FewColumns::sums(const std::vector<int>& exponent, slong slices) const {
    const slong p = s_.width(0), N = s_.samples();
    const auto class_at = [&](slong place) { return s_.labels[at(order_[at(place)])]; };
    const auto size_at = [&](slong place) { return s_.class_counts[at(class_at(place))]; };
    Sums out{Balls(p, s_.classes()), Balls(p, p), Balls(p, p)};
    ExactSums exact(p, slices);
    for (slong first = 0, size; first < N;) {
        std::vector<long> classes;
        for (size = size_at(first); first < N && size_at(first) == size; first += size) {
            classes.push_back(class_at(first));
            for (slong done = 0; done < size; done += at_once) {
                Doubles block = gathered(first + done, std::min(at_once, size - done));
                for (slong k = 0; k < p; ++k) {
                    const double scale = std::ldexp(1, -exponent[at(k)]);
                    for (slong i = 0; i < block.rows; ++i) block(i, k) *= scale;
                }
                exact.add(block);
            }
            const Balls sum = exact.sum_taken();
            for (slong k = 0; k < p; ++k)
                arb_div_si(out.means.at(k, classes.back()), sum.at(k, 0), size, bits);
        }
        Balls products = exact.products_taken(), means(p, std::ssize(classes));
        for (slong k = 0; k < p; ++k)
            for (slong c = 0; c < means.cols(); ++c)
                arb_set(means.at(k, c), out.means.at(k, classes[at(c)]));
        const Balls totals = whole(size) * means;
        for (slong i = 0; i < p; ++i)
            for (slong j = 0; j <= i; ++j) {
                arb_ptr x = products.at(i, j);
                arb_dot(x, x, 1, totals.at(i, 0), 1, means.at(j, 0), 1, means.cols(), bits);
                arb_add(out.S.at(i, j), out.S.at(i, j), x, bits);
                arb_div_si(x, x, size, bits);
                arb_add(out.balanced.at(i, j), out.balanced.at(i, j), x, bits);
                arb_set(out.S.at(j, i), out.S.at(i, j));
                arb_set(out.balanced.at(j, i), out.balanced.at(i, j));
            }
    }
    return out;
}

FewColumns::FewColumns(const Snapshot& s)
    : s_(s), order_(at(s.samples())), means_(s.classes(), s.width(0)) {
    const slong K = s.classes(), p = s.width(0), working = bits;
    std::iota(order_.begin(), order_.end(), 0);
    std::ranges::stable_sort(order_, {}, [&](long i) {
        const long c = s.labels[at(i)];
        return std::pair(s.class_counts[at(c)], c);
    });

    const Scaling scaling(s.inputs);
    const Ball lost = scaling.lost, all_lost = sqrt(whole(s.samples()) * whole(p)) * lost;
    Sums sum;
    Balls R;
    Ball off; // how far each number of R can be from L's
    {
        const Precision more(many);
        sum = sums(scaling.exponent, scaling.slices);
        R = near_factor(sum.S);
        off = root_of_norm(sum.S - R * R.transpose()) + sqrt(Ball(2)) * all_lost;
    }
    // Scaled back. Numbers less their means are below 2, off by 2 lost, and so are their products by 9
    // lost; a column of zeros is known to be one.
    const auto scale_back = [&](arb_ptr x, const Ball& error, slong e) {
        arb_set_round(x, x, working);
        arb_add_error(x, error.x);
        arb_mul_2exp_si(x, x, e);
    };
    const Ball off_balanced = whole(9 * K) * lost;
    for (slong k = 0; k < p; ++k) {
        if (scaling.is_zero[at(k)]) continue;
        const int e = scaling.exponent[at(k)];
        for (slong c = 0; c < K; ++c) scale_back(sum.means.at(k, c), lost, e);
        for (slong j = 0; j < p; ++j) {
            scale_back(R.at(k, j), off, e);
            if (!scaling.is_zero[at(j)])
                scale_back(sum.balanced.at(k, j), off_balanced, e + scaling.exponent[at(j)]);
        }
    }

    balanced = std::move(sum.balanced);
    inputs = each = Balls(p, K + p);
    beside_ = Balls(p, K);
    for (slong c = 0; c < K; ++c) {
        const Ball root = sqrt(whole(s.class_counts[at(c)]));
        for (slong k = 0; k < p; ++k) {
            arb_srcptr mean = sum.means.at(k, c);
            means_(c, k) = arf_get_d(arb_midref(mean), ARF_RND_NEAR);
            arb_sub(beside_.at(k, c), mean, Ball(means_(c, k)).x, bits);
            arb_mul(inputs.at(k, c), mean, root.x, bits);
            arb_set(each.at(k, c), inputs.at(k, c));
        }
    }
    for (slong k = 0; k < p; ++k) {
        arb_one(each.at(k, K + k));
        for (slong j = 0; j < p; ++j) arb_set(inputs.at(k, K + j), R.at(k, j));
    }
}

Balls FewColumns::labels() const {
    Balls out(s_.classes(), inputs.cols());
    for (slong c = 0; c < out.rows(); ++c)
        arb_set(out.at(c, c), sqrt(whole(s_.class_counts[at(c)])).x);
    return out;
}

Balls FewColumns::ones() const {
    Balls out(1, inputs.cols());
    for (slong c = 0; c < s_.classes(); ++c)
        arb_set(out.at(0, c), sqrt(whole(s_.class_counts[at(c)])).x);
    return out;
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
