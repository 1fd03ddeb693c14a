/// The floating-point environment that the fast tier's error bounds are proved for: rounding to
/// nearest, gradual underflow. Whatever the caller has set (directed rounding, flushing to zero)
/// returns at the end of the scope.
#pragma once

#include <cfenv>

namespace ncv {

class StandardFloatingPoint {
  public:
    StandardFloatingPoint() {
        std::fegetenv(&callers_);
        std::fesetenv(FE_DFL_ENV);
    }
    ~StandardFloatingPoint() { std::fesetenv(&callers_); }
    StandardFloatingPoint(const StandardFloatingPoint&) = delete;
    StandardFloatingPoint& operator=(const StandardFloatingPoint&) = delete;

  private:
    std::fenv_t callers_;
};

} // namespace ncv
