#include "command.hpp"

#include "common/progress.hpp"
#include "site/page.hpp"
#include "site/run_folder.hpp"
#include "site/run_json.hpp"
#include "site/site.hpp"
#include "verify/results_json.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/output_rule.hpp"
#include "store/refutation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace ncv::app {
namespace fs = std::filesystem;
namespace {

struct ReportOptions {
    std::string from, out, refuted;
    bool force = false;
};

/// One page, about `inputs`.
void write_page(const fs::path& out, std::string_view html, const std::vector<fs::path>& inputs,
                bool force) {
    if (fs::is_directory(out))
        throw BadInput(fmt::format("-o {}: is a folder; the report of a folder is one file, for "
                                   "example {}",
                                   out.string(), (out / "report.html").string()));
    require_replaceable("-o", out, kinds::report_page(), inputs, force);
    make_writable_folder(fs::absolute(out).parent_path());
    write_file(out, html);
    fmt::print("{}\n", out.string());
}

void report_verify(const fs::path& folder, const fs::path& out, bool force) {
    const fs::path file = folder / "results.json";
    nlohmann::ordered_json results;
    try {
        results = nlohmann::ordered_json::parse(read_file(file));
    } catch (const nlohmann::json::exception&) {
        throw BadInput(fmt::format("{}: is not JSON; `ncv verify` writes it", file.string()));
    }
    if (!results.is_object() || !results.contains("ncv") || results["ncv"] != 1)
        throw BadInput(fmt::format("{}: is not what `ncv verify` writes (\"ncv\": 1 is missing)",
                                   file.string()));
    write_page(out, report_html(results), {file}, force);
}

void report_run(const fs::path& folder, const fs::path& out, bool force) {
    const std::string name = fs::weakly_canonical(folder).filename().string();
    const auto run = run_json(run_of_folder(folder), name, {}, {});
    write_page(out, single_page(name, {{"page", "run"}, {"run", run}}),
               {folder / "config.toml", folder / "history.csv", folder / "final.safetensors"},
               force);
}

void report_folder(const fs::path& folder, const fs::path& out, bool force) {
    if (fs::exists(folder / "results.json")) return report_verify(folder, out, force);
    if (fs::exists(folder / "campaign.csv"))
        throw BadInput(fmt::format("{}: a campaign has no report; its table is {}, and `ncv sweep` "
                                   "runs grids that have one",
                                   folder.string(), (folder / "campaign.csv").string()));
    if (fs::exists(folder / "config.toml")) return report_run(folder, out, force);
    throw BadInput(fmt::format("{}: nothing to report on; a folder of `ncv verify` (results.json), "
                               "of `ncv train` (config.toml) or a store of `ncv sweep` is needed",
                               folder.string()));
}

/// A file f12_<id>.json for each refuted hypothesis.
void write_refutations(const sweep::Store& store, const fs::path& folder, bool force) {
    make_writable_folder(folder);
    for (const sweep::Plan& plan : store.plans()) {
        if (store.counts(plan).done() < store.counts(plan).runs) continue;
        const auto cells = store.cells(plan);
        const sweep::Decision decision = sweep::decision_of(plan, cells);
        if (decision.verdict != sweep::Verdict::refuted) continue;
        std::string name = "f12_" + plan.id + ".json";
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
        const std::string version = store.run(cells.front().digest).version;
        require_replaceable("--refuted", folder / name, kinds::refutation(), {}, force);
        write_file(folder / name, sweep::format_refutation({plan, decision, cells, version}));
        fmt::print("{}\n", (folder / name).string());
    }
}

int report_store(const ReportOptions& options) {
    const fs::path out = options.out;
    const EndsInOrder in_order;
    const sweep::Store store(options.from, sweep::Open::read);
    SiteFolder folder(out);
    std::optional<SiteSummary> summary;
    {
        Progress progress("report");
        summary = write_site(store, folder, [&](double share) {
            progress.reach(share);
            return stops_here();
        });
    }
    if (!summary) {
        fmt::print(stderr, "ncv: interrupted; {} is as it was\n", out.string());
        return interrupted;
    }
    folder.finish();
    for (const auto& [id, verdict, sentence] : summary->hypotheses)
        fmt::print("{:12} {:12}  {}\n", id, name_of(verdict, sweep::verdicts), sentence);
    fmt::print("{} runs, {}\n", summary->runs, (out / "index.html").string());
    if (!options.refuted.empty()) write_refutations(store, options.refuted, options.force);
    return ok;
}

int run(const ReportOptions& options) {
    if (!fs::exists(options.from))
        throw BadInput(fmt::format("{}: no such file or folder", options.from));
    if (!fs::is_directory(options.from)) return report_store(options);
    if (!options.refuted.empty())
        throw BadInput(fmt::format("--refuted goes with a store of `ncv sweep`; {} is a folder",
                                   options.from));
    report_folder(options.from, options.out, options.force);
    return ok;
}

} // namespace

void add_report_command(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand(
        "report", "Write a site of a sweep's store, or the page of a folder, that opens offline");
    auto options = std::make_shared<ReportOptions>();
    command
        ->add_option("from", options->from,
                     "A store of `ncv sweep`; a folder of `ncv verify` or `ncv train`")
        ->required();
    command
        ->add_option("-o,--out", options->out,
                     "A store's: the site's folder, replaced only if it holds an earlier report. "
                     "A folder's: the page, one file")
        ->required();
    command->add_option("--refuted", options->refuted,
                        "A folder: keep each refuted hypothesis there, with the runs that refute "
                        "it, as a file that `ncv replay` takes");
    command->add_flag("--force", options->force, force_help);
    command->footer("Example: ncv report experiments.sqlite -o site");
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

} // namespace ncv::app
