// What is asked of single samples, in double. Sample i of class c is x_i = m_c + d_i with a double m_c
// near mu_c, so that little is lost where it is near its class mean; B = [.., A] has
//
//   B e_i = A d_i + o_c,    o_c = column c of B/sqrt(N_c) + A (m_c - mu_c)
//
// of which A and o_c are rounded to doubles, and so is d_i: each number is off by at most
// (gamma_n + 4 u) |a| |d_i|, a its row of A, what a lacks, and 2 u |o_c| with what o_c lacks.
#include "recheck.hpp"

#include <cstring>
#include <utility>

namespace recheck {
namespace {

constexpr double upwards = 1 + 0x1p-20; // more than sums of up to 2^30 sizes are off
constexpr double tiny = 0x1p-500;       // more than what underflows

// Eight sums side by side, and one of the rest: off by gamma of this.
constexpr slong lanes = 8;
slong summed(slong n) { return n / lanes + 2 * lanes + 1; }
template <class Term>
double sum_of(slong n, const Term& term) {
    double part[lanes] = {}, sum = 0;
    slong k = 0;
    for (; k + lanes <= n; k += lanes)
        for (slong l = 0; l < lanes; ++l) part[l] += term(k + l);
    for (; k < n; ++k) sum += term(k);
    for (const double one : part) sum += one;
    return sum;
}
double size_of(const double* x, slong n) { // at most
    return std::sqrt(sum_of(n, [&](slong k) { return x[k] * x[k]; })) * upwards + tiny;
}

Ball within(double middle, double radius) {
    Ball out = middle;
    arb_add_error(out.x, Ball(radius * upwards).x);
    return out;
}
double middle(arb_srcptr x) { return arf_get_d(arb_midref(x), ARF_RND_NEAR); }
double rounding(arb_srcptr x) { // how far x can be from this
    const double lost = arf_bits(arb_midref(x)) > 53 ? roundoff * std::abs(middle(x)) : 0;
    return arb_is_exact(x) && lost == 0 ? 0 : (mag_get_d(arb_radref(x)) + lost) * upwards + tiny;
}

using Eight = double __attribute__((vector_size(64)));
using EightWords = std::uint64_t __attribute__((vector_size(64)));

// e^t in place of t <= 0, of -708 in place of what is below, off by at most 8 u of itself: t = k log 2
// + r is off by u/2, |r| < 0.35; the series up to r^13 leaves out u/20, and Horner's rule loses 3 u.
inline void exponentiate(Eight& t) {
    constexpr double magic = 0x1.8p52, high = 0x1.62e42feep-1, low = 0x1.a39ef35793c76p-33;
    // clang-format off
    constexpr double factors[]{1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320,
                               1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1};
    // clang-format on
    const Eight least = Eight{} - 708;
    t = t < least ? least : t;
    const Eight shifted = t * 0x1.71547652b82fep0 + magic, k = shifted - magic;
    const Eight r = (t - k * high) - k * low;
    Eight sum = r * (1.0 / 6227020800) + factors[0];
#pragma GCC unroll 13
    for (std::size_t i = 1; i < std::size(factors); ++i) sum = sum * r + factors[i];
    t = (Eight)((EightWords)sum + ((EightWords)shifted << 52));
}

} // namespace

struct FewColumns::Image {
    Doubles A, offset;               // of class c in row c
    double slope = 0, slopes = 0;    // errors for |d_i| = 1: of a number, of all together
    std::vector<double> base, bases; // and of each class for d_i = 0
    double largest = 0;              // of A's rows and of offset's numbers
    bool is_identity;

    Image(const FewColumns& few, const Balls& B)
        : A(B.rows(), B.cols() - few.s_.classes()), offset(few.s_.classes(), B.rows()),
          base(at(offset.rows)), bases(base) {
        const slong K = offset.rows;
        Balls a(A.rows, A.cols);
        for (slong j = 0; j < A.rows; ++j) {
            double off = 0;
            for (slong k = 0; k < A.cols; ++k) {
                arb_set(a.at(j, k), B.at(j, K + k));
                A(j, k) = middle(a.at(j, k));
                const double lost = rounding(a.at(j, k));
                off += lost * lost;
            }
            const double size = size_of(A.row(j), A.cols);
            const slong n = std::max(summands(A.cols), summed(A.cols));
            const double error = std::sqrt(off) + (gamma_of(n) + 4 * roundoff) * size;
            largest = std::max(largest, size);
            slope = std::max(slope, error * upwards);
            slopes += error * error;
        }
        slopes = std::sqrt(slopes) * upwards;
        Balls identity(A.rows, A.cols);
        arb_mat_one(identity.m);
        is_identity = A.rows == A.cols && arb_mat_equal(a.m, identity.m);
        const Balls less = a * few.beside_;
        for (slong c = 0; c < K; ++c) {
            const Ball root = sqrt(whole(few.s_.class_counts[at(c)]));
            for (slong j = 0; j < A.rows; ++j) {
                const Ball o = Ball(B.at(j, c)) / root - Ball(less.at(j, c));
                offset(c, j) = middle(o.x);
                const double error = rounding(o.x) + 2 * roundoff * std::abs(offset(c, j)) + tiny;
                largest = std::max(largest, std::abs(offset(c, j)));
                base[at(c)] = std::max(base[at(c)], error * upwards);
                bases[at(c)] += error * error;
            }
            bases[at(c)] = std::sqrt(bases[at(c)]) * upwards;
            need_ordinary(bases[at(c)]);
        }
        need_ordinary(largest), need_ordinary(slopes);
    }
    static void need_ordinary(double v) {
        need(v < 0x1p200, unproved, "numbers of single samples are out of a double's reach");
    }
};

// e^(z - least) of numbers up to `least`, each off by at most 8 u of itself, 2^-1020 and what the
// difference z - least loses; their sum is off by gamma of `summed` more. As sum_j p_j t_j <= log n for
// p_j = e^-t_j/sum, and a difference t_j is off by u t_j, that makes log(n) u of the sum.
double exponentials(const double* z, slong n, double largest, double* to) {
    Eight sums{};
    double sum = 0;
    for (slong k = 0; k < n; k += lanes) {
        const std::size_t bytes = sizeof(double) * at(std::min(lanes, n - k));
        Eight e = Eight{} - HUGE_VAL;
        std::memcpy(&e, z + k, bytes);
        e -= largest;
        exponentiate(e);
        std::memcpy(to + k, &e, bytes);
        if (k + lanes <= n)
            sums += e;
        else
            for (; k < n; ++k) sum += to[k];
    }
    for (slong l = 0; l < lanes; ++l) sum += sums[l];
    return sum;
}
double exponentials_error(slong n) { // of the sum, relative; and of a number but for its difference
    return (gamma_of(summed(n) + 9) + roundoff * std::log(n)) * upwards;
}

FewColumns::Block FewColumns::block(slong first, slong count) const {
    Block out{{&order_[at(first)], at(count)}, gathered(first, count), {0, 0}, {}, {}, {}};
    for (slong i = 0; i < count; ++i) {
        double* x = out.within.row(i);
        const double* m = means_.row(s_.labels[at(out.samples[at(i)])]);
        for (slong k = 0; k < out.within.cols; ++k) x[k] -= m[k];
        out.size.push_back(size_of(x, out.within.cols));
        Image::need_ordinary(out.size.back());
    }
    return out;
}

void FewColumns::for_each_block(const Balls& B, const std::function<void(Block&)>& take) const {
    const Image image(*this, B);
    for_each_range([&](slong first, slong count) {
        Block b = block(first, count);
        b.values = image.is_identity ? b.within : times_transpose(b.within, image.A);
        for (slong i = 0; i < count; ++i) {
            const slong c = s_.labels[at(b.samples[at(i)])];
            double* value = b.values.row(i);
            const double* offset = image.offset.row(c);
            for (slong j = 0; j < b.values.cols; ++j) value[j] += offset[j];
            b.radius.push_back(image.slope * b.size[at(i)] + image.base[at(c)]);
            b.radii.push_back(image.slopes * b.size[at(i)] + image.bases[at(c)]);
        }
        take(b);
    });
}

std::vector<Ball> FewColumns::squares(const Balls& B) const {
    std::vector<Ball> out(order_.size());
    for_each_block(B, [&](const Block& b) {
        for (slong i = 0; i < b.values.rows; ++i) {
            const slong n = b.values.cols;
            const double* x = b.values.row(i);
            const double size = std::sqrt(sum_of(n, [&](slong k) { return x[k] * x[k]; }));
            const double error = gamma_of(summed(n) + 2) * size + tiny + b.radii[at(i)];
            out[at(b.samples[at(i)])] = square(within(size, error));
        }
    });
    return out;
}

std::vector<Ball> FewColumns::products(const Balls& B, const Balls& rows) const {
    std::vector<Ball> out(order_.size());
    const Image image(*this, rows * B);
    for_each_range([&](slong first, slong count) {
        const Block b = block(first, count);
        for (slong i = 0; i < count; ++i) {
            const slong c = s_.labels[at(b.samples[at(i)])];
            const double *x = b.within.row(i), *a = image.A.row(c);
            const double along = sum_of(b.within.cols, [&](slong k) { return x[k] * a[k]; });
            out[at(b.samples[at(i)])] =
                within(along + image.offset(c, c), image.slope * b.size[at(i)] + image.base[at(c)]);
        }
    });
    return out;
}

void FewColumns::for_each_odds(const Balls& B,
                               const std::function<void(long, const Odds&)>& take) const {
    const slong K = s_.classes();
    std::vector<double> e(at(K));
    for_each_block(B, [&](Block& b) {
        for (slong i = 0; i < b.values.rows; ++i) {
            const long sample = b.samples[at(i)];
            double* z = b.values.row(i);
            const double own = std::exchange(z[s_.labels[at(sample)]], -HUGE_VAL);
            const double largest = *std::max_element(z, z + K), shift = own - largest;
            const double sum = exponentials(z, K, largest, e.data());
            const double off = 2 * b.radius[at(i)] + roundoff * std::abs(shift);
            need(off < 0x1p-10, unproved, "logits are out of a double's reach");
            const double relative = (off + exponentials_error(K)) * (1 + 0x1p-8);
            take(sample, {within(shift, off), shift, within(sum, sum * relative)});
        }
    });
}

FewColumns::Steps FewColumns::steps(Balls B, const Balls& distances) const {
    const slong K = s_.classes(), run = 32; // so many squares are added up at once
    Steps out{std::vector<Ball>(order_.size()), Balls(K, K)};
    for (slong j = 0; j < K; ++j)
        for (slong c = 0; c < K; ++c) arb_zero(B.at(j, c));
    Doubles factor(K, K), sums(K, K);
    std::vector<double> largest(at(K)), off(at(K)), lost2(at(K)), some(at(K)), share(at(K));
    for (slong c = 0; c < K; ++c)
        for (slong j = 0; j < K; ++j) {
            if (j == c) continue;
            const Ball twice = Ball(2) / Ball(distances.at(c, j));
            need(arb_is_finite(twice.x), unproved, "class means may coincide");
            factor(c, j) = middle(twice.x);
            largest[at(c)] = std::max(largest[at(c)], factor(c, j));
            off[at(c)] = std::max(off[at(c)], rounding(twice.x) / factor(c, j) * upwards);
            need(off[at(c)] < 0x1p-20, unproved, "class means are hardly apart");
        }
    slong added = 0;
    const auto add_up = [&](slong c) {
        for (slong j = 0; j < K; ++j) sums(c, j) += std::exchange(some[at(j)], 0);
        added = 0;
    };
    for_each_block(B, [&](Block& b) {
        const slong n = b.values.rows;
        const auto label = [&](slong i) { return s_.labels[at(b.samples[at(i)])]; };
        for (slong i = 0; i < n; ++i) {
            const slong c = label(i);
            const double *t = b.values.row(i), *f = factor.row(c), own = t[c];
            for (slong j = 0; j < K; ++j) {
                const double ahead = t[j] - own;
                some[at(j)] += ahead * ahead;
                share[at(j)] = ahead * f[j];
            }
            share[at(c)] = -HUGE_VAL;
            const double r = b.radius[at(i)], near = *std::max_element(share.begin(), share.end());
            out.nearness[at(b.samples[at(i)])] =
                within(near, 2 * r * largest[at(c)] * upwards +
                                 std::abs(near) * (3 * roundoff + off[at(c)]) + tiny);
            lost2[at(c)] += 4 * r * r;
            if (++added == run || i + 1 == n || label(i + 1) != c) add_up(c);
        }
    });
    for (slong c = 0; c < K; ++c) {
        const slong N_c = s_.class_counts[at(c)];
        for (slong j = 0; j < K; ++j) {
            const double root = std::sqrt(sums(c, j));
            const double error = gamma_of(run + N_c / run + N_c / at_once + 8) * root +
                                 std::sqrt(lost2[at(c)]) + tiny;
            arb_set(out.squares.at(c, j), square(within(root, error)).x);
        }
    }
    return out;
}

// delta_i = softmax less target; of the own class as the sum of all others', so that little is lost
// where that is small. With o the others' share each number is off by at most o (e^{2 r} - 1 + u (log K
// + log 1/o) + errors of exponentials and sums), r the radius of logits: p_j t_j sums to that.
Balls FewColumns::cross_entropy_gradient(const Balls& B) const {
    const slong K = s_.classes(), p = s_.width(0);
    const double smoothing = s_.label_smoothing, share = smoothing / static_cast<double>(K);
    Balls sums(K, K), apart(K, p);
    std::vector<double> e(at(K)), lost(at(K)), sizes(at(K)), row2(at(K)), column2(at(p));
    double lost2 = 0;
    for_each_block(B, [&](Block& b) {
        const slong n = b.values.rows;
        Doubles delta(K, n), d(p, n);
        for (slong i = 0; i < n; ++i) {
            const slong c = s_.labels[at(b.samples[at(i)])];
            double* z = b.values.row(i);
            const double largest = *std::max_element(z, z + K), r = b.radius[at(i)];
            double own = std::exchange(z[c], -HUGE_VAL);
            exponentials(&own, 1, largest, &own);
            const double others = exponentials(z, K, largest, e.data()), all = others + own;
            const double o = others / all;
            need(r < 0.1, unproved, "logits are out of a double's reach");
            const double logs = std::log(K) + std::max(0.0, -std::log(o)) + 1;
            const double off =
                o * (2 * r * (1 + 2 * r) + 2 * exponentials_error(K) + 8 * roundoff * logs) +
                4 * roundoff * smoothing + tiny;
            for (slong j = 0; j < K; ++j) {
                const double here = j == c ? (smoothing - share) - o : e[at(j)] / all - share;
                delta(j, i) = here;
                row2[at(j)] += here * here;
            }
            for (slong k = 0; k < p; ++k) {
                d(k, i) = b.within(i, k);
                column2[at(k)] += d(k, i) * d(k, i);
            }
            lost[at(c)] += off;
            sizes[at(c)] += o + smoothing;
            lost2 += off * off;
        }
        for (slong first = 0, run; first < n; first += run) { // of the same class
            const slong c = s_.labels[at(b.samples[at(first)])];
            for (run = 1; first + run < n && s_.labels[at(b.samples[at(first + run)])] == c;) ++run;
            for (slong j = 0; j < K; ++j) {
                const double* x = delta.row(j) + first;
                const Ball sum = sum_of(run, [&](slong i) { return x[i]; });
                arb_add(sums.at(j, c), sums.at(j, c), sum.x, bits);
            }
        }
        const Doubles product = times_transpose(delta, d);
        for (slong j = 0; j < K; ++j)
            for (slong k = 0; k < p; ++k)
                arb_add(apart.at(j, k), apart.at(j, k), Ball(product(j, k)).x, bits);
    });
    const double summing = gamma_of(summands(at_once) + 2), running = gamma_of(summed(at_once));
    for (slong j = 0; j < K; ++j) {
        for (slong c = 0; c < K; ++c)
            arb_add_error(sums.at(j, c),
                          Ball((lost[at(c)] + running * sizes[at(c)]) * upwards + tiny).x);
        for (slong k = 0; k < p; ++k) {
            const double off = summing * std::sqrt(row2[at(j)]) + std::sqrt(lost2);
            arb_add_error(apart.at(j, k), Ball(off * std::sqrt(column2[at(k)]) * upwards + tiny).x);
        }
    }
    apart = apart - sums * beside_.transpose();
    Balls out(K, K + p);
    for (slong j = 0; j < K; ++j) {
        for (slong c = 0; c < K; ++c)
            arb_div(out.at(j, c), sums.at(j, c), sqrt(whole(s_.class_counts[at(c)])).x, bits);
        for (slong k = 0; k < p; ++k) arb_set(out.at(j, K + k), apart.at(j, k));
    }
    return out;
}

} // namespace recheck
