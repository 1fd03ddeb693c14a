/// An interval that is kept, one of very many: as its two ends where these came in double, else whole.
#pragma once

#include "enclosure/double_interval.hpp"

#include <concepts>
#include <memory>

namespace ncv {

class KeptInterval {
  public:
    KeptInterval()
        : KeptInterval(DoubleInterval(-DoubleInterval::no_end, DoubleInterval::no_end)) {}
    KeptInterval(const DoubleInterval& ends) : ends_(ends) {}
    KeptInterval(const Interval& whole) : whole_(std::make_shared<const Interval>(whole)) {}
    operator Interval() const { return whole_ ? *whole_ : Interval(ends_); }
    bool is_in_double() const { return !whole_; }
    const DoubleInterval& ends() const { return ends_; } ///< where it is

  private:
    DoubleInterval ends_;
    std::shared_ptr<const Interval> whole_;
};

/// What numbers of an arithmetic are kept as.
template <class Real>
struct KeptAs {
    using type = Real;
};
template <>
struct KeptAs<Interval> {
    using type = KeptInterval;
};
template <class Real>
using Kept = typename KeptAs<Real>::type;

/// f of what was kept, in double where all of it is. f takes numbers of any arithmetic.
template <class F, class... Real>
auto in_own_digits(const F& f, const Real&... numbers) {
    return f(numbers...);
}
template <class F, std::same_as<KeptInterval>... Numbers>
auto in_own_digits(const F& f, const Numbers&... numbers) {
    if ((numbers.is_in_double() && ...)) return f(numbers.ends()...);
    return f(Interval(numbers)...);
}

} // namespace ncv
