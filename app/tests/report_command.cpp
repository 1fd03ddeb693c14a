/// `ncv report`: what its pages hold is what the store and the folders hold; wrong inputs; nothing
/// of another's is replaced. How pages look and work: browser/site_test.py.
#include "sweep_fixture.hpp"

#include "io/gzip.hpp"

#include <fstream>

namespace ncv {
namespace {

namespace fs = std::filesystem;

class ReportCommand : public SweepCommand {
  protected:
    std::string made_store(const std::string& name = "s", int seeds = 2) const {
        EXPECT_EQ(sweep(plan("E1", seeds), name).code, 0);
        return store(name);
    }
    std::string page(const std::string& name) const { return read_file(path("site/" + name)); }
};

TEST_F(ReportCommand, SiteHoldsEveryRunOfEveryPlan) {
    ASSERT_EQ(sweep(plan("E1", 2) + " " + plan("wide", 3), "s").code, 0);
    const Result r = run("report " + store("s") + " -o " + path("site"));
    ASSERT_EQ(r.code, 0) << r.err;
    EXPECT_NE(r.out.find("inconclusive"), std::string::npos) << r.out;
    EXPECT_NE(r.out.find("9 runs"), std::string::npos) << r.out;
    const sweep::Store s(store("s"), sweep::Open::read);
    for (const sweep::Plan& plan : s.plans()) {
        EXPECT_NE(page("index.html").find("\"" + plan.id + "\""), std::string::npos);
        EXPECT_EQ(page(plan.id + ".toml"), plan.text);
        for (const sweep::Cell& cell : s.cells(plan)) {
            EXPECT_NE(page(plan.id + ".csv").find(cell.digest), std::string::npos);
            const sweep::RunResult stored = s.run(cell.digest);
            const std::string stem = "runs/" + cell.digest.substr(0, 16);
            EXPECT_EQ(page(stem + ".toml"), stored.config_text);
            EXPECT_EQ(gunzipped(page(stem + ".safetensors.gz"), 1 << 20, "snapshot"),
                      gunzipped(stored.snapshot, 1 << 20, "stored"));
        }
    }
}

TEST_F(ReportCommand, ReplacesAnEarlierReportAndNothingElse) {
    const std::string from = made_store();
    ASSERT_EQ(run("report " + from + " -o " + path("site")).code, 0);
    ASSERT_EQ(sweep(plan("more", 3), "s").code, 0);
    ASSERT_EQ(run("report " + from + " -o " + path("site")).code, 0);
    EXPECT_TRUE(fs::exists(path("site/more.html")));
    std::ofstream(path("site/mine.txt")) << "mine";
    expect_refused("report " + from + " -o " + path("site"), {"mine.txt"});
    EXPECT_EQ(page("mine.txt"), "mine");
    EXPECT_TRUE(fs::exists(path("site/more.html")));
    const std::string file = write("file", "mine");
    expect_refused("report " + from + " -o " + file, {"file"});
    EXPECT_EQ(read_file(file), "mine");
}

TEST_F(ReportCommand, RefusesWhatIsNoStoreAndNoFolderOfNcv) {
    expect_refused("report " + path("nothing") + " -o " + path("site"), {"no such file"});
    expect_refused("report " + write("text", "no database, only words of some length ....") +
                       " -o " + path("site"),
                   {"text"});
    fs::create_directory(path("empty"));
    expect_refused("report " + path("empty") + " -o " + path("r.html"), {"results.json", "store"});
    EXPECT_EQ(run("report " + made_store()).code, 2) << "-o is needed";
    EXPECT_FALSE(fs::exists(path("site")));
    EXPECT_FALSE(fs::exists(path("r.html")));
}

TEST_F(ReportCommand, RunFolderBecomesOnePage) {
    const std::string c = config("steps = 100\nlearning_rate = 0.02\n");
    ASSERT_EQ(run("train " + c + " --out " + path("a_run")).code, 0);
    const Result r = run("report " + path("a_run") + " -o " + path("run.html"));
    ASSERT_EQ(r.code, 0) << r.err;
    const std::string html = read_file(path("run.html"));
    EXPECT_TRUE(html.starts_with("<!doctype html>"));
    EXPECT_NE(html.find("a_run"), std::string::npos);
    EXPECT_EQ(html.find("src=\"http"), std::string::npos) << "opens offline";
    expect_refused("report " + path("a_run") + " -o " + write("notes.txt", "mine"), {"notes.txt"});
    EXPECT_EQ(read_file(path("notes.txt")), "mine");
    fs::remove(path("a_run/final.safetensors"));
    expect_refused("report " + path("a_run") + " -o " + path("run.html"), {"--resume"});
}

TEST_F(ReportCommand, RunsThatEndAtTheirLossHaveNotDiverged) {
    const std::string c = config("steps = 100000\nlearning_rate = 0.02\nuntil_loss = 0.5\n");
    ASSERT_EQ(run("train " + c + " --out " + path("enough")).code, 0);
    ASSERT_EQ(run("report " + path("enough") + " -o " + path("run.html")).code, 0);
    EXPECT_EQ(read_file(path("run.html")).find("\"status\":\"diverged\""), std::string::npos);
}

TEST_F(ReportCommand, NoTextInResultsBeginsAnElement) {
    fs::create_directory(path("verified"));
    write("verified/results.json", R"({"ncv": 1, "source": "<!--<script></script>"})");
    ASSERT_EQ(run("report " + path("verified") + " -o " + path("report.html")).code, 0);
    const std::string html = read_file(path("report.html")), begin = "id=\"results\">";
    const auto at = html.find(begin) + begin.size();
    EXPECT_EQ(html.substr(at, html.find("</script>", at) - at).find('<'), std::string::npos);
}

TEST_F(ReportCommand, RefusesResultsThatVerifyDidNotWrite) {
    fs::create_directory(path("verified"));
    for (const char* text : {"{", "[1]", "{\"ncv\": 2}"}) {
        write("verified/results.json", text);
        expect_refused("report " + path("verified") + " -o " + path("report.html"), {"ncv verify"});
        EXPECT_FALSE(fs::exists(path("report.html")));
    }
}

} // namespace
} // namespace ncv
