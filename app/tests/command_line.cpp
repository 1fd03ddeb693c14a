/// The program as a person meets it: exit codes, one clear line for what is wrong, nothing half
/// written.
#include "command_line_fixture.hpp"

#include "claims/gallery.hpp"
#include "claims/outcome_json.hpp"
#include "claims/registry.hpp"

#include <nlohmann/json.hpp>

#include <set>
#include <sstream>

namespace ncv {
namespace {

/// The commands that `ncv COMMAND --help` lists.
std::vector<std::string> commands_in(const std::string& help) {
    std::vector<std::string> out;
    const auto from = help.find("\nSubcommands:\n");
    if (from == std::string::npos) return out;
    std::istringstream lines(help.substr(from + 14));
    for (std::string line; std::getline(lines, line) && line.starts_with("  ");)
        if (line[2] != ' ') out.push_back(line.substr(2, line.find(' ', 2) - 2));
    return out;
}

TEST_F(CommandLine, HelpAndVersionSucceed) {
    const auto expect_help = [&](const std::string& command, const auto& self) -> std::size_t {
        const Result r = run(command + " --help");
        EXPECT_EQ(r.code, 0) << command;
        EXPECT_EQ(r.err, "") << command;
        const auto usage = r.out.find("Usage: ncv" + (command.empty() ? "" : " " + command));
        EXPECT_TRUE(usage != std::string::npos && usage > 10) << command << " says what it is for";
        std::size_t count = 1;
        for (const std::string& word : commands_in(r.out))
            count += self(command.empty() ? word : command + " " + word, self);
        return count;
    };
    // ncv, its 13 commands, data's fetch and info, certificate's show.
    EXPECT_GE(expect_help("", expect_help), 17u);
    EXPECT_EQ(run("--version").code, 0);
}

TEST_F(CommandLine, UsageErrorsAreOneLine) {
    expect_refused("", {"subcommand"});
    expect_refused("chek x", {"chek"});
    expect_refused("check", {"snapshot"});
    expect_refused("check a --frobnicate", {"frobnicate"});
}

TEST_F(CommandLine, HelpIsACommandToo) {
    EXPECT_EQ(run("help").out, run("--help").out);
    EXPECT_EQ(run("help").code, 0);
    EXPECT_EQ(run("help check").out, run("check --help").out);
    expect_refused("help chek", {"chek", "check"});
    expect_refused("hlep", {"hlep", "\"help\""});
}

TEST_F(CommandLine, CountsMayBeWrittenWithAnExponent) {
    const std::string check = "check " + snapshot() + " --claims B2s --json --steps ";
    EXPECT_EQ(run(check + "1e1").out, run(check + "10").out);
    EXPECT_EQ(run(check + "1e1").code, 0);
    for (const char* wrong : {"1e-1", "1.5e0", "1e400", "0e0", "e", "nan"})
        expect_refused(check + wrong, {"--steps"});
    for (const char* wrong : {"nan", "inf", "-1", "0"})
        expect_refused(std::string("theorem --plan-only --target ") + wrong, {"--target"});
}

/// The hypotheses of experiments/ stand behind claims and counterexamples, with what came of them.
TEST_F(CommandLine, ListShowsTheEmpiricalHypothesesWithTheirVerdicts) {
    const auto listed = nlohmann::json::parse(run("list --json").out);
    const auto stored = nlohmann::json::parse(read_file(NCV_SOURCE "/experiments/verdicts.json"));
    const std::string text = run("list").out;
    ASSERT_EQ(listed.size(), claims().size() + gallery().size() + stored.size());
    std::set<std::string> ids;
    for (std::size_t i = 0; i < stored.size(); ++i) {
        const auto& shown = listed[listed.size() - stored.size() + i];
        EXPECT_EQ(shown["kind"], "hypothesis");
        for (const char* key : {"id", "title", "statement", "verdict"})
            EXPECT_EQ(shown[key], stored[i][key]) << key;
        EXPECT_TRUE(shown["source"].is_string());
        const std::string id = shown["id"], verdict = shown["verdict"];
        ids.insert(id);
        EXPECT_NE(text.find("\n" + id + " "), std::string::npos) << id;
        EXPECT_NE(text.find("(hypothesis, " + verdict + ")"), std::string::npos) << id;
    }
    for (const char* id : {"E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8_training", "imbalance"})
        EXPECT_TRUE(ids.contains(id)) << id;
}

TEST_F(CommandLine, ListNamesEveryClaim) {
    const auto json = nlohmann::json::parse(run("list --json").out);
    ASSERT_GE(json.size(), claims().size() + gallery().size());
    std::set<std::string> ids;
    for (const auto& claim : json) {
        ids.insert(claim["id"]);
        for (const char* key : {"id", "title", "kind", "source"})
            EXPECT_TRUE(claim[key].is_string()) << key;
    }
    // The ids are permanent: those of the table in docs/results.md, all of them.
    const std::string page = read_file(NCV_SOURCE "/docs/results.md");
    const auto from = page.find("<!-- claims:begin -->"), to = page.find("<!-- claims:end -->");
    ASSERT_NE(to, std::string::npos);
    std::istringstream rows(page.substr(from, to - from));
    std::size_t shown = 0;
    for (std::string row; std::getline(rows, row);) {
        if (!row.starts_with("| ") || row.starts_with("| id ")) continue;
        const std::string id = row.substr(2, row.find(' ', 2) - 2);
        EXPECT_TRUE(ids.contains(id)) << id;
        ++shown;
    }
    EXPECT_EQ(shown, claims().size());
    for (const Claim& claim : claims()) EXPECT_TRUE(ids.contains(claim.id)) << claim.id;
}

TEST_F(CommandLine, ReplayAgreesOnlyWithWhatIsSo) {
    const Snapshot s = read_snapshot(snapshot());
    const Outcome o = check(s, {{"A2"}, Arithmetic::mp}).front();
    write_counterexample(path("case.json"), {"F0", "A2", {}, o.status, o.ratio, "holds"}, s);
    EXPECT_EQ(run("replay " + path("case.json")).code, 0);
    write_counterexample(path("case.json"), {"F0", "A2", {}, o.status, o.ratio * 1.001, "tampered"},
                         s);
    EXPECT_EQ(run("replay " + path("case.json")).code, 1);
    write_counterexample(path("case.json"), {"F0", "A2", {}, Status::violated, o.ratio, "wrong"},
                         s);
    EXPECT_EQ(run("replay " + path("case.json")).code, 1);
    expect_refused("replay " + write("broken.json", "{"), {"JSON"});
    expect_refused("replay " + write("other.json", R"({"claim": "A2", "lacks": "luck"})"),
                   {"luck", "eps2"});
    InstanceSpec unbalanced; // interpolates, but its head is far from balanced
    unbalanced.class_sizes = {2, 2};
    unbalanced.head_widths = {5};
    unbalanced.head = HeadKind::interpolating;
    unbalanced.imbalance = 4;
    write_counterexample(path("case.json"),
                         {"F1", "A2", Hypothesis::eps2, Status::violated, {}, ""},
                         build(unbalanced));
    EXPECT_EQ(run("replay " + path("case.json")).code, 0);
}

} // namespace
} // namespace ncv
