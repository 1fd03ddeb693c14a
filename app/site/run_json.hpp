/// A run as its page shows it.
#pragma once

#include "sweep/run_result.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ncv::app {

/// Where a run stands in a plan.
struct RunPlace {
    struct Neighbour {
        std::string file;
        std::size_t number;
    };
    std::string plan;
    std::size_t number = 0;
    std::map<std::string, std::string> levels;
    std::uint64_t seed = 0;
    std::optional<Neighbour> previous, next; ///< that have a page
};

/// What lies beside the page, as links; empty: nothing.
struct RunFiles {
    std::string config, snapshot;
    std::string command; ///< what makes the run again
};

nlohmann::ordered_json run_json(const sweep::RunResult& run, const std::string& title,
                                const std::vector<RunPlace>& places, const RunFiles& files);

} // namespace ncv::app
