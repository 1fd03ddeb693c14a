/// `ncv theorem`: what it promises and writes, being stopped and going on, and replaying what it
/// wrote.
#include "command_line_fixture.hpp"

#include "io/errors.hpp"
#include "theorem/agreement.hpp"
#include "theorem/theorem_file.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace ncv {
namespace {

namespace fs = std::filesystem;

/// A complete run with the theorem's constants, short because A2s has to promise only 1.
const std::string brisk = "theorem --target 1 --bound A2s --out ";

TEST_F(CommandLine, TheoremPlansWithoutRunning) {
    const Result r = run("theorem --plan-only --target 1");
    EXPECT_EQ(r.code, 0) << r.err;
    for (const char* word : {"Phase 1", "Phase 2", "b10u", "b10t", "b10s", "paper", "years"})
        EXPECT_NE(r.out.find(word), std::string::npos) << word << "\n" << r.out;
}

TEST_F(CommandLine, TheoremRunsToItsEndAndReplays) {
    const Result r = run(brisk + path("a"));
    ASSERT_EQ(r.code, 0) << r.out << r.err;
    EXPECT_NE(r.out.find("A2's right side"), std::string::npos) << r.out;
    const TheoremRun done = read_theorem(path("a"));
    ASSERT_TRUE(done.complete());
    EXPECT_EQ(done.account.violations(), 0);
    EXPECT_GT(done.account.tallies().size(), 12u);
    EXPECT_LE(done.plan.nc1_sharp, 1);
    EXPECT_LE(done.rows.back().residual, done.plan.eps1);
    EXPECT_LE(done.rows.back().one_sided, done.plan.eps2);
    EXPECT_LE(done.rows.back().balancedness, done.plan.balance);
    for (const Reached& milestone : done.reached) {
        EXPECT_GE(milestone.step, 0) << milestone.what;
        EXPECT_LE(static_cast<double>(milestone.step), milestone.promised) << milestone.what;
    }
    // NC1 does not come with interpolation here: phase 2 is what brings it down.
    double at_k1 = 0;
    for (const TraceRow& row : done.rows)
        if (static_cast<double>(row.step) == done.plan.k1) at_k1 = row.nc1;
    EXPECT_GT(at_k1, 1000 * done.rows.back().nc1);
    EXPECT_EQ(run("replay " + path("a")).code, 0);
    EXPECT_EQ(run("replay " + path("a/theorem.json")).code, 0);
    expect_refused(brisk + path("a"), {"already holds a run"});
}

TEST_F(CommandLine, TheoremGoesOnToTheSameBytesAfterBeingStoppedOrKilled) {
    ASSERT_EQ(run(brisk + path("whole")).code, 0);
    for (const char* signal : {"INT", "KILL"}) {
        const std::string out = path(std::string("cut") + signal);
        // Stopped as soon as phase 1 has kept its last states, whatever the machine's speed.
        const std::string script =
            write("stop.sh",
                  ncv_program + " " + brisk + out + " >/dev/null 2>&1 & pid=$!\n" +
                      "while kill -0 $pid && ! grep -q '\"step\": 1[0-9][0-9][0-9][0-9]' " + out +
                      "/theorem.json; do sleep 0.01; done\nkill -" + signal + " $pid; wait $pid\n");
        const int status = std::system(("bash " + script + " 2>/dev/null").c_str());
        if (std::string(signal) == "INT") {
            EXPECT_EQ(WEXITSTATUS(status), 3);
        }
        EXPECT_FALSE(fs::exists(out + "/final.safetensors")) << "it was stopped in time";
        EXPECT_EQ(run("replay " + out).code, 1) << "half a run does not replay";
        ASSERT_EQ(run("theorem --resume --out " + out).code, 0);
        for (const char* file : {"theorem.json", "start.safetensors", "final.safetensors"})
            EXPECT_EQ(read_file(path("whole/") + file), read_file(out + "/" + file))
                << signal << " " << file;
    }
    expect_refused("theorem --resume --out " + path("none"), {"--resume", "theorem.json"});
    expect_refused("theorem", {"--out", "--plan-only"});
    expect_refused("theorem --target 2 --out " + path("never"), {"--target"});
    expect_refused("theorem --bound A3 --out " + path("never"), {"A2s"});
    expect_refused("theorem --widths 4,4,2 --out " + path("never"), {"--widths", "three layers"});
    expect_refused("theorem --nonlinear-layers 2 --out " + path("never"), {"two linear"});
    EXPECT_FALSE(fs::exists(path("never")));
}

TEST_F(CommandLine, TheStoredRunOfTheTheoremReplays) {
    for (const char* folder : {"/runs/theorem", "/runs/theorem_a2s"}) {
        const Result r = run(std::string("replay ") + NCV_SOURCE + folder);
        EXPECT_EQ(r.code, 0) << r.out << r.err;
    }
    EXPECT_LT(read_theorem(NCV_SOURCE "/runs/theorem_a2s").plan.nc1_sharp, 0.1);
    const TheoremRun stored = read_theorem(NCV_SOURCE "/runs/theorem");
    EXPECT_LT(stored.plan.nc1, 0.1) << "A2's promise bites";
    const std::string page = read_file(NCV_SOURCE "/docs/theorem.md");
    for (const Reached& milestone : stored.reached)
        for (const auto steps :
             {milestone.step, static_cast<std::int64_t>(std::llround(milestone.promised))}) {
            std::string text = std::to_string(steps); // 12,345
            for (int at = static_cast<int>(text.size()) - 3; at > 0; at -= 3)
                text.insert(static_cast<std::size_t>(at), ",");
            EXPECT_NE(page.find("| " + text + " |"), std::string::npos)
                << "docs/theorem.md: " << milestone.what << ", " << text;
        }
}

TEST_F(CommandLine, TamperedRunsOfTheTheoremDoNotReplay) {
    ASSERT_EQ(run(brisk + path("run")).code, 0);
    const auto with = [&](const char* name, const auto& change) {
        TheoremRun bad = read_theorem(path("run"));
        change(bad);
        const std::string out = path(name);
        fs::create_directories(out);
        fs::copy(path("run/final.safetensors"), out + "/final.safetensors");
        write_theorem(out, bad);
        const Result r = run("replay " + out);
        EXPECT_EQ(r.code, 1) << name << r.out << r.err;
        EXPECT_NE(r.out.find("DIFFERS"), std::string::npos) << r.out;
    };
    with("promise", [](TheoremRun& r) { r.plan.nc1 *= 0.5; });
    with("fewer_steps", [](TheoremRun& r) { r.plan.k2 /= 2; });
    with("weight", [](TheoremRun& r) { r.rows[40].weights[3] *= 1 + 1e-15; });
    with("measure", [](TheoremRun& r) { r.rows[40].C_lambda *= 1.001; });
    with("start", [](TheoremRun& r) { r.start.network.weights[0] *= 1.01; });
    with("cut_off", [](TheoremRun& r) { r.rows.pop_back(); });
    with("another_way",
         [](TheoremRun& r) { // a state with its checksum, but not from the one before
             TraceRow& row = r.rows[40];
             row.weights[3] *= 1 + 1e-7;
             row = trace_row(r.start, at_row(r.start, row).network, row.step);
         });
    with("no_check", [](TheoremRun& r) { // none was ever broken, for none was made
        auto tallies = r.account.tallies();
        for (Tally& t : tallies) t.checked = 0;
        r.account.restore(tallies);
    });
    with("sooner", [](TheoremRun& r) { r.reached[3].step /= 2; });
    with("promised_less", [](TheoremRun& r) { r.reached[0].promised *= 2; });
    with("a_row_less", [](TheoremRun& r) { r.rows.erase(r.rows.begin() + 40); });
    with("a_row_more", [](TheoremRun& r) {
        TraceRow between = r.rows[40];
        between.step += 1;
        between = trace_row(r.start, follow_stretch(r.plan, r.start, r.rows[40], between.step),
                            between.step);
        r.rows.insert(r.rows.begin() + 41, between);
    });
    with("rows_exchanged", [](TheoremRun& r) {
        std::swap(r.rows[40], r.rows[41]);
        std::swap(r.rows[40].step, r.rows[41].step);
    });
    Snapshot end = read_snapshot(path("run/final.safetensors"));
    end.learning_rate = 0.5;
    write_snapshot(path("run/final.safetensors"), end);
    EXPECT_EQ(run("replay " + path("run")).code, 1) << "another final.safetensors";
    write("run/theorem.json", "{}");
    expect_refused("replay " + path("run"), {"theorem.json"});
}

/// The file is taken as it is written and in no other way: an exit code 2 and the line at fault.
TEST_F(CommandLine, TheTextOfARunOfTheTheoremCountsToTheByte) {
    const std::string stored = NCV_SOURCE "/runs/theorem/",
                      text = read_file(stored + "theorem.json");
    fs::create_directories(path("run"));
    for (const char* file : {"start.safetensors", "final.safetensors"})
        fs::copy(stored + file, path("run/") + file);
    const auto changed = [&](const std::string& from, const std::string& to) {
        const std::size_t at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        write("run/theorem.json", std::string(text).replace(at, from.size(), to));
        expect_refused("replay " + path("run"), {"theorem.json"});
        expect_refused("theorem --resume --out " + path("run"), {"theorem.json"});
    };
    changed("\"complete\": true", "\"complete\": false");
    changed("\"complete\": true,\n", "");
    changed("\"complete\": true", "\"complete\": true,\n \"checked_by\": \"me\"");
    changed("\"undecided\": 0", "\"undecided\": 0.0");
    changed("\"undecided\": 0", "\"undecided\": 0, \"undecided\": 0");
    const TheoremRun run_stored = read_theorem(stored);
    const std::string step = "\"step\": " + std::to_string(run_stored.reached.front().step);
    const std::string k1 = "\"k1\": " + std::to_string(std::llround(run_stored.plan.k1));
    changed(step, step + ".0");
    changed(k1 + ".0", "\"k1\": 1e300");
    changed(k1 + ".0", k1 + ".5");
    changed(k1 + ".0", k1);
    changed("\n \"rows\": [", "\n \"rows\":  [");
    changed("\n}\n", "\n}\n\n");
    changed("\n}\n", std::string("\n}\n") + '\0' + "garbage");
    changed("\n}\n", "\n}");
    write("run/theorem.json", text);
    EXPECT_TRUE(read_theorem(path("run")).complete()) << "the text itself is read";
}

/// Every number and every word of a run, each changed in turn by a thousandth or less: refused when
/// it is read, or found to be another than its start and its kept weights give.
TEST_F(CommandLine, EveryFieldOfARunOfTheTheoremCounts) {
    using nlohmann::ordered_json;
    ASSERT_EQ(run(brisk + path("run")).code, 0);
    const TheoremRun whole = read_theorem(path("run"));
    const TheoremRun again = retrace(whole);
    const ordered_json json = ordered_json::parse(read_file(path("run/theorem.json")));
    const auto accepted = [&](const ordered_json& j) { // as replay goes through it
        write("run/theorem.json", j.dump(1) + "\n");
        try {
            const TheoremRun r = read_theorem(path("run"));
            if (!plan_difference(r.plan, whole.plan).empty()) {
                const PlanAgain plan = plan_again(r.start, r.plan);
                if (!plan_difference(r.plan, plan.plan, plan.spread).empty() ||
                    !plan_difference(r.plan, plan.exact, plan.spread).empty())
                    return false;
            }
            if (!broken_chain(r).empty()) return false;
            const Agreement with = compare_runs(r, again, true);
            return with.states == static_cast<long>(r.rows.size()) && with.reached.empty() &&
                   with.checks.empty();
        } catch (const BadInput&) {
            return false;
        }
    };
    ASSERT_TRUE(accepted(json));
    // Of the rows the first, one between and the last.
    const auto sampled = [&](const std::string& path) {
        if (!path.starts_with("/rows/")) return true;
        for (const std::size_t i : {std::size_t{0}, std::size_t{41}, whole.rows.size() - 1})
            if (path.starts_with("/rows/" + std::to_string(i) + "/")) return true;
        return false;
    };
    int changed = 0;
    const ordered_json flat = json.flatten();
    for (const auto& [path, value] : flat.items()) {
        if (!sampled(path)) continue;
        ordered_json j = json;
        auto& field = j[ordered_json::json_pointer(path)];
        if (value.is_boolean())
            field = !value.get<bool>();
        else if (value.is_number_integer())
            field = value.get<long>() + 1;
        else if (value.is_number())
            field = value == 0.0 ? 1e-3 : value.get<double>() * (1 + 1e-4);
        else if (value.is_string())
            field = value.get<std::string>() + "x";
        else if (value.is_null())
            field = 0.5;
        ++changed;
        EXPECT_FALSE(accepted(j)) << path << " " << value << " as " << field;
    }
    EXPECT_GT(changed, 250);
    for (const char* list : {"reached", "checks", "rows"}) {
        const std::size_t middle = json[list].size() / 2;
        ordered_json fewer = json, doubled = json, swapped = json, none = json;
        fewer[list].erase(middle);
        doubled[list].insert(doubled[list].begin() + static_cast<long>(middle), json[list][middle]);
        std::swap(swapped[list][middle], swapped[list][middle - 1]);
        none.erase(list);
        for (const auto& j : {fewer, doubled, swapped, none}) EXPECT_FALSE(accepted(j)) << list;
    }
}

} // namespace
} // namespace ncv
