#include "sweep/shard.hpp"

#include "io/errors.hpp"
#include "io/number_text.hpp"

#include <fmt/format.h>

#include <unordered_map>

namespace ncv::sweep {

Shard parse_shard(const std::string& text) {
    const std::size_t slash = text.find('/');
    Shard out;
    if (slash == std::string::npos || !parse_number(text.substr(0, slash), out.index) ||
        !parse_number(text.substr(slash + 1), out.of) || out.index < 1 || out.index > out.of)
        throw BadInput(
            fmt::format("--shard is \"{}\", must be i/n with 1 <= i <= n, such as 2/8", text));
    return out;
}

std::vector<std::vector<PlannedRun>> runs_of_shard(const std::vector<Plan>& plans,
                                                   const Shard& shard) {
    std::unordered_map<std::string, std::size_t> place; // of every distinct run
    std::vector<std::vector<PlannedRun>> out(plans.size());
    for (std::size_t i = 0; i < plans.size(); ++i)
        for_each_run(plans[i], [&](const PlannedRun& run) {
            const std::size_t at = place.try_emplace(run.digest, place.size()).first->second;
            if (at % shard.of == shard.index - 1) out[i].push_back(run);
        });
    return out;
}

} // namespace ncv::sweep
