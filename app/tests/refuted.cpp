/// F12: every hypothesis that the quick sweeps refuted is kept with its runs and replays; what was
/// changed by hand does not.
#include "command_line_fixture.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

namespace ncv {
namespace {

namespace fs = std::filesystem;
const fs::path refutations = fs::path(NCV_SOURCE) / "counterexamples" / "f12";

std::set<std::string> refuted_claims() {
    std::set<std::string> out;
    for (const auto& h :
         nlohmann::json::parse(read_file(fs::path(NCV_SOURCE) / "experiments" / "verdicts.json")))
        if (h["verdict"] == "refuted") out.insert(h["id"].get<std::string>());
    return out;
}

class Refuted : public CommandLine {
  protected:
    using Json = nlohmann::ordered_json;
    Json stored() const { return Json::parse(read_file(refutations / "f12_e2.json")); }
    std::string changed(const Json& json) const { return write("changed.json", json.dump()); }
};

TEST_F(Refuted, AreTheOnesThatTheVerdictsNameAndReplay) {
    std::set<std::string> kept;
    for (const auto& entry : fs::directory_iterator(refutations)) {
        const Result r = run("replay " + entry.path().string());
        EXPECT_EQ(r.code, 0) << r.out << r.err;
        EXPECT_NE(r.out.find("refuted by"), std::string::npos) << r.out;
        kept.insert(Json::parse(read_file(entry.path()))["claim"].get<std::string>());
    }
    EXPECT_EQ(kept, refuted_claims());
    EXPECT_GE(kept.size(), 1u);
}

/// On every machine: what the stored runs decide is compared with what is stored of it.
TEST_F(Refuted, ReplayNoticesAnotherMeasureAnotherEndAndAnotherVerdict) {
    for (const char* instruction_set : {"", ", another"}) {
        Json as_stored = stored();
        if (*instruction_set) as_stored["version"] = "ncv 0.1.0" + std::string(instruction_set);
        EXPECT_EQ(run("replay " + changed(as_stored)).code, 0);
        Json json = as_stored;
        Json& value = json["runs"][0][1];
        value = value.is_null() || value != 0 ? 0.0 : 1.0;
        EXPECT_EQ(run("replay " + changed(json)).code, 1);
        json = as_stored;
        json["runs"][0][0] = "diverged";
        EXPECT_EQ(run("replay " + changed(json)).code, 1);
        json = as_stored;
        json["expected"]["tests"][0]["effect"] = 0.75;
        EXPECT_EQ(run("replay " + changed(json)).code, 1);
        json = as_stored;
        json["expected"]["verdict"] = "supported";
        EXPECT_EQ(run("replay " + changed(json)).code, 1);
    }
}

/// Where the machine has the instruction set that made them, runs are compared bit for bit; effects everywhere.
TEST_F(Refuted, ReplayNoticesALastBit) {
    const Json whole = Json::parse(read_file(refutations / "f12_e2.json"));
    Json json = whole;
    Json& effect = json["expected"]["tests"][0]["effect"];
    effect = std::nextafter(effect.get<double>(), 1);
    EXPECT_EQ(run("replay " + changed(json)).code, 1);
    const Result as_stored = run("replay " + changed(whole));
    ASSERT_EQ(as_stored.code, 0) << as_stored.out;
    if (as_stored.out.find(" by ncv ") != std::string::npos)
        GTEST_SKIP() << "another instruction set: what comes out is told, not compared";
    for (const std::size_t i : {std::size_t{0}, whole["runs"].size() - 1}) {
        json = whole;
        Json& value = json["runs"][i][1];
        value = std::nextafter(value.get<double>(), 1);
        EXPECT_EQ(run("replay " + changed(json)).code, 1) << "run " << i;
    }
}

/// Made on AVX-512, as it stands; a file that says otherwise is held to what it says.
TEST_F(Refuted, ReplayPerformsRunsOnTheirInstructionSet) {
    Json json = Json::parse(read_file(refutations / "f12_e2.json"));
    Json& value = json["runs"][0][1];
    value = std::nextafter(value.get<double>(), 1);
    for (const char* set : {"AVX2", ""}) {
        json["version"] = "ncv 0.1.0" + std::string(*set ? ", " : "") + set;
        EXPECT_EQ(run("replay " + changed(json)).code, 1) << set;
    }
}

TEST_F(Refuted, FilesInDisorderAreRefused) {
    Json json = stored();
    std::string plan = json["plan"];
    json["plan"] = plan + "# a comment\n";
    expect_refused("replay " + changed(json), {"plan_sha256"});
    json = stored();
    json["runs"].erase(3);
    expect_refused("replay " + changed(json), {"runs", "its plan has"});
    json = stored();
    json["runs"][2].erase(1);
    expect_refused("replay " + changed(json), {"run 2"});
    json = stored();
    json["runs"][2][1] = "0";
    expect_refused("replay " + changed(json), {"run 2", "number"});
    json = stored();
    json["runs"][2][0] = "lost";
    expect_refused("replay " + changed(json), {"lost", "diverged"});
    for (const char* verdict : {"/expected/verdict", "/expected/tests/0/verdict"}) {
        json = stored();
        json[Json::json_pointer(verdict)] = "denied";
        expect_refused("replay " + changed(json), {"denied", "refuted"});
    }
    json = stored();
    json["measures"].push_back("nc1");
    expect_refused("replay " + changed(json), {"measures"});
    for (const char* object : {"", "/expected", "/expected/tests/0"}) {
        json = stored();
        json[Json::json_pointer(object)]["extra"] = 1;
        expect_refused("replay " + changed(json), {"unknown key \"extra\"", "known are"});
    }
    for (const char* key :
         {"claim", "version", "expected", "plan", "plan_sha256", "measures", "runs"}) {
        json = stored();
        json.erase(key);
        expect_refused("replay " + changed(json), {key, "missing"});
        json = stored();
        json[key] = 7;
        expect_refused("replay " + changed(json), {key, "must be"});
    }
}

} // namespace
} // namespace ncv
