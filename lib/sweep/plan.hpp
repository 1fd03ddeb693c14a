/// A plan: what a sweep runs and how its outcome is judged, written down before it runs.
///
/// A run's digest is the SHA-256 of its canonical configuration (format_run_config), so equal
/// runs of different plans are one run. A plan's digest is the SHA-256 of its text as given.
#pragma once

#include "sweep/kept.hpp"
#include "sweep/run_config.hpp"
#include "sweep/test.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ncv::sweep {

/// One value of a factor; what it sets stands in the plan's text.
struct Level {
    std::string name;             ///< the word, or the number as the plan writes it
    std::optional<double> number; ///< where the level is a number
};
struct Factor {
    std::string name;
    std::vector<Level> levels;
};

struct Plan {
    std::string id, title, statement, notes;
    std::string text, digest;
    std::vector<std::uint64_t> seeds;
    std::vector<Factor> factors;
    bool backbones = false;            ///< whether its runs train them
    std::vector<std::string> measures; ///< the first is the primary one
    Kept kept;
    double confidence = 0.95;
    std::vector<Test> tests;
};

struct PlannedRun {
    std::size_t number = 0;                    ///< place in the plan, from 0
    std::map<std::string, std::string> levels; ///< factor to level
    std::uint64_t seed = 0;
    RunConfig config;
    std::string config_text, digest;
};

/// Throws BadInput: file, line, what is wrong, what would be right; also where a combination of
/// levels is no configuration. What it returns has runs.
Plan parse_plan(std::string_view toml, const std::string& name);

/// All runs in order of number: levels crossed, the first factor slowest, seeds fastest.
void for_each_run(const Plan& plan, const std::function<void(const PlannedRun&)>& visit);
std::vector<PlannedRun> planned_runs(const Plan& plan);

} // namespace ncv::sweep
