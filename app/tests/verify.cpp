/// The main job, in its quick form, from the outside.
#include "command_line_fixture.hpp"

#include "claims/gallery.hpp"
#include "claims/registry.hpp"

#include <nlohmann/json.hpp>

namespace ncv {
namespace {

using Verify = CommandLine;

TEST_F(Verify, QuickRunFindsNoViolationAndBoundsThatBite) {
    const std::string out = path("v");
    ASSERT_EQ(run("verify --quick --out " + out).code, 0);
    const auto results = nlohmann::json::parse(read_file(out + "/results.json"));
    const std::string report = read_file(out + "/report.html");
    ASSERT_EQ(run("report " + out + " -o " + out + "/again.html").code, 0);
    EXPECT_EQ(read_file(out + "/again.html"), report) << "ncv report writes the same page";
    EXPECT_EQ(results["violations"], 0);
    for (const Claim& claim : claims()) {
        EXPECT_TRUE(results["claims"].contains(claim.id));
        // The theorem's whole run is longer than a check follows: its plan is in the report.
        const bool planned = claim.id.starts_with("B10");
        if (planned) {
            EXPECT_GT(results["theorem"][claim.id]["hypotheses"]["k2"].get<double>(), 1e5);
        } else {
            EXPECT_GE(results["random"][claim.id]["applicable"].get<long>(),
                      claim.networks == Networks::affine || claim.networks == Networks::classifiers
                          ? 100 // 1,500 are drawn, whether they meet this claim's hypotheses or not
                          : 1000)
                << claim.id;
        }
        EXPECT_NE(report.find("\"" + claim.id + "\""), std::string::npos) << claim.id;
    }
    EXPECT_GT(results["random"]["B5p"]["violated"].get<long>(), 10); // refuted, and no failure
    EXPECT_EQ(results["theorem"]["B8"]["status"], "holds");
    EXPECT_EQ(results["theorem"]["B8s"]["status"], "holds");
    EXPECT_EQ(results["theorem"]["B8t"]["status"], "holds");
    EXPECT_EQ(results["theorem"]["B8u"]["status"], "holds");
    EXPECT_EQ(results["gallery"].size(), gallery().size());
    EXPECT_EQ(results["spent"].size(), 9);
    for (const auto& part : results["spent"]) EXPECT_GT(part["seconds"].get<double>(), 0) << part;
    for (const auto& dropped : results["gallery"])
        EXPECT_TRUE(dropped["found"].get<bool>()) << dropped["id"];
    EXPECT_LT(results["claims"]["A2"]["rhs"].get<double>(), 0.2);
    EXPECT_LT(results["claims"]["A2s"]["rhs"].get<double>(), 0.01);
    EXPECT_LT(results["claims"]["B11"]["rhs_sharp"].get<double>(), 0.2);
    EXPECT_EQ(report.find("src=\"http"), std::string::npos); // works offline
    EXPECT_EQ(report.find("/*RESULTS*/"), std::string::npos);
    const Snapshot s = read_snapshot(out + "/digits.safetensors");
    EXPECT_EQ(s.data.classes, 10);
}

TEST_F(Verify, InterruptionKeepsTheNetworkAndSaysSo) {
    const std::string out = path("v");
    EXPECT_EQ(run_until("grep -q verify " + path(".err"), "verify --out " + out).code, 3);
    EXPECT_NO_THROW(read_snapshot(out + "/digits.safetensors"));
    EXPECT_FALSE(std::filesystem::exists(out + "/report.html"));
}

} // namespace
} // namespace ncv
