#include "site/site.hpp"

#include "common/embedded.hpp"
#include "site/hypothesis_json.hpp"
#include "site/page.hpp"
#include "site/run_file.hpp"
#include "site/run_json.hpp"
#include "site/runs_csv.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>

#include <map>

namespace ncv::app {
namespace {

using nlohmann::ordered_json;
using sweep::Cell;

std::vector<Hypothesis> hypotheses_of(const sweep::Store& store) {
    std::vector<Hypothesis> out;
    for (sweep::Plan& plan : store.plans()) {
        Hypothesis h{std::move(plan), {}, {}};
        h.cells = store.cells(h.plan);
        h.decision = sweep::decision_of(h.plan, h.cells);
        out.push_back(std::move(h));
    }
    return out;
}

void write_hypothesis(const Hypothesis& h, const ordered_json& neighbours, SiteFolder& out) {
    ordered_json json = hypothesis_json(h, measures_of(h.cells));
    json["plan"] = {{"text", h.plan.text},
                    {"digest", h.plan.digest},
                    {"command", h.plan.backbones ? "ncv-backbone" : "ncv train"}};
    const std::string& id = h.plan.id;
    out.write(id + ".html", linked_page(id + ": " + h.plan.title,
                                        {{"page", "hypothesis"},
                                         {"hypothesis", std::move(json)},
                                         {"neighbours", neighbours}},
                                        ""));
    out.write(id + ".csv", runs_csv(h.plan, h.cells));
    out.write(id + ".toml", h.plan.text);
}

void write_hypotheses(const std::vector<Hypothesis>& all, SiteFolder& out) {
    const auto id = [&](std::size_t i) {
        return i < all.size() ? ordered_json(all[i].plan.id) : ordered_json(nullptr);
    };
    for (std::size_t i = 0; i < all.size(); ++i)
        write_hypothesis(all[i], {{"previous", id(i - 1)}, {"next", id(i + 1)}}, out);
}

/// The index draws each hypothesis' deciding test.
void write_index(const std::vector<Hypothesis>& all, const ordered_json& runs,
                 const std::map<std::string, std::size_t>& versions, SiteFolder& out) {
    ordered_json hypotheses = ordered_json::array(), made_by = ordered_json::array();
    for (const Hypothesis& h : all) {
        const sweep::Test& test = h.plan.tests[deciding_test(h.decision)];
        std::vector<std::string> drawn;
        for (const std::string& name : measures_of(h.cells))
            if (name == test.response.name || name == test.factor.name) drawn.push_back(name);
        hypotheses.push_back(hypothesis_json(h, drawn));
    }
    for (const auto& [version, count] : versions)
        made_by.push_back({{"version", version}, {"runs", count}});
    out.write("index.html", linked_page("Neural collapse, put to the test",
                                        {{"page", "index"},
                                         {"hypotheses", std::move(hypotheses)},
                                         {"runs", runs},
                                         {"versions", std::move(made_by)}},
                                        ""));
}

/// All verdicts in numbers, for who writes of them elsewhere.
void write_verdicts(const std::vector<Hypothesis>& all, SiteFolder& out) {
    ordered_json verdicts = ordered_json::array();
    for (const Hypothesis& h : all) {
        ordered_json json = hypothesis_json(h, {});
        json.erase("cells");
        json["plan_sha256"] = h.plan.digest;
        verdicts.push_back(std::move(json));
    }
    out.write("verdicts.json", verdicts.dump(1) + "\n");
}

/// Each run that is done, once, with its places in the plans.
std::map<std::string, std::vector<RunPlace>> places_of_runs(const std::vector<Hypothesis>& all) {
    std::map<std::string, std::vector<RunPlace>> out;
    for (const Hypothesis& h : all) {
        const Cell* before = nullptr;
        for (const Cell& cell : h.cells) {
            if (!cell.status) continue;
            RunPlace place{h.plan.id, cell.number, cell.levels, cell.seed, {}, {}};
            if (before) {
                place.previous = {run_file(before->digest), before->number};
                out[before->digest].back().next = {run_file(cell.digest), cell.number};
            }
            out[cell.digest].push_back(std::move(place));
            before = &cell;
        }
    }
    return out;
}

void write_run(const sweep::RunResult& run, const std::vector<RunPlace>& places, SiteFolder& out) {
    const std::string file = run_file(run.digest);
    RunFiles files{file + ".toml", run.snapshot.empty() ? "" : file + ".safetensors.gz",
                   fmt::format("{} {}.toml --out run-{}", sweep::command_of(run.config_text), file,
                               places[0].number)};
    const std::string title = fmt::format("{}, run {}", places[0].plan, places[0].number);
    out.write(
        "runs/" + file + ".html",
        linked_page(title, {{"page", "run"}, {"run", run_json(run, title, places, files)}}, "../"));
    out.write("runs/" + files.config, run.config_text);
    if (!run.snapshot.empty()) out.write("runs/" + files.snapshot, run.snapshot);
}

} // namespace

std::optional<SiteSummary> write_site(const sweep::Store& store, SiteFolder& out,
                                      const std::function<bool(double)>& progress) {
    const std::vector<Hypothesis> all = hypotheses_of(store);
    if (all.empty())
        throw BadInput("the store holds no plan; `ncv sweep PLAN.toml --store ...` runs one");
    out.write("assets/site.css", site_style());
    out.write("assets/site.js", site_script());
    out.write("assets/vega.js", vega_library());
    out.write("assets/licences.txt", site_licences());
    write_hypotheses(all, out);

    const auto places = places_of_runs(all);
    ordered_json counts{{"total", places.size()}};
    for (const auto& [status, name] : run_statuses) counts[std::string(name)] = 0;
    std::map<std::string, std::size_t> versions;
    std::size_t done = 0;
    for (const auto& [digest, where] : places) {
        const sweep::RunResult run = store.run(digest);
        write_run(run, where, out);
        ++versions[run.version];
        ordered_json& count = counts[std::string(status_text(run.status))];
        count = count.get<std::size_t>() + 1;
        if (progress(static_cast<double>(++done) / static_cast<double>(places.size())))
            return std::nullopt;
    }
    write_index(all, counts, versions, out);
    write_verdicts(all, out);

    SiteSummary summary{{}, places.size()};
    for (const Hypothesis& h : all)
        summary.hypotheses.push_back({h.plan.id, h.decision.verdict, h.decision.sentence});
    return summary;
}

} // namespace ncv::app
