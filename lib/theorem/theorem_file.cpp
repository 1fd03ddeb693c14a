#include "theorem/theorem_file.hpp"

#include "io/checksums.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/snapshot_file.hpp"
#include "io/strict_json.hpp"
#include "theorem/agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace ncv {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// More steps than double tells apart would be.
constexpr double longest_phase = 0x1p52;

/// The plan's numbers by name: written, read and compared in one place.
template <class Plan, class Visit>
void for_numbers(Plan& p, Visit visit) {
    visit("lambda", p.lambda);
    visit("m", p.m);
    visit("S", p.S);
    visit("eta_1", p.eta_1);
    visit("eta_2", p.eta_2);
    visit("k1", p.k1);
    visit("k2", p.k2);
    visit("beta_1", p.beta_1);
    visit("beta_2", p.beta_2);
    visit("C_0", p.C_0);
    visit("u_0", p.u_0);
    visit("path", p.path);
    visit("R", p.R);
    visit("goal", p.goal);
    visit("rate_1", p.rate_1);
    visit("D_1", p.D_1);
    visit("N_1", p.N_1);
    visit("rate_2", p.rate_2);
    visit("noise", p.noise);
    visit("balance", p.balance);
    visit("eps1", p.eps1);
    visit("eps2", p.eps2);
    visit("r", p.r);
    visit("nc1", p.nc1);
    visit("nc1_sharp", p.nc1_sharp);
    visit("step_rounding", p.step_rounding);
    visit("rounding", p.rounding);
    visit("drift", p.drift);
    visit("relative", p.relative);
}

template <class Row, class Visit>
void for_measures(Row& row, Visit visit) {
    visit("C_lambda", row.C_lambda);
    visit("residual", row.residual);
    visit("balancedness", row.balancedness);
    visit("one_sided", row.one_sided);
    visit("squared_norm", row.squared_norm);
    visit("moved", row.moved);
    visit("r", row.r);
    visit("nc1", row.nc1);
    visit("nc1_bound", row.nc1_bound);
}

Json to_json(const TraceRow& row) {
    Json out{{"step", row.step}};
    for_measures(row, [&](const char* name, double v) { out[name] = real(v); });
    out["crc32"] = fmt::format("{:08x}", row.crc32);
    out["weights"] = row.weights;
    return out;
}

std::string text_of(const TheoremRun& run) { return to_json(run).dump(1) + "\n"; }

/// Every byte counts: throws BadInput at the first line that is not what the run is written as.
void require_text(const TheoremRun& run, const std::string& text) {
    const std::string own = text_of(run);
    if (text == own) return;
    const auto [at, other] = std::mismatch(own.begin(), own.end(), text.begin(), text.end());
    const auto line_at = [](const std::string& all, std::ptrdiff_t place) {
        const std::size_t begin =
            place ? all.rfind('\n', static_cast<std::size_t>(place - 1)) + 1 : 0;
        return all.substr(begin, std::min<std::size_t>(all.find('\n', begin) - begin, 60));
    };
    const std::ptrdiff_t place = at - own.begin();
    throw BadInput(fmt::format(
        "line {} is \"{}\" where the run it holds has \"{}\"; a run is taken "
        "only as `ncv theorem` writes it",
        1 + std::count(own.begin(), at, '\n'), line_at(text, place), line_at(own, place)));
}

/// Reading: null is what an infinite number was written as.
double number_at(const nlohmann::json& object, const char* name) {
    const auto& v = object.at(name);
    return v.is_null() ? std::numeric_limits<double>::infinity() : v.get<double>();
}

TraceRow read_row(const nlohmann::json& object, std::size_t parameters) {
    TraceRow row;
    row.step = object.at("step").get<std::int64_t>();
    for_measures(row, [&](const char* name, double& v) { v = number_at(object, name); });
    row.weights = object.at("weights").get<std::vector<double>>();
    if (row.weights.size() != parameters)
        throw BadInput(fmt::format("the state after step {} has {} weights, the start {}", row.step,
                                   row.weights.size(), parameters));
    const auto crc = object.at("crc32").get<std::string>();
    if (std::from_chars(crc.data(), crc.data() + crc.size(), row.crc32, 16).ptr !=
        crc.data() + crc.size())
        throw BadInput(fmt::format("\"crc32\" after step {} is not hexadecimal", row.step));
    return row;
}

} // namespace

Json to_json(const TheoremPlan& plan) {
    Json out{{"form", form_name(plan.form)}};
    for_numbers(plan, [&](const char* name, double v) { out[name] = real(v); });
    return out;
}

Json to_json(const TheoremRun& run) {
    Json out{{"ncv_theorem", 2}, {"complete", run.complete()}, {"plan", to_json(run.plan)}};
    Json reached = Json::array(), checks = Json::array(), rows = Json::array();
    for (const Reached& r : run.reached)
        reached.push_back({{"what", r.what}, {"promised", real(r.promised)}, {"step", r.step}});
    for (const Tally& t : run.account.tallies())
        checks.push_back({{"name", t.name},
                          {"checked", t.checked},
                          {"undecided", t.undecided},
                          {"violated", t.violated},
                          {"largest_ratio", real(t.largest_ratio)}});
    for (const TraceRow& row : run.rows) rows.push_back(to_json(row));
    out["reached"] = std::move(reached);
    out["checks"] = std::move(checks);
    out["rows"] = std::move(rows);
    return out;
}

std::string plan_difference(const TheoremPlan& a, const TheoremPlan& b, const TheoremPlan& spread) {
    std::vector<double> other, apart;
    for_numbers(b, [&](const char*, double v) { other.push_back(v); });
    for_numbers(spread, [&](const char*, double v) { apart.push_back(v); });
    std::string first;
    std::size_t i = 0;
    for_numbers(a, [&](const char* name, double x) {
        if (!agree(x, other[i], apart[i]) && first.empty()) first = name;
        ++i;
    });
    return first;
}

Snapshot end_of(const TheoremRun& run) {
    Snapshot end = at_row(run.start, run.rows.back());
    end.learning_rate = run.plan.eta_2;
    end.source = "end of the theorem's run";
    return end;
}

void write_theorem(const fs::path& folder, const TheoremRun& run) {
    const std::string text = text_of(run), start = "start.safetensors";
    Checksums sums(folder);
    if (!fs::exists(folder / start)) {
        const std::string bytes = format_snapshot(run.start);
        sums.add({{start, bytes}});
        write_file(folder / start, bytes);
    }
    sums.add({{"theorem.json", text}});
    write_file(folder / "theorem.json", text);
}

TheoremRun read_theorem(const fs::path& folder) {
    const fs::path path = folder / "theorem.json";
    TheoremRun run;
    const fs::path start = folder / "start.safetensors";
    run.start = parse_run_snapshot(read_file(start), start.string());
    const std::string text = read_file(path);
    const auto json = parse_strict_json(text, path.string());
    try {
        if (json.at("ncv_theorem").get<int>() != 2)
            throw BadInput("\"ncv_theorem\" is not 2, the one version there is");
        const auto& plan = json.at("plan");
        if (plan.at("form").get<std::string>() != form_name(TheoremForm::b10u))
            throw BadInput("\"form\" is not \"b10u\", the one that is run");
        for_numbers(run.plan, [&](const char* name, double& v) { v = number_at(plan, name); });
        for (const double k : {run.plan.k1, run.plan.k2})
            if (!(k >= 1 && k <= longest_phase && k == std::floor(k)))
                throw BadInput(fmt::format("\"k1\" and \"k2\" must be numbers of steps, 1 to {:g}",
                                           longest_phase));
        for (const auto& r : json.at("reached"))
            run.reached.push_back({r.at("what").get<std::string>(), number_at(r, "promised"),
                                   r.at("step").get<std::int64_t>()});
        std::vector<Tally> tallies;
        for (const auto& t : json.at("checks"))
            tallies.push_back({t.at("name").get<std::string>(), t.at("checked").get<long>(),
                               t.at("undecided").get<long>(), t.at("violated").get<long>(),
                               number_at(t, "largest_ratio")});
        run.account.restore(std::move(tallies));
        const std::size_t parameters = flattened(run.start.network).size();
        for (const auto& row : json.at("rows")) {
            run.rows.push_back(read_row(row, parameters));
            const std::size_t n = run.rows.size();
            if (n > 1 && run.rows[n - 2].step >= run.rows[n - 1].step)
                throw BadInput(fmt::format("step {} does not come after step {}",
                                           run.rows[n - 1].step, run.rows[n - 2].step));
        }
        require_text(run, text);
    } catch (const BadInput& e) {
        throw BadInput(fmt::format("{}: {}", path.string(), e.what()));
    } catch (const nlohmann::json::exception& e) {
        throw BadInput(fmt::format("{}: not a run of the theorem ({}); `ncv theorem --out DIR` "
                                   "writes one",
                                   path.string(), e.what()));
    }
    return run;
}

} // namespace ncv
