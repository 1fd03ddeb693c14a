/// SIGTERM ends every long command with exit code 3, and leaves nothing half done.
#include "sweep_fixture.hpp"

#include <cmath>

namespace ncv {
namespace {

namespace fs = std::filesystem;

class Interruptions : public SweepCommand {
  protected:
    /// Sent SIGTERM once `ready`: 3 and one line that has `word`.
    void expect_ends(const std::string& arguments, const std::string& word,
                     const std::string& ready = listens) const {
        const Result r = run_until(ready, arguments, "TERM");
        EXPECT_EQ(r.code, 3) << arguments << r.err;
        EXPECT_NE(r.err.find(word), std::string::npos) << r.err;
    }
    /// Whose check at 100 digits takes minutes.
    std::string large() const {
        InstanceSpec spec;
        spec.class_sizes = std::vector<int>(6, 20);
        spec.input_dimension = 130;
        spec.nonlinear_widths = {200, 160};
        spec.head_widths = {130, 130};
        spec.activation.gamma = 0.5;
        spec.residual = 0.01;
        spec.imbalance = 1e-4;
        write_snapshot(path("large.safetensors"), build(spec));
        return path("large.safetensors");
    }
};

TEST_F(Interruptions, WorkThatAsksNobodyEndsAtOnce) {
    const std::string net = large();
    expect_ends("check " + net + " --arithmetic mp", "ncv: interrupted");
    expect_ends("search A1 --budget 10m -o " + path("f.json"), "ncv: interrupted");
    EXPECT_FALSE(fs::exists(path("f.json")));
    EXPECT_FALSE(fs::exists(path("f.safetensors")));
}

TEST_F(Interruptions, TrainingAndSweepsGoOnWhereTheyWere) {
    const std::string c =
        config("steps = 100000000\nlearning_rate = 1e-4\nrecord_every = 1000000\n");
    // config() names record_every itself
    const std::string long_run = write("long.toml", [&] {
        std::string text = read_file(c);
        const std::size_t at = text.find("record_every = 10\n");
        return text.erase(at, 18);
    }());
    expect_ends("train " + long_run + " --out " + path("run"), "--resume",
                "[ -e " + path("run/config.toml") + " ]");
    EXPECT_TRUE(fs::exists(path("run/history.csv")));
    const std::string p = plan("E1", 100, "", "steps = 400000\n");
    expect_ends("sweep " + p + " --store " + store("s"), "the same command goes on",
                "[ -s " + store("s") + "-wal ]");
}

TEST_F(Interruptions, AnInterruptedVerifyLeavesNoOldReportBesideNewFiles) {
    const std::string out = path("v");
    fs::create_directory(out);
    Snapshot earlier = read_snapshot(snapshot());
    earlier.source = "ncv verify, data: digits";
    write_snapshot(out + "/digits.safetensors", earlier);
    const std::string before = read_file(out + "/digits.safetensors");
    write_file(out + "/results.json", "{\n \"ncv\": 1,\n \"source\": \"digits\"\n}\n");
    write_file(out + "/report.html", "<!doctype html>\n<title>ncv verify: earlier</title>\n");
    expect_ends("verify --quick --out " + out, "interrupted", "grep -q verify " + path(".err"));
    const bool is_new = read_file(out + "/digits.safetensors") != before;
    EXPECT_EQ(fs::exists(out + "/report.html"), !is_new);
    EXPECT_EQ(fs::exists(out + "/results.json"), !is_new);
    EXPECT_EQ(read_file(path(".err")).find("there is no report") != std::string::npos, is_new);
}

} // namespace
} // namespace ncv
