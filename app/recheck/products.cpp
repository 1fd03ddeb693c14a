// Products of large matrices by floating-point ones: those of doubles with the error of any order
// of summation, those of balls from exact ones of integers (Ozaki, Ogita, Oishi & Rump, Numer.
// Algorithms 59, 2012).
#include "recheck.hpp"

#include <cstdint>
#include <cstring>
#include <utility>

namespace recheck {
namespace {

// A tile of sums, sum[i][j] += sum_k a[k][i] b[k][j], for each instruction set as many of its rows at
// once as there are registers.
constexpr slong tall = 12, wide = 8, deep = 256;
using Eight = double __attribute__((vector_size(64)));

template <slong rows>
[[gnu::always_inline]] inline void add_to_tile(slong depth, const double* a, const double* b,
                                               double* sum) {
    for (slong top = 0; top < tall; top += rows, a += rows, sum += rows * wide) {
        Eight s[rows];
        std::memcpy(s, sum, sizeof s);
        for (slong k = 0; k < depth; ++k) {
            Eight row;
            std::memcpy(&row, b + k * wide, sizeof row);
#pragma GCC unroll 12
            for (slong i = 0; i < rows; ++i) s[i] += a[k * tall + i] * row;
        }
        std::memcpy(sum, s, sizeof s);
    }
}
void add_plainly(slong depth, const double* a, const double* b, double* sum) {
    add_to_tile<3>(depth, a, b, sum);
}
#ifdef __x86_64__
[[gnu::target("avx2,fma")]] void add_by_avx2(slong depth, const double* a, const double* b,
                                             double* sum) {
    add_to_tile<6>(depth, a, b, sum);
}
[[gnu::target("avx512f")]] void add_by_avx512(slong depth, const double* a, const double* b,
                                              double* sum) {
    add_to_tile<12>(depth, a, b, sum);
}
const auto add_products = __builtin_cpu_supports("avx512f") ? add_by_avx512
                          : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
                              ? add_by_avx2
                              : add_plainly;
#else
const auto add_products = add_plainly;
#endif

// Rows in panels of `height`, of each panel all first numbers, then all second ones; 0 where there
// is no row.
class Panels {
  public:
    Panels(slong rows, slong depth, slong height)
        : depth_(depth), height_(height), count((rows + height - 1) / height),
          values_(recheck::at(count * height * depth)) {}
    double& at(slong i, slong k) {
        return values_[recheck::at((i / height_ * depth_ + k) * height_ + i % height_)];
    }
    const double* from(slong panel, slong k) const {
        return &values_[recheck::at((panel * depth_ + k) * height_)];
    }

  private:
    slong depth_, height_;

  public:
    slong count;

  private:
    std::vector<double> values_;
};

__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UnsignedWide;

// Numbers of balls are cut into `slices` integers of 22 bits, relative to the largest of their row.
// Of two such no sum of 5 256 products reaches 2^53, so that none is rounded.
constexpr slong slices = 5, digits = 22, fraction = slices * digits - 1;

// The rows of a matrix, or its columns: number k of row i is the sum of slice[p](i, k)
// 2^{exponent[i] - 21 - 22 p}, p = 0 .. 4, but for at most radius[i].
struct Sliced {
    std::vector<Panels> slice;
    std::vector<slong> exponent;
    std::vector<double> size, radius; // the sum of a row's sizes, its largest radius; upper bounds
    slong used = 0;                   // slices that are not 0
    bool ordinary = true;             // nothing over- or underflows

    Sliced(const Balls& A, bool columns, slong height) {
        const slong rows = columns ? A.cols() : A.rows(), depth = columns ? A.rows() : A.cols();
        for (slong p = 0; p < slices; ++p) slice.emplace_back(rows, depth, height);
        fmpz_t integer;
        fmpz_init(integer);
        for (slong i = 0; i < rows && ordinary; ++i) {
            const auto entry = [&](slong k) { return columns ? A.at(k, i) : A.at(i, k); };
            slong e = 0;
            bool any = false;
            for (slong k = 0; k < depth; ++k) {
                if (arf_is_zero(arb_midref(entry(k)))) continue;
                const slong bound = arf_abs_bound_lt_2exp_si(arb_midref(entry(k)));
                e = any ? std::max(e, bound) : bound;
                any = true;
            }
            ordinary = -400 < e && e < 400;
            double sum = 0, off = 0;
            for (slong k = 0; k < depth && ordinary; ++k) {
                double error = mag_get_d(arb_radref(entry(k)));
                ordinary = error < 0x1p400;
                if (!mag_is_zero(arb_radref(entry(k)))) error = std::max(error, 0x1p-500);
                if (arf_get_fmpz_fixed_si(integer, arb_midref(entry(k)), e - fraction))
                    error += std::ldexp(1, static_cast<int>(e - fraction));
                off = std::max(off, error);
                sum += cut(integer, i, k);
            }
            exponent.push_back(e);
            size.push_back(std::ldexp(sum, static_cast<int>(e - fraction)));
            radius.push_back(off);
        }
        fmpz_clear(integer);
    }

  private:
    // Into digits from -2^21 to 2^21, the first one from -2^21 - 1 to 2^21 + 1; the size.
    double cut(const fmpz_t integer, slong i, slong k) {
        ulong high = 0, low = 0;
        fmpz_get_signed_uiui(&high, &low, integer);
        Wide v = static_cast<Wide>((static_cast<UnsignedWide>(high) << 64) | low);
        const double all = std::abs(static_cast<double>(v));
        constexpr Wide half = Wide(1) << (digits - 1);
        for (slong p = slices; p-- > 0 && v != 0;) {
            const Wide above = p == 0 ? 0 : (v + half) >> digits;
            const auto digit = static_cast<double>(v - above * 2 * half);
            v = above;
            slice[recheck::at(p)].at(i, k) = digit;
            if (digit != 0) used = std::max(used, p + 1);
        }
        return all;
    }
};

} // namespace

// Sums of 16 products each, and of these.
constexpr slong few_products = 16;
slong summands(slong inner) {
    return std::min(inner, few_products + (inner + few_products - 1) / few_products) + 1;
}

Doubles times_transpose(const Doubles& A, const Doubles& B) {
    const slong depth = A.cols;
    Panels a(A.rows, depth, tall), b(B.rows, depth, wide);
    for (slong i = 0; i < A.rows; ++i)
        for (slong k = 0; k < depth; ++k) a.at(i, k) = A(i, k);
    for (slong j = 0; j < B.rows; ++j)
        for (slong k = 0; k < depth; ++k) b.at(j, k) = B(j, k);
    Doubles out(A.rows, B.rows);
    for (slong q = 0; q < b.count; ++q)
        for (slong p = 0; p < a.count; ++p) {
            double sum[tall * wide] = {};
            for (slong k = 0; k < depth; k += few_products) {
                double part[tall * wide] = {};
                add_products(std::min(few_products, depth - k), a.from(p, k), b.from(q, k), part);
                for (slong i = 0; i < tall * wide; ++i) sum[i] += part[i];
            }
            for (slong i = p * tall; i < std::min((p + 1) * tall, A.rows); ++i)
                for (slong j = q * wide; j < std::min((q + 1) * wide, B.rows); ++j)
                    out(i, j) = sum[(i - p * tall) * wide + j - q * wide];
        }
    return out;
}

ExactSums::ExactSums(slong size, slong slices)
    : size_(size), slices_(slices), sum_(recheck::at(slices), Doubles(1, size)),
      products_(recheck::at(2 * slices - 1)), settled_(size, size) {
    const slong tiles = ((size + tall - 1) / tall) * ((size + wide - 1) / wide);
    for (auto& sums : products_) sums.resize(recheck::at(tiles * tall * wide));
}

// A digit of a number below 1 is at most 2^21 in size, so 4 256 products of two stay below 2^53; of
// 2^18 vectors the sums fit 64 bits.
void ExactSums::add(const Doubles& vectors) {
    constexpr double to_whole = 0x1.8p52; // added and taken off again
    std::vector<Panels> a, b;
    for (slong t = 0; t < slices_; ++t) {
        a.emplace_back(size_, deep, tall);
        b.emplace_back(size_, deep, wide);
    }
    for (slong first = 0; first < vectors.rows; first += deep) {
        const slong count = std::min(deep, vectors.rows - first);
        if ((count_ += count) > 1 << 18) {
            settle();
            count_ = count;
        }
        for (slong t = 0; t < slices_; ++t)
            for (slong i = 0; i < size_; ++i)
                for (slong k = 0; k < count; ++k) {
                    // What the slices before have left, in units of this one.
                    double left = vectors(first + k, i) * 0x1p21;
                    for (slong before = 0; before < t; ++before)
                        left = (left - a[recheck::at(before)].at(i, k)) * 0x1p22;
                    const double digit = (left + to_whole) - to_whole;
                    a[recheck::at(t)].at(i, k) = b[recheck::at(t)].at(i, k) = digit;
                    sum_[recheck::at(t)](0, i) += digit;
                }
        std::size_t place = 0;
        for (slong q = 0; q < b[0].count; ++q)
            for (slong p = 0; p < a[0].count; ++p, place += tall * wide) {
                if ((p + 1) * tall <= q * wide) continue; // all above the diagonal
                for (slong order = 0; order < 2 * slices_ - 1; ++order) {
                    double exact[tall * wide] = {};
                    for (slong t = std::max(0L, order - slices_ + 1);
                         t <= std::min(order, slices_ - 1); ++t)
                        add_products(count, a[recheck::at(t)].from(p, 0),
                                     b[recheck::at(order - t)].from(q, 0), exact);
                    std::int64_t* sums = &products_[recheck::at(order)][place];
                    for (slong i = 0; i < tall * wide; ++i)
                        sums[i] += static_cast<std::int64_t>(exact[i]);
                }
            }
    }
}

void ExactSums::settle() {
    fmpz_t all;
    fmpz_init(all);
    Ball sum;
    for (slong i = 0; i < size_; ++i)
        for (slong j = 0; j <= i; ++j) {
            const slong tile = j / wide * ((size_ + tall - 1) / tall) + i / tall;
            const std::size_t place = recheck::at((tile * tall + i % tall) * wide + j % wide);
            fmpz_zero(all);
            for (auto& sums : products_) {
                fmpz_mul_2exp(all, all, digits);
                fmpz_add_si(all, all, sums[place]);
                sums[place] = 0;
            }
            arb_set_fmpz(sum.x, all);
            arb_mul_2exp_si(sum.x, sum.x, -2 * (digits * slices_ - 1));
            arb_add(settled_.at(i, j), settled_.at(i, j), sum.x, ARF_PREC_EXACT);
            arb_set(settled_.at(j, i), settled_.at(i, j));
        }
    fmpz_clear(all);
}

Balls ExactSums::products_taken() {
    settle();
    count_ = 0;
    return std::exchange(settled_, Balls(size_, size_));
}

Balls ExactSums::sum_taken() {
    Balls out(size_, 1);
    Ball part;
    for (slong t = 0; t < slices_; ++t)
        for (slong i = 0; i < size_; ++i) {
            arb_set_d(part.x, std::exchange(sum_[recheck::at(t)](0, i), 0));
            arb_mul_2exp_si(part.x, part.x, 1 - digits * (t + 1));
            arb_add(out.at(i, 0), out.at(i, 0), part.x, ARF_PREC_EXACT);
        }
    return out;
}

// Pairs of slices p + q >= 5 of 0 .. 4 are left out: in units of the last that is kept they are, k
// numbers together, at most k 2^42 (4 2^-22 + 3 2^-44 + 2 2^-66 + 2^-88) < k 2^23.
Balls operator*(const Balls& A, const Balls& B) {
    Balls out(A.rows(), B.cols());
    const slong depth = A.cols();
    const slong count = A.rows() * depth * B.cols();
    const bool large = count > 100'000 && A.rows() > 1 && B.cols() > 1;
    const bool fits = bits <= 128 && depth <= 1 << 17;
    const auto by_arb = [&] { return arb_mat_mul(out.m, A.m, B.m, bits), out; };
    if (!large || !fits) return by_arb();
    const Sliced a(A, false, tall), b(B, true, wide);
    if (!a.ordinary || !b.ordinary) return by_arb();
    const double lost = a.used + b.used > slices + 1 ? std::ldexp(depth, digits + 1) : 0;
    if (lost > 0 && count < 10'000'000) return by_arb(); // few enough for all their digits
    fmpz_t sum, low;
    fmpz_init(sum), fmpz_init(low);
    const auto set = [](fmpz_t to, Wide v) {
        fmpz_set_signed_uiui(to, static_cast<ulong>(v >> 64), static_cast<ulong>(v));
    };
    for (slong q = 0; q < b.slice[0].count; ++q)
        for (slong p = 0; p < a.slice[0].count; ++p) {
            Wide leading[tall * wide] = {}, rest[tall * wide] = {}; // the rest of 2^-44 of it
            for (slong k = 0; k < depth; k += deep)
                for (slong s = 0; s < slices; ++s) {
                    double exact[tall * wide] = {};
                    for (slong t = 0; t <= s; ++t)
                        if (t < a.used && s - t < b.used)
                            add_products(std::min(deep, depth - k), a.slice[at(t)].from(p, k),
                                         b.slice[at(s - t)].from(q, k), exact);
                    Wide* all = s < 2 ? leading : rest;
                    const Wide unit = Wide(1) << (digits * ((s < 2 ? 1 : slices - 1) - s));
                    for (slong i = 0; i < tall * wide; ++i)
                        all[i] += static_cast<std::int64_t>(exact[i]) * unit;
                }
            for (slong i = p * tall; i < std::min((p + 1) * tall, A.rows()); ++i)
                for (slong j = q * wide; j < std::min((q + 1) * wide, B.cols()); ++j) {
                    const auto place = recheck::at((i - p * tall) * wide + j - q * wide);
                    set(sum, leading[place]);
                    set(low, rest[place]);
                    fmpz_mul_2exp(sum, sum, digits * (slices - 2));
                    fmpz_add(sum, sum, low);
                    const slong unit = digits * (slices - 1) + a.exponent[at(i)] +
                                       b.exponent[at(j)] - 2 * fraction;
                    const double r = a.radius[at(i)], t = b.radius[at(j)];
                    const double error = a.size[at(i)] * t + r * b.size[at(j)] +
                                         static_cast<double>(depth) * r * t +
                                         std::ldexp(lost, static_cast<int>(unit));
                    arb_set_round_fmpz(out.at(i, j), sum, bits);
                    arb_mul_2exp_si(out.at(i, j), out.at(i, j), unit);
                    arb_add_error(out.at(i, j), Ball(error * (1 + 0x1p-30)).x);
                }
        }
    fmpz_clear(sum), fmpz_clear(low);
    return out;
}

} // namespace recheck
