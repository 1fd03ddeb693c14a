/// A smooth activation at doubles, enclosed without a call to MPFR each: by a Taylor polynomial
/// about the middle of one of many equal cells.
///
/// Cells are w = 2^-k wide, so that sigma's argument t (b x or x/s) moves by at most 2^-6 from a
/// cell's middle c, a multiple of w: r = x - c is exact, as c is 0 or x/2 <= c <= 2x (Sterbenz). Of
///
///   sigma(c + r) = a_0 + a_1 r + ... + a_9 r^9 + rest,  |rest| <= max |sigma^(10)|/10! |r|^10,
///
/// the coefficients come from intervals at c, the rest's from the same recurrences on the whole
/// cell. a_0 and a_1 are pairs of doubles. With h = w/2 >= |r|, P = sum_{k>=2} |a_k| h^{k-1},
/// S = |a_0| + |a_1 r| and unit roundoff u
///   a_2 r^2 + ... by Horner, times fl(r r)    off by at most gamma_16 P |r|
///   a_1 r = high + low by fma; sums by TwoSum exact
///   the low parts' sum, of size at most P |r| + 6 u S, four additions and a product
///                                              off by at most 5 u (P |r| + 6 u S) (1 + 5 u)
/// in any order, contracted to fused operations or not. What the coefficients are off by counts
/// times |r|^k. Together that is at most e_0 + e_1 |r| with e_0 = 0 where c = a_0 = 0, so that the
/// smallest values are as sharp as all others. Where sigma is a line but for less than 2^-60, one
/// cell without an end follows it: what is left falls with |x|, so it is at most that at its start.
///
/// All of it for ordinary numbers, 2^-500 <= |x| <= 2^400 and 2^-20 <= b, s <= 2^20, of which
/// nothing overflows and what underflows is below 2^-500 |r|. Others are left to MPFR.
/// Source: Moore, Interval Analysis (1966), chapter 11 (Taylor coefficients by recurrences); Dekker,
/// A floating-point technique for extending the available precision (Numer. Math. 18, 1971).
#pragma once

#include "enclosure/interval.hpp"
#include "network/activation.hpp"

#include <array>
#include <vector>

namespace ncv {

/// sigma = value + rest + e, |e| <= error; |rest| <= u |value|.
struct EnclosedValue {
    double value, rest, error;
};

/// Rounding to nearest is what the caller must have set.
class SmoothActivation {
  public:
    /// a: softplus_leaky_relu, gaussian_leaky_relu or tanh.
    explicit SmoothActivation(const Activation& a);

    /// sigma(x). Cells are filled when they are first needed.
    EnclosedValue at(double x);

  private:
    static constexpr int order = 10; ///< of the rest

    struct Cell {
        double centre = 0, by_constant = -1, by_slope = 0; ///< error <= by_constant + by_slope |r|
        std::array<double, order> a{};
        std::array<double, 2> low{}; ///< of a[0] and a[1]
    };

    EnclosedValue by_mpfr(double x) const;
    /// Coefficients 0 .. order of sigma about every point of x.
    std::vector<Interval> series(const Interval& x) const;
    Cell cell_about(double centre) const;
    Cell line_from(double start) const;
    Cell with_errors(double centre, const std::vector<Interval>& a, const Interval& h,
                     const Interval& constant, const Interval& slope) const;

    Activation activation_;
    bool ordinary_;
    double width_, per_width_, last_; ///< cells about -last_ w .. last_ w
    std::vector<Cell> cells_;
    Cell left_, right_;
};

} // namespace ncv
