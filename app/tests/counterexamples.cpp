/// The gallery: every file replays, a tampered one does not, the page's numbers are what checking
/// gives, and the matrix of hypotheses is complete.
#include "command_line_fixture.hpp"

#include "claims/gallery.hpp"
#include "claims/outcome_json.hpp"
#include "claims/registry.hpp"
#include "data/random.hpp"
#include "io/digest.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <regex>
#include <set>
#include <sstream>

namespace ncv {
namespace {

namespace fs = std::filesystem;
const fs::path folder = fs::path(NCV_SOURCE) / "counterexamples";

Outcome stored_outcome(const fs::path& json) {
    const Counterexample c = parse_counterexample(read_file(json), json.string());
    fs::path snapshot = json;
    return check(read_snapshot(snapshot.replace_extension(".safetensors")),
                 {{c.claim}, Arithmetic::mp, c.lacks})
        .front();
}

class Counterexamples : public CommandLine {
  protected:
    /// Its file replays, lacks what the gallery says with a ratio of 2, and is refused once its
    /// status or one of its weights is changed.
    void replays(const std::string& id) {
        const GalleryEntry* entry = find_in_gallery(id);
        ASSERT_NE(entry, nullptr);
        const fs::path json = folder / (entry->file + ".json");
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
    for (const auto& entry : fs::directory_iterator(folder / "sharpest")) {
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

/// JSON and snapshot of an entry in this test's folder, under its own name.
struct Copy {
    fs::path json, snapshot;
};
Copy copied(const fs::path& json, const fs::path& to) {
    Copy out{to / json.filename(), to / json.filename()};
    out.snapshot.replace_extension(".safetensors");
    const auto over = fs::copy_options::overwrite_existing;
    fs::copy_file(json, out.json, over);
    fs::copy_file(fs::path(json).replace_extension(".safetensors"), out.snapshot, over);
    return out;
}

std::vector<fs::path> entries() {
    std::vector<fs::path> out;
    for (const char* where : {".", "found", "sharpest"})
        for (const auto& entry : fs::directory_iterator(folder / where))
            if (entry.path().extension() == ".json") out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

TEST_F(Counterexamples, NameTheirSnapshotByItsDigest) {
    EXPECT_GT(entries().size(), 140);
    for (const fs::path& json : entries()) {
        const Counterexample c = parse_counterexample(read_file(json), json.string());
        fs::path snapshot = json;
        EXPECT_EQ(c.sha256, sha256_of(read_file(snapshot.replace_extension(".safetensors"))))
            << json;
    }
}

/// Whether `c` says what is so of the snapshot, lacking what it says it lacks.
bool is_so(const Counterexample& c, const Snapshot& s) {
    const Outcome o = check(s, {{c.claim}, Arithmetic::mp, c.lacks}).front();
    if (o.status != c.status || (c.ratio && *c.ratio != o.ratio)) return false;
    if (!c.lacks) return true;
    const Outcome with = check(s, {{c.claim}, Arithmetic::mp}).front();
    return with.status != o.status || with.lhs != o.lhs || with.rhs != o.rhs;
}

/// One thing changed in each of them, at random: the file no longer says what is so.
TEST_F(Counterexamples, EveryChangeOfAnEntryIsNoticed) {
    Random random(23);
    int changed = 0, other_truths = 0;
    for (const fs::path& json : entries()) {
        const Copy copy = copied(json, folder_);
        const std::string text = read_file(json), bytes = read_file(copy.snapshot);
        const Counterexample c = parse_counterexample(text, json.string());
        const auto noticed = [&](const std::string& what, const std::vector<int>& codes) {
            const Result r = run("replay " + copy.json.string());
            EXPECT_TRUE(std::count(codes.begin(), codes.end(), r.code))
                << what << " " << json << " ends with " << r.code << "\n"
                << r.out << r.err;
            ++changed;
        };
        auto j = nlohmann::ordered_json::parse(text);
        const auto edited = [&](const std::string& what) {
            const std::string now = j.dump(2);
            write_file(copy.json, now);
            // A change may by chance say another truth.
            if (is_so(parse_counterexample(now, what), read_snapshot(copy.snapshot)))
                ++other_truths;
            else
                noticed(what, {1});
            j = nlohmann::ordered_json::parse(text);
        };
        const std::vector<Status> all{Status::holds, Status::violated, Status::vacuous,
                                      Status::not_applicable, Status::undecided};
        Status other = c.status;
        while (other == c.status) other = all[static_cast<std::size_t>(uniform_int(random, 0, 4))];
        j["expected"]["status"] = status_name(other);
        edited("status");
        if (c.ratio) {
            const double factor =
                1 + std::ldexp(uniform_int(random, 0, 1) ? 1 : -0.5, -uniform_int(random, 0, 50));
            j["expected"]["ratio"] = *c.ratio * factor;
            edited("ratio");
        } else {
            j["expected"]["ratio"] = std::ldexp(1.5, uniform_int(random, -40, 40));
            // Undecided and holding ones have a ratio that was left out, not this one.
            edited("ratio in place of none");
        }
        if (c.lacks) {
            j["lacks"] = "";
            edited("lacks nothing");
        }
        if (const Hypotheses& needs = find_claim(c.claim)->needs; !needs.empty()) {
            const int which = uniform_int(random, 0, static_cast<int>(needs.size()) - 1);
            const std::string_view instead =
                hypothesis_name(needs[static_cast<std::size_t>(which)]);
            if (instead != hypothesis_name(c.lacks)) {
                j["lacks"] = instead;
                edited("lacks " + std::string(instead));
            }
        }
        write_file(copy.json, text);
        std::string damaged = bytes;
        const auto at =
            static_cast<std::size_t>(uniform_int(random, 8, static_cast<int>(bytes.size()) - 1));
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << uniform_int(random, 0, 7)));
        write_file(copy.snapshot, damaged);
        noticed("weights", {2});
        write_file(copy.snapshot, bytes);
        // Without a digest other weights are taken, and what they give is compared.
        for (int l = 1; c.ratio && l <= read_snapshot(copy.snapshot).network.depth(); ++l) {
            Snapshot s = parse_snapshot(bytes, "entry");
            s.network.W(l).setOnes();
            write_snapshot(copy.snapshot, s);
            j.erase("sha256");
            edited("weights without a digest");
        }
        write_file(copy.snapshot, bytes);
        write_file(copy.json, text);
        EXPECT_EQ(run("replay " + copy.json.string()).code, 0) << json;
    }
    EXPECT_GT(changed, 600);
    EXPECT_LT(other_truths, 60);
    std::printf("%d changes noticed, %d say another truth\n", changed, other_truths);
}

TEST_F(Counterexamples, OfTheGalleryCallThemselvesByTheirNames) {
    for (const GalleryEntry& entry : gallery()) {
        const Copy copy = copied(folder / (entry.file + ".json"), folder_);
        auto j = nlohmann::ordered_json::parse(read_file(copy.json));
        for (const char* id : {"F0", "F12x", "A2", "f1", ""}) {
            j["id"] = id;
            write_file(copy.json, j.dump(2));
            const Result r = run("replay " + copy.json.string());
            EXPECT_EQ(r.code, 1) << entry.id << " as " << id << r.out;
            EXPECT_NE(r.out.find("the gallery has there " + entry.id), std::string::npos) << r.out;
        }
    }
    // Elsewhere a name is free, but said.
    const Copy copy = copied(folder / "found/A2_eps2.json", folder_);
    auto j = nlohmann::ordered_json::parse(read_file(copy.json));
    j["id"] = "mine";
    write_file(copy.json, j.dump(2));
    const Result r = run("replay " + copy.json.string());
    EXPECT_EQ(r.code, 0) << r.out;
    EXPECT_NE(r.out.find("calls itself mine"), std::string::npos) << r.out;
}

TEST_F(Counterexamples, AnotherSnapshotIsRefusedAndNoDigestIsSaid) {
    const Copy copy = copied(folder / "f1_unbalanced_head.json", folder_);
    fs::copy_file(folder / "f2_not_interpolating.safetensors", copy.snapshot,
                  fs::copy_options::overwrite_existing);
    for (const char* how : {"replay ", "replay --certified "})
        expect_refused(how + copy.json.string(), {"f1_unbalanced_head.safetensors", "SHA-256"});
    copied(folder / "f1_unbalanced_head.json", folder_);
    auto j = nlohmann::ordered_json::parse(read_file(copy.json));
    j.erase("sha256");
    write_file(copy.json, j.dump(2));
    for (const char* how : {"replay ", "replay --certified "}) {
        const Result r = run(how + copy.json.string());
        EXPECT_EQ(r.code, 0) << r.out << r.err;
        EXPECT_NE(r.err.find("names no sha256"), std::string::npos) << r.err;
        EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << r.err;
    }
    for (const double factor : {0.5, 1 + 1e-6, 1e9}) {
        auto changed = nlohmann::ordered_json::parse(read_file(folder / "f1_unbalanced_head.json"));
        changed["expected"]["ratio"] = changed["expected"]["ratio"].get<double>() * factor;
        write_file(copy.json, changed.dump(2));
        EXPECT_EQ(run("replay --certified " + copy.json.string()).code, 1) << factor;
    }
    expect_refused("replay " + copy.snapshot.string(), {"is a snapshot", "NAME.json"});
}

TEST_F(Counterexamples, WhatAnInstanceIsSaidToLackMustChangeItHoweverItReplays) {
    const Copy copy = copied(folder / "sharpest/A2.json", folder_);
    auto j = nlohmann::ordered_json::parse(read_file(copy.json));
    for (const char* lacks : {"head_width", "interpolation", "balanced_classes"}) {
        j["lacks"] = lacks;
        write_file(copy.json, j.dump(2));
        for (const char* how : {"replay ", "replay --certified "}) {
            const Result r = run(how + copy.json.string());
            EXPECT_EQ(r.code, 1) << how << lacks << r.out;
            EXPECT_NE(r.out.find(std::string("does not lack ") + lacks), std::string::npos)
                << r.out;
        }
    }
}

/// With other weights both sides overflow a double, at 100 digits the ratio, too: the stored one is
/// not theirs.
TEST_F(Counterexamples, AnInfiniteRatioIsNotTheOneStored) {
    const fs::path json = folder / "found/B9t_step_size.json";
    const Copy copy = copied(json, folder_);
    auto j = nlohmann::ordered_json::parse(read_file(json));
    j.erase("sha256");
    write_file(copy.json, j.dump(2));
    Snapshot s = read_snapshot(copy.snapshot);
    s.network.W(2).setOnes();
    write_snapshot(copy.snapshot, s);
    EXPECT_FALSE(std::isfinite(stored_outcome(copy.json).ratio));
    const Result r = run("replay " + copy.json.string());
    EXPECT_EQ(r.code, 1) << r.out;
    EXPECT_NE(r.out.find("in double; the stored ratio"), std::string::npos) << r.out;
    EXPECT_NE(r.out.find("in 100 digits; stored is"), std::string::npos) << r.out;
}

TEST_F(Counterexamples, AFolderOfThemReplays) {
    fs::create_directories(path("some"));
    copied(folder / "f1_unbalanced_head.json", path("some"));
    const Copy second = copied(folder / "f9_finite_depth.json", path("some"));
    write("some/notes.txt", "not one of them");
    const Result r = run("replay " + path("some"));
    EXPECT_EQ(r.code, 0) << r.out << r.err;
    EXPECT_NE(r.out.find("f1_unbalanced_head.json: A2"), std::string::npos) << r.out;
    EXPECT_NE(r.out.find("f9_finite_depth.json: A7s"), std::string::npos) << r.out;
    fs::remove(second.snapshot);
    EXPECT_EQ(run("replay " + path("some")).code, 2);
    fs::create_directories(path("none"));
    expect_refused("replay " + path("none"), {"none: holds neither", "theorem.json"});
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

TEST_F(Counterexamples, ReplayTogether) {
    EXPECT_EQ(run("replay " + (folder / "*.json").string()).code, 0);
}

/// The section's own statement: interpolation, NC1 above a million, a right side below 1e-3.
TEST_F(Counterexamples, F1IsAsLargeAsPromised) {
    const Outcome o = stored_outcome(folder / (find_in_gallery("F1")->file + ".json"));
    EXPECT_GT(o.lhs, 1e6);
    EXPECT_GT(o.rhs, 0);
    EXPECT_LT(o.rhs, 1e-3);
}

/// At the critical point that F4 is, one step of gradient descent leaves D_l alone.
TEST_F(Counterexamples, F4StaysUnderGradientDescent) {
    const Snapshot s = read_snapshot(folder / (find_in_gallery("F4")->file + ".safetensors"));
    EXPECT_EQ(check(s, {{"B2r"}, Arithmetic::mp}).front().status, Status::holds);
    const Outcome run = check(s, {{"B2s"}, Arithmetic::mp}).front();
    EXPECT_EQ(run.lhs, 3.75);
    EXPECT_NE(run.status, Status::violated);
}

TEST_F(Counterexamples, ThePageSaysWhatCheckingGives) {
    const std::string page = read_file(folder / "README.md");
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
        const Outcome o = stored_outcome(folder / (file + ".json"));
        EXPECT_EQ((*m)[2], o.claim) << file;
        EXPECT_TRUE(same(number((*m)[4]), o.lhs)) << file << ": " << o.lhs;
        EXPECT_TRUE(same(number((*m)[5]), o.rhs)) << file << ": " << o.rhs;
        EXPECT_TRUE(same(number((*m)[6]), o.ratio)) << file << ": " << o.ratio;
    }
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".json") {
            EXPECT_TRUE(told.contains(entry.path().stem())) << entry.path();
        }
    for (const GalleryEntry& entry : gallery()) {
        EXPECT_TRUE(told.contains(entry.file)) << entry.id;
        EXPECT_NE(page.find("\n## " + entry.id + " " + entry.title + "\n"), std::string::npos)
            << entry.id;
        EXPECT_TRUE(fs::exists(folder / (entry.file + ".svg"))) << entry.id;
    }
}

TEST_F(Counterexamples, TheMatrixHasEveryHypothesisOfEveryClaim) {
    std::set<std::pair<std::string, std::string>> wanted, rows;
    for (const Claim& claim : claims())
        for (const auto name : names_of(claim.needs)) wanted.emplace(claim.id, name);
    std::istringstream matrix(read_file(folder / "matrix.jsonl"));
    const std::string page = read_file(folder / "matrix.md");
    for (std::string line; std::getline(matrix, line);) {
        const auto row = nlohmann::json::parse(line);
        const std::string claim = row["claim"], hypothesis = row["hypothesis"], kind = row["kind"];
        EXPECT_TRUE(rows.insert({claim, hypothesis}).second) << claim << hypothesis;
        EXPECT_NE(page.find("| " + claim + " | " + hypothesis + " |"), std::string::npos)
            << claim << " " << hypothesis << ": run counterexamples/matrix.py";
        if (kind == "found") {
            const fs::path json = folder / row["file"].get<std::string>();
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
