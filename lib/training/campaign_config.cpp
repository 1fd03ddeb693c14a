#include "training/campaign_config.hpp"

#include <charconv>

namespace ncv {
namespace {

constexpr std::size_t most_runs = 10'000'000;

/// "1..1000": both ends belong to it.
std::vector<std::uint64_t> read_range(const Section& in, const toml::node& node,
                                      const std::string& text) {
    const std::size_t dots = text.find("..");
    std::int64_t from = 0, to = -1;
    const auto whole = [&](std::size_t at, std::size_t end, std::int64_t& value) {
        const auto r = std::from_chars(text.data() + at, text.data() + end, value);
        return r.ec == std::errc() && r.ptr == text.data() + end;
    };
    if (dots == std::string::npos || !whole(0, dots, from) || !whole(dots + 2, text.size(), to) ||
        from < 0 || to < from)
        in.fail(node, fmt::format("seeds is \"{}\", must be a list of whole numbers, or a range "
                                  "such as \"1..1000\"",
                                  text));
    if (static_cast<std::size_t>(to - from) >= most_runs)
        in.fail(node, fmt::format("seeds has more than {} numbers", most_runs));
    std::vector<std::uint64_t> out;
    for (std::int64_t seed = from; seed <= to; ++seed)
        out.push_back(static_cast<std::uint64_t>(seed));
    return out;
}

std::vector<std::uint64_t> read_seeds(const Section& in) {
    const toml::node* node = in.find("seeds");
    if (node && node->is_string()) return read_range(in, *node, in.text("seeds", ""));
    return in.list("seeds", [&](const toml::node& entry) {
        const auto value = entry.value_exact<std::int64_t>();
        if (!value || *value < 0)
            in.fail(entry, "seeds must hold whole numbers of 0 or more, or be a range such as "
                           "\"1..1000\"");
        return static_cast<std::uint64_t>(*value);
    });
}

} // namespace

std::vector<int> read_widths(const Section& in, const toml::node& node) {
    if (!node.is_array()) in.fail(node, "hidden must be a list of widths");
    std::vector<int> out;
    for (const toml::node& width : *node.as_array()) {
        const auto value = width.value_exact<std::int64_t>();
        if (!value || *value < 1 || *value > 1'000'000)
            in.fail(width, "hidden must hold whole numbers from 1 to 1000000");
        out.push_back(static_cast<int>(*value));
    }
    return out;
}

std::optional<Campaign> read_campaign(const toml::table& root, const std::string& file) {
    if (!root.contains("campaign")) return std::nullopt;
    const Section in(root, "campaign",
                     {"hidden", "learning_rate", "weight_decay", "seeds", "snapshots"}, file);
    Campaign c;
    c.hidden = in.list("hidden", [&](const toml::node& entry) {
        if (!entry.is_array())
            in.fail(entry, "hidden must be a list of lists of widths, such as [[16, 8], [32, 8]]");
        return read_widths(in, entry);
    });
    c.learning_rate = in.list("learning_rate", [&](const toml::node& entry) {
        return in.real_of(entry, "learning_rate", 0, false);
    });
    c.weight_decay = in.list("weight_decay", [&](const toml::node& entry) {
        return in.real_of(entry, "weight_decay", 0, true);
    });
    c.seeds = read_seeds(in);
    c.snapshots = in.truth("snapshots", false);
    const auto once = [&](const char* key, const char* table, const char* other) {
        const auto given = root[table][other];
        if (in.find(key) && given)
            in.fail(*given.node(),
                    fmt::format("[campaign] lists {}; take {} out of [{}]", key, other, table));
    };
    once("hidden", "network", "hidden");
    once("learning_rate", "training", "learning_rate");
    once("learning_rate", "training", "schedule");
    once("weight_decay", "training", "weight_decay");
    once("seeds", "training", "seed");
    std::size_t runs = 1;
    for (const std::size_t count :
         {c.hidden.size(), c.learning_rate.size(), c.weight_decay.size(), c.seeds.size()}) {
        runs *= std::max<std::size_t>(count, 1);
        if (runs > most_runs)
            in.fail(*root.get("campaign"),
                    fmt::format("the grid of [campaign] has more than {} runs", most_runs));
    }
    return c;
}

TrainingConfig first_run(TrainingConfig config) {
    Campaign& c = *config.campaign;
    if (c.hidden.empty()) c.hidden = {config.hidden};
    if (c.weight_decay.empty()) c.weight_decay = {config.weight_decay};
    if (c.seeds.empty()) c.seeds = {config.seed};
    TrainingConfig first = campaign_run(config, 0);
    first.campaign = c;
    return first;
}

std::size_t campaign_size(const Campaign& c) {
    return c.hidden.size() * std::max<std::size_t>(c.learning_rate.size(), 1) *
           c.weight_decay.size() * c.seeds.size();
}

TrainingConfig campaign_run(const TrainingConfig& config, std::size_t index) {
    const Campaign& c = *config.campaign;
    const auto digit = [&](std::size_t base) {
        const std::size_t i = index % base;
        index /= base;
        return i;
    };
    TrainingConfig run = config;
    run.campaign.reset();
    run.seed = c.seeds[digit(c.seeds.size())];
    run.weight_decay = c.weight_decay[digit(c.weight_decay.size())];
    if (!c.learning_rate.empty())
        run.schedule = {{0, c.learning_rate[digit(c.learning_rate.size())]}};
    run.hidden = c.hidden[digit(c.hidden.size())];
    return run;
}

std::string format_campaign(const Campaign& c) {
    const auto reals = [](const std::vector<double>& values) {
        std::vector<std::string> out;
        for (const double v : values) out.push_back(toml_real(v));
        return toml_list(out);
    };
    std::vector<std::string> hidden;
    for (const auto& widths : c.hidden) hidden.push_back(toml_list(widths));
    std::string out = fmt::format("[campaign]\nhidden = {}\n", toml_list(hidden));
    if (!c.learning_rate.empty())
        out += fmt::format("learning_rate = {}\n", reals(c.learning_rate));
    bool consecutive = c.seeds.size() > 1;
    for (std::size_t i = 1; i < c.seeds.size(); ++i)
        consecutive = consecutive && c.seeds[i] == c.seeds[i - 1] + 1;
    out += fmt::format("weight_decay = {}\nseeds = {}\nsnapshots = {}\n", reals(c.weight_decay),
                       consecutive ? fmt::format("\"{}..{}\"", c.seeds.front(), c.seeds.back())
                                   : toml_list(c.seeds),
                       c.snapshots);
    return out;
}

} // namespace ncv
