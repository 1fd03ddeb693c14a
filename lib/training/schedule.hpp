/// Learning rates over a run: `learning_rate`, or `schedule` = [[step, rate], ...].
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ncv {

class Section;

struct Rate {
    std::int64_t from; ///< held from this step on
    double rate;
};

/// The rate of a step; the schedule's first entry is at step 0.
double rate_at(const std::vector<Rate>& schedule, std::int64_t step);

/// Of the table that has one of the two keys. Throws BadInput.
std::vector<Rate> read_schedule(const Section& in);
std::string format_schedule(const std::vector<Rate>& schedule);

} // namespace ncv
