/// What `ncv replay` notices of a stored counterexample that was changed: any number, its snapshot, its
/// name.
#include "command_line_fixture.hpp"
#include "stored_counterexamples.hpp"

#include "claims/gallery.hpp"
#include "claims/outcome_json.hpp"
#include "claims/registry.hpp"
#include "data/random.hpp"
#include "io/digest.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace ncv {
namespace {

namespace fs = std::filesystem;

class ChangedCounterexamples : public CommandLine {};

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
        for (const auto& entry : fs::directory_iterator(gallery_folder / where))
            if (entry.path().extension() == ".json") out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

TEST_F(ChangedCounterexamples, NameTheirSnapshotByItsDigest) {
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
TEST_F(ChangedCounterexamples, EveryChangeOfAnEntryIsNoticed) {
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

TEST_F(ChangedCounterexamples, OfTheGalleryCallThemselvesByTheirNames) {
    for (const GalleryEntry& entry : gallery()) {
        const Copy copy = copied(gallery_folder / (entry.file + ".json"), folder_);
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
    const Copy copy = copied(gallery_folder / "found/A2_eps2.json", folder_);
    auto j = nlohmann::ordered_json::parse(read_file(copy.json));
    j["id"] = "mine";
    write_file(copy.json, j.dump(2));
    const Result r = run("replay " + copy.json.string());
    EXPECT_EQ(r.code, 0) << r.out;
    EXPECT_NE(r.out.find("calls itself mine"), std::string::npos) << r.out;
}

TEST_F(ChangedCounterexamples, AnotherSnapshotIsRefusedAndNoDigestIsSaid) {
    const Copy copy = copied(gallery_folder / "f1_unbalanced_head.json", folder_);
    fs::copy_file(gallery_folder / "f2_not_interpolating.safetensors", copy.snapshot,
                  fs::copy_options::overwrite_existing);
    for (const char* how : {"replay ", "replay --certified "})
        expect_refused(how + copy.json.string(), {"f1_unbalanced_head.safetensors", "SHA-256"});
    copied(gallery_folder / "f1_unbalanced_head.json", folder_);
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
        auto changed =
            nlohmann::ordered_json::parse(read_file(gallery_folder / "f1_unbalanced_head.json"));
        changed["expected"]["ratio"] = changed["expected"]["ratio"].get<double>() * factor;
        write_file(copy.json, changed.dump(2));
        EXPECT_EQ(run("replay --certified " + copy.json.string()).code, 1) << factor;
    }
    expect_refused("replay " + copy.snapshot.string(), {"is a snapshot", "NAME.json"});
}

TEST_F(ChangedCounterexamples, WhatAnInstanceIsSaidToLackMustChangeItHoweverItReplays) {
    const Copy copy = copied(gallery_folder / "sharpest/A2.json", folder_);
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
TEST_F(ChangedCounterexamples, AnInfiniteRatioIsNotTheOneStored) {
    const fs::path json = gallery_folder / "found/B9t_step_size.json";
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

TEST_F(ChangedCounterexamples, AFolderOfThemReplays) {
    fs::create_directories(path("some"));
    copied(gallery_folder / "f1_unbalanced_head.json", path("some"));
    const Copy second = copied(gallery_folder / "f9_finite_depth.json", path("some"));
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

} // namespace
} // namespace ncv
