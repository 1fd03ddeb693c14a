/// `ncv search`: finds what is there from scratch, says so when nothing is, the same every time.
#include "command_line_fixture.hpp"

#include "claims/outcome_json.hpp"
#include "claims/registry.hpp"

#include <csignal>

namespace ncv {
namespace {

class SearchCommand : public CommandLine {
  protected:
    /// Exit code 1, and a stored instance that replays and whose ratio is 2 at least.
    void finds(const std::string& claim, const std::string& hypothesis) {
        const Result r = run("search " + claim + " --drop " + hypothesis + " --budget 3s -o " +
                             path("found.json"));
        ASSERT_EQ(r.code, 1) << r.out << r.err;
        EXPECT_NE(r.out.find("confirmed at 100 digits"), std::string::npos) << r.out;
        EXPECT_EQ(run("replay " + path("found.json")).code, 0);
        const Snapshot s = read_snapshot(path("found.safetensors"));
        const Outcome o = check(s, {{claim}, Arithmetic::mp, find_hypothesis(hypothesis)}).front();
        EXPECT_EQ(o.status, Status::violated);
        EXPECT_GE(o.ratio, 2);
        EXPECT_LE(s.data.classes, 4);
    }
};

TEST_F(SearchCommand, FindsF1) { finds("A2", "eps2"); }
TEST_F(SearchCommand, FindsF2) { finds("A2", "eps1"); }
TEST_F(SearchCommand, FindsF3) { finds("A2", "two_linear_layers"); }
TEST_F(SearchCommand, FindsF4) { finds("B3", "weight_decay"); }
TEST_F(SearchCommand, FindsF5) { finds("A7", "kappa_product"); }
TEST_F(SearchCommand, FindsF6) { finds("B5", "pyramid"); }
TEST_F(SearchCommand, FindsF7) { finds("B5", "slope_bound"); }
TEST_F(SearchCommand, FindsF8) { finds("B5", "wide_first_layer"); }
TEST_F(SearchCommand, FindsF9) { finds("A7s", "depth"); }
TEST_F(SearchCommand, FindsF10) { finds("B8", "step_size"); }

TEST_F(SearchCommand, RefutesWhatIsQuotedWithoutDroppingAnything) {
    const Result r = run("search B5p --budget 2s -o " + path("b5p.json"));
    EXPECT_EQ(r.code, 1) << r.out;
    EXPECT_EQ(run("replay " + path("b5p.json")).code, 0);
}

TEST_F(SearchCommand, FindsNothingAgainstATheoremAndStoresTheLargestRatio) {
    const Result r = run("search A2s --budget 300ms -o " + path("most.json"));
    EXPECT_EQ(r.code, 0) << r.out << r.err;
    EXPECT_NE(r.out.find("Nothing found: A2s stands. Largest ratio"), std::string::npos) << r.out;
    EXPECT_NE(r.out.find("evaluations"), std::string::npos) << r.out;
    EXPECT_EQ(run("replay " + path("most.json")).code, 0);
}

/// The only instance that double tells a ratio of here is vacuous to 100 digits.
TEST_F(SearchCommand, StoresWhatReplaysOrSaysThatItStoresNothing) {
    const Result r =
        run("search B12 --drop no_biases --budget 20ms --seed 801 -o " + path("c.json"));
    EXPECT_EQ(r.code, 0) << r.err;
    if (std::filesystem::exists(path("c.json")))
        EXPECT_EQ(run("replay " + path("c.json")).code, 0);
    else
        EXPECT_NE(r.out.find("Not stored: no instance"), std::string::npos) << r.out;
}

TEST_F(SearchCommand, SameSeedSameBytes) {
    const auto bytes = [&](const std::string& seed) {
        run("search A2s --budget 200ms --seed " + seed + " -o " + path("a.json"));
        return read_file(path("a.json")) + read_file(path("a.safetensors"));
    };
    const std::string first = bytes("7");
    EXPECT_EQ(first, bytes("7"));
    EXPECT_NE(first, bytes("8"));
}

TEST_F(SearchCommand, BadInputIsOneLineThatNamesTheNearest) {
    expect_refused("search A22", {"A22", "nearest", "A2", "ncv list"});
    expect_refused("search A2 --drop eps22", {"eps22", "nearest", "\"eps2\""});
    expect_refused("search B3 --drop weight_decay_given", {"weight_decay_given", "no claim"});
    for (const char* budget : {"30", "s", "-3s", "0s", "3h", "nans", "1e9s"})
        expect_refused(std::string("search A2 --budget ") + budget, {"--budget", "30s"});
    expect_refused("search A2 --seed one", {"--seed"});
    expect_refused("search A2 -o found.txt", {".json"});
    expect_refused("search", {"claim"});
}

} // namespace
} // namespace ncv
