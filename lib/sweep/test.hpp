/// A test of a plan: the effect that decides and where it is predicted to lie (docs/verdicts.md).
#pragma once

#include "io/names.hpp"

#include <map>
#include <string>
#include <vector>

namespace ncv::sweep {

enum class Transform { log10, log, one_minus, minus_one };
inline constexpr Names<Transform, 4> transforms{{
    {Transform::log10, "log10"},
    {Transform::log, "log"},
    {Transform::one_minus, "one_minus"},
    {Transform::minus_one, "minus_one"},
}};

/// "log10 nc1": a measure or factor after transforms, the innermost last.
struct Transformed {
    std::vector<Transform> transforms;
    std::string name;
};

/// Factor to the names of its levels; factors that are not named take all theirs.
using Selection = std::map<std::string, std::vector<std::string>>;

/// Which effect: evidence.hpp, seed_effects.hpp.
enum class TestKind { slope, contrast, exponent, crossing, mean, share, rank_correlation };
inline constexpr Names<TestKind, 7> test_kinds{{
    {TestKind::slope, "slope"},
    {TestKind::contrast, "contrast"},
    {TestKind::exponent, "exponent"},
    {TestKind::crossing, "crossing"},
    {TestKind::mean, "mean"},
    {TestKind::share, "share"},
    {TestKind::rank_correlation, "rank_correlation"},
}};

/// Where the effect is predicted to lie, seen from the test's values.
enum class Predicts { below, above, between, outside };
inline constexpr Names<Predicts, 4> predictions{{
    {Predicts::below, "below"},
    {Predicts::above, "above"},
    {Predicts::between, "between"},
    {Predicts::outside, "outside"},
}};

struct Test {
    std::string name;
    TestKind kind = TestKind::slope;
    Transformed response, factor;
    Transformed across; ///< of a crossing: the factor whose value is looked for
    Selection where, high, low;
    Predicts predicts = Predicts::below;
    std::vector<double> values; ///< one number, or [low, high] for between and outside
    double smallest_effect = 0;

    /// Whether the effect is predicted to lie on one side of one value.
    bool one_sided() const { return predicts == Predicts::below || predicts == Predicts::above; }
};

} // namespace ncv::sweep
