/// What the pages say is so: the table of claims in docs/results.md is the registry, every command
/// they show exists with its options.
#include "claims/registry.hpp"
#include "io/files.hpp"
#include "programs.hpp"
#include "sweep/measures.hpp"
#include "sweep/plan.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace ncv {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> pages() {
    std::vector<fs::path> out{fs::path(NCV_SOURCE) / "README.md",
                              fs::path(NCV_SOURCE) / "CONTRIBUTING.md"};
    for (const char* folder : {"docs", "counterexamples", "experiments"})
        for (const auto& entry : fs::directory_iterator(fs::path(NCV_SOURCE) / folder))
            if (entry.path().extension() == ".md") out.push_back(entry.path());
    return out;
}

std::string output_of(const std::string& command) {
    std::string out;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> buffer;
    while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), pipe))
        out.append(buffer.data(), n);
    ::pclose(pipe);
    return out;
}

/// docs/results.json is what the tables were written from; it must speak of this registry and of
/// the files that are there.
TEST(Documentation, TheTablesOfResultsAgreeWithTheRegistryAndTheFiles) {
    const auto results =
        nlohmann::json::parse(read_file(fs::path(NCV_SOURCE) / "docs" / "results.json"));
    std::map<std::string, std::set<std::string>> stored;
    const fs::path folder = fs::path(NCV_SOURCE) / "counterexamples";
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const fs::path path = entry.path();
        if (path.extension() != ".json" || path.parent_path().filename() == "sharpest") continue;
        stored[nlohmann::json::parse(read_file(path))["claim"]].insert(
            fs::relative(path, NCV_SOURCE).string());
    }
    ASSERT_EQ(results["rows"].size(), claims().size());
    for (std::size_t i = 0; i < claims().size(); ++i) {
        const Claim& claim = claims()[i];
        const auto& row = results["rows"][i];
        EXPECT_EQ(row["id"], claim.id);
        const std::string status = row["status"];
        EXPECT_EQ(status == "refuted", claim.kind == Kind::quoted) << claim.id;
        EXPECT_EQ(status == "measured", claim.kind == Kind::empirical) << claim.id;
        EXPECT_NE(status, "violated") << claim.id;
        std::set<std::string> listed;
        for (const auto& file : row["counterexamples"]) listed.insert(file);
        EXPECT_EQ(listed, stored[claim.id]) << claim.id;
        if (row["searched"].is_number()) {
            EXPECT_TRUE(fs::exists(folder / "sharpest" / (claim.id + ".json"))) << claim.id;
        }
    }
}

/// The rows of the table of outcomes: id, title and kind from the registry, the rest from
/// results.json.
TEST(Documentation, TheTableOfOutcomesIsTheRegistry) {
    const std::string text = read_file(fs::path(NCV_SOURCE) / "docs" / "results.md");
    const auto results =
        nlohmann::json::parse(read_file(fs::path(NCV_SOURCE) / "docs" / "results.json"));
    const auto from = text.find("<!-- claims:begin -->"), to = text.find("<!-- claims:end -->");
    ASSERT_NE(from, std::string::npos);
    ASSERT_NE(to, std::string::npos);
    std::istringstream lines(text.substr(from + 22, to - from - 22));
    std::string line;
    std::getline(lines, line); // heads
    std::getline(lines, line);
    for (std::size_t i = 0; i < claims().size(); ++i) {
        const Claim& c = claims()[i];
        const auto& row = results["rows"][i];
        ASSERT_TRUE(std::getline(lines, line)) << c.id;
        const std::string start =
            "| " + c.id + " | " + c.title + " | " + std::string(kind_name(c.kind)) + " | ";
        EXPECT_TRUE(line.starts_with(start)) << line;
        const std::size_t count = row["counterexamples"].size();
        const std::string end = " | " + row["status"].get<std::string>() + " | " +
                                (count ? std::to_string(count) : "–") + " |";
        EXPECT_TRUE(line.ends_with(end)) << line;
        std::string networks; // 12,345
        for (char digit : line.substr(start.size()))
            if (digit >= '0' && digit <= '9')
                networks += digit;
            else if (digit != ',')
                break;
        EXPECT_EQ(networks, std::to_string(row["networks"].get<long>())) << line;
    }
    EXPECT_FALSE(std::getline(lines, line)) << line;
}

TEST(Documentation, EveryClaimHasARowInDocsClaims) {
    const std::string text = read_file(fs::path(NCV_SOURCE) / "docs" / "claims.md");
    for (const Claim& c : claims())
        EXPECT_NE(text.find("\n| " + c.id + " |"), std::string::npos) << c.id;
}

/// Section B's table of needs, each claim with all the names the registry has for it.
TEST(Documentation, EveryHypothesisOfGradientDescentIsNamed) {
    std::istringstream page(read_file(fs::path(NCV_SOURCE) / "docs" / "claims.md"));
    std::map<std::string, std::string> needs; // of each claim, with "those of B5" put in
    std::string of_all;                       // said once of whole sections
    for (std::string line; std::getline(page, line);) {
        if (line.find("Sections A to C are about") != std::string::npos) of_all = line;
        const std::size_t bar = line.find(" | ");
        if (!line.starts_with("| B") || bar == std::string::npos ||
            line.find("`") == std::string::npos)
            continue;
        std::istringstream ids(line.substr(2, bar - 2));
        for (std::string id; std::getline(ids >> std::ws, id, ',');) {
            std::string row = line.substr(bar);
            if (const auto of = row.find("those of "); of != std::string::npos) {
                const std::size_t begin = of + 9;
                row += needs[row.substr(begin, row.find(' ', begin) - begin)];
            }
            needs[id] += row;
        }
    }
    for (const Claim& claim : claims()) {
        if (!claim.id.starts_with("B")) continue;
        for (const auto name : names_of(claim.needs))
            EXPECT_NE((of_all + needs[claim.id]).find("`" + std::string(name) + "`"),
                      std::string::npos)
                << claim.id << ": " << name;
    }
}

/// What a page shows as code: lines of fenced blocks of the shell, and code between backticks.
std::vector<std::string> shown_code(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream lines(text);
    std::string fence, prose;
    bool fenced = false, continued = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("```")) {
            fenced = !fenced;
            fence = line.substr(3);
        } else if (!fenced) {
            prose += line + "\n";
        } else if (fence.empty() || fence == "sh") {
            const bool more = line.ends_with("\\");
            if (more) line.pop_back();
            continued ? void(out.back() += line) : out.push_back(line);
            continued = more;
        }
    }
    const std::regex code("`([^`]+)`");
    for (std::sregex_iterator m(prose.begin(), prose.end(), code), end; m != end; ++m)
        out.push_back((*m)[1]);
    return out;
}

/// The commands under a program or a command, from its help; none under a command that has none.
std::vector<std::string> commands_under(const std::string& program) {
    const std::string help = output_of(program + " --help");
    EXPECT_NE(help.find("Usage"), std::string::npos) << program;
    const auto from = help.find("\nSubcommands:\n");
    std::vector<std::string> out;
    if (from == std::string::npos) return out;
    std::istringstream lines(help.substr(from + 14));
    std::string line;
    while (std::getline(lines, line) && line.starts_with("  ")) {
        const std::string word = line.substr(2, line.find(' ', 2) - 2);
        if (!word.empty()) out.push_back(word);
    }
    return out;
}

/// Every program and command that can be called, as it is called, and its help.
std::map<std::string, std::string> callable() {
    std::map<std::string, std::string> out;
    const auto add = [&](const std::string& name, const std::string& call,
                         const auto& self) -> void {
        out[name] = output_of(call + " --help");
        for (const std::string& word : commands_under(call))
            self(name + " " + word, call + " " + word, self);
    };
    add("ncv", ncv_program, add);
    add("ncv-recheck", recheck_program, add);
    return out;
}

TEST(Documentation, EveryCommandShownExists) {
    const std::map<std::string, std::string> known = callable();
    std::set<std::string> seen;
    const std::regex call("(?:^|[\\s/;|(])(ncv-recheck|ncv)(?![\\w.-])((?: [^;|]*)?)");
    const std::regex option("(?:^|[\\s\\[])(--[a-z][a-z-]*|-[a-z]\\b)");
    for (const auto& page : pages())
        for (const std::string& shown : shown_code(read_file(page))) {
            const std::string code = shown.substr(0, shown.find(" #")); // without its comment
            for (std::sregex_iterator m(code.begin(), code.end(), call), end; m != end; ++m) {
                std::string name = (*m)[1], word;
                const std::string rest = (*m)[2];
                std::istringstream words(rest);
                while (words >> word && known.contains(name + " " + word)) name += " " + word;
                const std::string help = known.at(name);
                const bool takes_command = help.find("\nSubcommands:\n") != std::string::npos;
                const bool lower =
                    !word.empty() && std::islower(static_cast<unsigned char>(word[0]));
                EXPECT_FALSE(takes_command && words && lower)
                    << page << ": " << name << " has no " << word << " in \"" << code << "\"";
                for (std::sregex_iterator o(rest.begin(), rest.end(), option); o != end; ++o)
                    EXPECT_TRUE(
                        std::regex_search(help, std::regex("[\\s,]" + (*o)[1].str() + "\\b")))
                        << page << ": " << name << " has no " << (*o)[1] << " in \"" << code
                        << "\"";
                for (std::size_t at = name.size(); at != std::string::npos;
                     at = name.rfind(' ', at - 1))
                    seen.insert(name.substr(0, at));
            }
        }
    for (const auto& [name, help] : known)
        EXPECT_TRUE(seen.contains(name)) << "no page shows " << name;
}

TEST(Documentation, ThePlanShownIsAPlanAndEveryMeasureIsNamed) {
    const std::string page = read_file(fs::path(NCV_SOURCE) / "docs" / "sweeps.md");
    const std::string begin = "```toml\n";
    const std::size_t from = page.find(begin) + begin.size();
    const std::string shown = page.substr(from, page.find("```", from) - from);
    EXPECT_EQ(sweep::planned_runs(sweep::parse_plan(shown, "docs/sweeps.md")).size(), 48u);
    for (const sweep::MeasureInfo& m : sweep::known_measures())
        EXPECT_TRUE(m.name.starts_with("bound_") || m.name.starts_with("ratio_") ||
                    page.find("`" + m.name + "`") != std::string::npos)
            << m.name;
}

std::map<std::string, sweep::Plan> plans_in(const char* folder) {
    std::map<std::string, sweep::Plan> out;
    for (const auto& entry :
         fs::directory_iterator(fs::path(NCV_SOURCE) / "experiments" / folder)) {
        sweep::Plan plan = sweep::parse_plan(read_file(entry.path()), entry.path().string());
        const std::string id = plan.id;
        EXPECT_TRUE(out.emplace(id, std::move(plan)).second) << id << " is there twice";
    }
    return out;
}

TEST(Documentation, EveryQuickPlanHasItsFullOneWithTheSameTests) {
    const auto quick = plans_in("quick"), full = plans_in("full");
    EXPECT_EQ(quick.size(), full.size());
    for (const auto& [id, plan] : quick) {
        ASSERT_TRUE(full.contains(id)) << id;
        const sweep::Plan& other = full.at(id);
        EXPECT_GT(sweep::planned_runs(other).size(), sweep::planned_runs(plan).size()) << id;
        ASSERT_EQ(plan.tests.size(), other.tests.size()) << id;
        for (std::size_t i = 0; i < plan.tests.size(); ++i) {
            EXPECT_EQ(plan.tests[i].kind, other.tests[i].kind) << id;
            EXPECT_EQ(plan.tests[i].predicts, other.tests[i].predicts) << id;
            EXPECT_EQ(plan.tests[i].values, other.tests[i].values) << id;
        }
    }
}

/// experiments/verdicts.json is what the tables were written from; it must speak of these plans.
TEST(Documentation, TheVerdictsShownAreThoseOfThePlans) {
    const fs::path folder = fs::path(NCV_SOURCE) / "experiments";
    const std::string page = read_file(folder / "README.md");
    const auto verdicts = nlohmann::json::parse(read_file(folder / "verdicts.json"));
    auto plans = plans_in("quick");
    const fs::path backbones = folder / "backbones" / "e9_architectures.toml";
    plans.emplace("E9", sweep::parse_plan(read_file(backbones), backbones.string()));
    EXPECT_EQ(verdicts.size(), plans.size());
    for (const auto& h : verdicts) {
        const std::string id = h["id"];
        ASSERT_TRUE(plans.contains(id)) << id;
        EXPECT_EQ(h["plan_sha256"], plans.at(id).digest) << id << ": sweep it again";
        const std::string row = "\n| " + id + " | " + h["title"].get<std::string>() + " | **" +
                                h["verdict"].get<std::string>() + "** |";
        EXPECT_NE(page.find(row), std::string::npos) << row;
        EXPECT_NE(page.find("\n### " + id + ": "), std::string::npos) << id;
        EXPECT_NE(page.find(h["sentence"].get<std::string>()), std::string::npos) << id;
        EXPECT_EQ(h["counts"]["planned"].get<std::size_t>(),
                  sweep::planned_runs(plans.at(id)).size());
    }
}

/// make TARGET, --preset NAME and python3 SCRIPT.
TEST(Documentation, EveryTargetPresetAndScriptShownExists) {
    const std::string makefile = "\n" + read_file(fs::path(NCV_SOURCE) / "Makefile");
    const std::string presets = read_file(fs::path(NCV_SOURCE) / "CMakePresets.json");
    const std::regex target("(?:^| or )make ([a-z][a-z-]*)"), preset("--preset ([a-z+]+)");
    const std::regex script("python3 ([a-z_/]+[.]py)");
    std::set<std::string> seen;
    for (const auto& page : pages())
        for (const std::string& code : shown_code(read_file(page))) {
            const auto each = [&](const std::regex& what, const auto& exists) {
                for (std::sregex_iterator m(code.begin(), code.end(), what), end; m != end; ++m) {
                    seen.insert((*m)[0]);
                    EXPECT_TRUE(exists((*m)[1].str())) << page << ": " << code;
                }
            };
            each(target, [&](const std::string& name) {
                return makefile.find("\n" + name + ":") != std::string::npos;
            });
            each(preset, [&](const std::string& name) {
                return presets.find("\"name\": \"" + name + "\"") != std::string::npos;
            });
            each(script,
                 [&](const std::string& path) { return fs::exists(fs::path(NCV_SOURCE) / path); });
        }
    for (const char* one : {"make verify", "make test", "make bench", "--preset release"})
        EXPECT_TRUE(seen.contains(one)) << one;
}

} // namespace
} // namespace ncv
