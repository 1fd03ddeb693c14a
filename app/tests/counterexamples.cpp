/// The gallery: every file replays, a tampered one does not, the page's numbers are what checking
/// gives, and the matrix of hypotheses is complete.
#include "command_line_fixture.hpp"
#include "stored_counterexamples.hpp"

#include "claims/gallery.hpp"
#include "claims/outcome_json.hpp"
#include "claims/registry.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <regex>
#include <set>
#include <sstream>

namespace ncv {
namespace {

namespace fs = std::filesystem;

class Counterexamples : public CommandLine {
  protected:
    /// Its file replays, lacks what the gallery says with a ratio of 2, and is refused once its
    /// status or one of its weights is changed.
    void replays(const std::string& id) {
        const GalleryEntry* entry = find_in_gallery(id);
        ASSERT_NE(entry, nullptr);
        const fs::path json = gallery_folder / (entry->file + ".json");
        const Result r = run("replay " + json.string());
        EXPECT_EQ(r.code, 0) << r.out << r.err;
        const Counterexample c = parse_counterexample(read_file(json), id);
        EXPECT_EQ(c.id, id);
        EXPECT_EQ(c.claim, entry->claim);
        EXPECT_EQ(c.lacks, entry->lacks);
        const Outcome o = stored_outcome(json);
        EXPECT_EQ(o.status, Status::violated);
        EXPECT_GE(o.ratio, 2);
        for (const Quantity& q : o.hypotheses) // with margin: nothing is barely met
            if (q.name == "interpolation") {
                EXPECT_GE(q.value, 0.2);
            }

        Counterexample tampered = c;
        tampered.status = Status::holds;
        const fs::path snapshot_path = fs::path(json).replace_extension(".safetensors");
        Snapshot s = read_snapshot(snapshot_path);
        write_counterexample(path("tampered.json"), tampered, s);
        EXPECT_EQ(run("replay " + path("tampered.json")).code, 1);
        s.network.weights.front() *= 0.0;
        write_counterexample(path("tampered.json"), c, s);
        EXPECT_EQ(run("replay " + path("tampered.json")).code, 1);
    }
};

/// The largest ratios that searches reached, with nothing dropped: stored, and none is a violation.
TEST_F(Counterexamples, TheSharpestInstancesReplay) {
    int instances = 0;
    for (const auto& entry : fs::directory_iterator(gallery_folder / "sharpest")) {
        if (entry.path().extension() != ".json") continue;
        const Counterexample c =
            parse_counterexample(read_file(entry.path()), entry.path().string());
        EXPECT_FALSE(c.lacks);
        if (find_claim(c.claim)->is_asserted()) {
            EXPECT_NE(c.status, Status::violated) << c.claim;
        }
        const Result r = run("replay " + entry.path().string());
        EXPECT_EQ(r.code, 0) << r.out << r.err;
        ++instances;
    }
    EXPECT_GT(instances, 30);
}

TEST_F(Counterexamples, F1Replays) { replays("F1"); }
TEST_F(Counterexamples, F2Replays) { replays("F2"); }
TEST_F(Counterexamples, F3Replays) { replays("F3"); }
TEST_F(Counterexamples, F4Replays) { replays("F4"); }
TEST_F(Counterexamples, F5Replays) { replays("F5"); }
TEST_F(Counterexamples, F6Replays) { replays("F6"); }
TEST_F(Counterexamples, F7Replays) { replays("F7"); }
TEST_F(Counterexamples, F8Replays) { replays("F8"); }
TEST_F(Counterexamples, F9Replays) { replays("F9"); }
TEST_F(Counterexamples, F10Replays) { replays("F10"); }
TEST_F(Counterexamples, F11Replays) { replays("F11"); }
TEST_F(Counterexamples, F13Replays) { replays("F13"); }
TEST_F(Counterexamples, F14Replays) { replays("F14"); }
TEST_F(Counterexamples, F15Replays) { replays("F15"); }
TEST_F(Counterexamples, F16Replays) { replays("F16"); }
TEST_F(Counterexamples, F17Replays) { replays("F17"); }

TEST_F(Counterexamples, ReplayTogether) {
    EXPECT_EQ(run("replay " + (gallery_folder / "*.json").string()).code, 0);
}

/// The section's own statement: interpolation, NC1 above a million, a right side below 1e-3.
TEST_F(Counterexamples, F1IsAsLargeAsPromised) {
    const Outcome o = stored_outcome(gallery_folder / (find_in_gallery("F1")->file + ".json"));
    EXPECT_GT(o.lhs, 1e6);
    EXPECT_GT(o.rhs, 0);
    EXPECT_LT(o.rhs, 1e-3);
}

/// At the critical point that F4 is, one step of gradient descent leaves D_l alone.
TEST_F(Counterexamples, F4StaysUnderGradientDescent) {
    const Snapshot s =
        read_snapshot(gallery_folder / (find_in_gallery("F4")->file + ".safetensors"));
    EXPECT_EQ(check(s, {{"B2r"}, Arithmetic::mp}).front().status, Status::holds);
    const Outcome run = check(s, {{"B2s"}, Arithmetic::mp}).front();
    EXPECT_EQ(run.lhs, 3.75);
    EXPECT_NE(run.status, Status::violated);
}

TEST_F(Counterexamples, ThePageSaysWhatCheckingGives) {
    const std::string page = read_file(gallery_folder / "README.md");
    const std::regex line(
        "\\[(\\S+)\\.json\\]\\(\\S+\\): (\\S+) (?:without `(\\w+)`|as it stands), "
        "left side (\\S+), right side (\\S+), ratio (\\S+)\\.\n");
    const auto number = [](const std::string& text) {
        return text == "infinite" ? INFINITY : std::stod(text);
    };
    const auto same = [](double a, double b) {
        return a == b || std::abs(a - b) <= 1e-5 * std::abs(b);
    };
    std::set<std::string> told;
    for (std::sregex_iterator m(page.begin(), page.end(), line), end; m != end; ++m) {
        const std::string file = (*m)[1];
        told.insert(file);
        const Outcome o = stored_outcome(gallery_folder / (file + ".json"));
        EXPECT_EQ((*m)[2], o.claim) << file;
        EXPECT_TRUE(same(number((*m)[4]), o.lhs)) << file << ": " << o.lhs;
        EXPECT_TRUE(same(number((*m)[5]), o.rhs)) << file << ": " << o.rhs;
        EXPECT_TRUE(same(number((*m)[6]), o.ratio)) << file << ": " << o.ratio;
    }
    for (const auto& entry : fs::directory_iterator(gallery_folder))
        if (entry.path().extension() == ".json") {
            EXPECT_TRUE(told.contains(entry.path().stem())) << entry.path();
        }
    for (const GalleryEntry& entry : gallery()) {
        EXPECT_TRUE(told.contains(entry.file)) << entry.id;
        EXPECT_NE(page.find("\n## " + entry.id + " " + entry.title + "\n"), std::string::npos)
            << entry.id;
        EXPECT_TRUE(fs::exists(gallery_folder / (entry.file + ".svg"))) << entry.id;
    }
}

TEST_F(Counterexamples, TheMatrixHasEveryHypothesisOfEveryClaim) {
    std::set<std::pair<std::string, std::string>> wanted, rows;
    for (const Claim& claim : claims())
        for (const auto name : names_of(claim.needs)) wanted.emplace(claim.id, name);
    std::istringstream matrix(read_file(gallery_folder / "matrix.jsonl"));
    const std::string page = read_file(gallery_folder / "matrix.md");
    for (std::string line; std::getline(matrix, line);) {
        const auto row = nlohmann::json::parse(line);
        const std::string claim = row["claim"], hypothesis = row["hypothesis"], kind = row["kind"];
        EXPECT_TRUE(rows.insert({claim, hypothesis}).second) << claim << hypothesis;
        EXPECT_NE(page.find("| " + claim + " | " + hypothesis + " |"), std::string::npos)
            << claim << " " << hypothesis << ": run counterexamples/matrix.py";
        if (kind == "found") {
            const fs::path json = gallery_folder / row["file"].get<std::string>();
            const Counterexample c = parse_counterexample(read_file(json), json.string());
            EXPECT_EQ(c.claim, claim);
            EXPECT_EQ(hypothesis_name(c.lacks), hypothesis);
            const Outcome o = stored_outcome(json);
            EXPECT_EQ(o.status, Status::violated) << json;
            EXPECT_GE(o.ratio, 2) << json;
        } else if (kind == "searched") {
            EXPECT_GT(row["evaluations"].get<long>(), 0);
        } else {
            EXPECT_TRUE(kind == "not_needed" || kind == "definitional") << kind;
            EXPECT_FALSE(row["reason"].get<std::string>().empty());
        }
    }
    EXPECT_EQ(rows, wanted) << "run counterexamples/matrix.py";
}

TEST_F(Counterexamples, AreListedButNotChecked) {
    const auto json = nlohmann::json::parse(run("list --json").out);
    for (const GalleryEntry& entry : gallery()) {
        const auto listed = std::find_if(json.begin(), json.end(),
                                         [&](const auto& j) { return j["id"] == entry.id; });
        ASSERT_NE(listed, json.end()) << entry.id;
        EXPECT_EQ((*listed)["kind"], "counterexample");
        EXPECT_EQ((*listed)["lacks"], hypothesis_name(entry.lacks));
        const Claim* claim = find_claim(entry.claim);
        ASSERT_NE(claim, nullptr);
        EXPECT_EQ(std::count(claim->needs.begin(), claim->needs.end(), entry.lacks), 1) << entry.id;
    }
    expect_refused("check " + snapshot() + " --claims F1",
                   {"F1", "ncv replay counterexamples/f1_unbalanced_head.json"});
}

} // namespace
} // namespace ncv
