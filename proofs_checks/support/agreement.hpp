/// Whether a quantity as the library finds it, in any of its arithmetics, is that of the plain
/// reference, and how often it was known sharply enough to say something.
#pragma once

#include "network/multiprecision.hpp"
#include "support/quantities_of.hpp"

#include "claims/outcome.hpp"
#include "enclosure/interval.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ncv::proofs {

/// Singular values come from Gram matrices, so half of these digits are left: more than any
/// arithmetic of the library has.
using Reference = Multiprecision<300>;

inline Reference squared(const Reference& x) { return x * x; }

struct Bounds {
    Reference lower, upper;
    bool measured, finite;
};

template <class S>
Bounds bounds_of(const Approx<S>& x) {
    const Reference value(x.value), error(x.error);
    return {value - error, value + error, !is_nan(x),
            !is_infinite(x) && !is_infinite(Approx<S>(x.error))};
}
inline Bounds bounds_of(const Interval& x) {
    Bounds out{0, 0, !x.is_nan(), !is_infinite(x)};
    mpfr_set(out.lower.backend().data(), x.left(), MPFR_RNDD);
    mpfr_set(out.upper.backend().data(), x.right(), MPFR_RNDU);
    return out;
}

class Agreement {
  public:
    /// `bits`: digits of the arithmetic; half of them known make a quantity sharp.
    Agreement(std::string arithmetic, int bits)
        : arithmetic_(std::move(arithmetic)), sharp_share_(ldexp(Reference(1), -bits / 2)) {}

    /// `found` by name; every name of `truth` is among them. `slack` is what `found` does not
    /// answer for, by name.
    template <class Real>
    void expect(const std::vector<std::pair<std::string, Real>>& found,
                const plain::Quantities<Reference>& truth, const std::string& network,
                const plain::Quantities<Reference>& slack = {}) {
        std::set<std::string> names;
        for (const auto& [name, x] : found) {
            names.insert(name);
            const std::string what = name + " in " + arithmetic_ + " of " + network;
            const Bounds b = bounds_of(x);
            const bool defined = truth.contains(name);
            EXPECT_TRUE(b.measured || !defined) << what << " is not measured";
            if (!b.measured || !b.finite) continue;
            const Reference infinite = std::numeric_limits<Reference>::infinity();
            const Reference exact = defined ? truth.at(name) : infinite;
            if (exact == infinite) {
                ADD_FAILURE() << what << " is finite, but not defined or infinite";
                continue;
            }
            // What half of 300 digits leave of the exact number.
            Reference by = (1 + abs(exact)) * Reference("1e-120");
            if (slack.contains(name)) by += slack.at(name);
            EXPECT_TRUE(b.lower - by <= exact && exact <= b.upper + by)
                << what << ": " << exact.str(25) << " outside [" << b.lower.str(25) << ", "
                << b.upper.str(25) << "]";
            sharp_[name.substr(0, name.find(' '))] +=
                b.upper - b.lower + by <= abs(exact) * sharp_share_;
        }
        for (const auto& [name, exact] : truth)
            EXPECT_TRUE(names.contains(name)) << arithmetic_ << " leaves out " << name;
    }

    /// Every quantity was sharp `least` times or more.
    void expect_sharp(int least) const {
        for (const auto& [name, count] : sharp_) {
            EXPECT_GE(count, least) << name << " in " << arithmetic_;
            ::testing::Test::RecordProperty(arithmetic_ + "_" + name, count);
        }
    }

  private:
    std::string arithmetic_;
    Reference sharp_share_;
    std::map<std::string, int> sharp_;
};

/// Both sides of a claim's comparison as the page has them.
struct Sides {
    int layer;
    Reference lhs, rhs;
};

/// `found` is the range in which an arithmetic has a side. An infinite right side says nothing: the
/// page has one where its denominator is not positive.
inline void expect_side(const Range& found, const Reference& exact, const std::string& what) {
    if (!std::isfinite(found.upper)) return;
    const Reference half_an_ulp = abs(exact) * Reference(0x1p-52); // of the double it is shown as
    EXPECT_TRUE(Reference(found.lower) - half_an_ulp <= exact &&
                exact <= Reference(found.upper) + half_an_ulp)
        << what << ": " << exact.str(20) << " outside [" << found.lower << ", " << found.upper
        << "]";
}

} // namespace ncv::proofs
