#include "training/schedule.hpp"

#include "io/strict_toml.hpp"

namespace ncv {

double rate_at(const std::vector<Rate>& schedule, std::int64_t step) {
    double rate = schedule.front().rate;
    for (const Rate& r : schedule)
        if (r.from <= step) rate = r.rate;
    return rate;
}

std::vector<Rate> read_schedule(const Section& in) {
    const toml::node* rate = in.find("learning_rate");
    const toml::node* schedule = in.find("schedule");
    if (!rate && !schedule) in.missing("learning_rate", "or schedule = [[step, rate], ...]");
    if (rate && schedule) in.fail(*schedule, "give learning_rate or schedule, not both");
    if (rate) return {{0, in.real("learning_rate", 0, 0, false)}};
    const char* shape =
        "schedule must be a list of [step, rate], the first at step 0, steps rising";
    if (!schedule->is_array() || schedule->as_array()->empty()) in.fail(*schedule, shape);
    std::vector<Rate> out;
    for (const toml::node& entry : *schedule->as_array()) {
        const toml::array* pair = entry.as_array();
        if (!pair || pair->size() != 2) in.fail(entry, shape);
        const auto step = (*pair)[0].value_exact<std::int64_t>();
        if (!step || (out.empty() ? *step != 0 : *step <= out.back().from)) in.fail(entry, shape);
        out.push_back({*step, in.real_of((*pair)[1], "rate", 0, false)});
    }
    return out;
}

std::string format_schedule(const std::vector<Rate>& schedule) {
    std::vector<std::string> rates;
    for (const Rate& r : schedule)
        rates.push_back(fmt::format("[{}, {}]", r.from, toml_real(r.rate)));
    return toml_list(rates);
}

} // namespace ncv
