#include "sweep/cells.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>
#include <mpfr.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace ncv::sweep {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

bool level_selected(const Selection& where, const std::string& factor, const std::string& level) {
    const auto it = where.find(factor);
    return it == where.end() ||
           std::find(it->second.begin(), it->second.end(), level) != it->second.end();
}

/// Rounded to nearest, as no mathematical library promises: stored effects are the same everywhere.
double rounded(int (*function)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t), double v) {
    mpfr_t x;
    mpfr_init2(x, std::numeric_limits<double>::digits);
    mpfr_set_d(x, v, MPFR_RNDN);
    function(x, x, MPFR_RNDN);
    const double out = mpfr_get_d(x, MPFR_RNDN);
    mpfr_clear(x);
    return out;
}

double transformed(const Transformed& how, double v) {
    for (auto it = how.transforms.rbegin(); it != how.transforms.rend(); ++it) {
        switch (*it) {
        case Transform::log10: v = rounded(mpfr_log10, v); break;
        case Transform::log: v = rounded(mpfr_log, v); break;
        case Transform::one_minus: v = 1 - v; break;
        case Transform::minus_one: v = v - 1; break;
        }
    }
    return v;
}

double value_of(const Observation& run, const Transformed& how) {
    const auto it = run.measures.find(how.name);
    if (!run.ended_well || it == run.measures.end()) return missing;
    const double v = transformed(how, it->second);
    return std::isfinite(v) ? v : missing;
}

} // namespace

bool selected(const Selection& where, const std::map<std::string, std::string>& levels) {
    return std::all_of(levels.begin(), levels.end(), [&](const auto& entry) {
        return level_selected(where, entry.first, entry.second);
    });
}

Cells cells_of(const Plan& plan, const Test& test, const std::vector<Observation>& observations) {
    Cells out{{{}}, {}, 0};
    for (const Factor& factor : plan.factors) {
        std::vector<std::map<std::string, std::string>> crossed;
        for (const auto& levels : out.levels)
            for (const Level& level : factor.levels)
                if (level_selected(test.where, factor.name, level.name)) {
                    crossed.push_back(levels);
                    crossed.back()[factor.name] = level.name;
                }
        out.levels = std::move(crossed);
    }
    if (test.kind == TestKind::contrast)
        std::erase_if(out.levels, [&](const auto& levels) {
            return !selected(test.high, levels) && !selected(test.low, levels);
        });
    std::map<std::pair<std::uint64_t, std::map<std::string, std::string>>, const Observation*> at;
    for (const Observation& o : observations) at[{o.seed, o.levels}] = &o;
    for (const std::uint64_t seed : plan.seeds) {
        out.runs.emplace_back();
        for (const auto& levels : out.levels) {
            const auto it = at.find({seed, levels});
            out.runs.back().push_back(it == at.end() ? nullptr : it->second);
            out.missing += it == at.end();
        }
    }
    return out;
}

Values values_of(const Cells& cells, const Transformed& how) {
    Values out;
    for (const auto& runs : cells.runs) {
        out.emplace_back();
        for (const Observation* run : runs)
            out.back().push_back(run ? value_of(*run, how) : missing);
    }
    return out;
}

Interval range_of(const Values& values) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Interval range{infinity, -infinity};
    for (const auto& row : values)
        for (const double v : row)
            if (!std::isnan(v)) range = {std::min(range.low, v), std::max(range.high, v)};
    return range;
}

std::vector<double> numbers_of(const Plan& plan, const Test& test, const Transformed& factor,
                               const Cells& cells) {
    std::map<std::string, double> number;
    for (const Factor& f : plan.factors)
        if (f.name == factor.name)
            for (const Level& level : f.levels)
                number[level.name] = transformed(factor, level.number.value_or(missing));
    std::vector<double> out;
    for (const auto& levels : cells.levels) {
        const auto level = levels.find(factor.name);
        out.push_back(level == levels.end() ? missing : number[level->second]);
        if (!std::isfinite(out.back()))
            throw BadInput(fmt::format("test \"{}\": factor \"{}\" is no number at every level",
                                       test.name, factor.name));
    }
    if (std::set<double>(out.begin(), out.end()).size() < 2)
        throw BadInput(fmt::format("test \"{}\": factor \"{}\" needs two levels or more here",
                                   test.name, factor.name));
    return out;
}

} // namespace ncv::sweep
