/// What commands may write over, and what they say where output cannot be written.
#include "command_line_fixture.hpp"

#include "io/errors.hpp"
#include "io/temporary.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace ncv {
namespace {

namespace fs = std::filesystem;

class Outputs : public CommandLine {
  protected:
    /// `arguments` is refused, `file` stays, and with --force it is written over.
    void expect_protected(const std::string& arguments, const std::string& file,
                          const std::string& text = "mine, and nobody else's\n") const {
        const std::string at = write(file, text);
        expect_refused(arguments, {"--force", at});
        EXPECT_EQ(read_file(at), text) << arguments;
    }
    std::string certificate() const {
        const std::string file = path("net.json");
        EXPECT_EQ(run("certify " + snapshot() + " -o " + file).code, 0);
        return file;
    }
    std::string trained(const std::string& name) const {
        EXPECT_EQ(run("train " + config() + " --out " + path(name)).code, 0);
        return path(name);
    }
};

TEST_F(Outputs, ACertificateIsNeverWrittenOverItsNetwork) {
    const std::string net = snapshot(), bytes = read_file(net);
    fs::create_symlink(net, path("link.safetensors"));
    fs::create_hard_link(net, path("hard.json"));
    fs::create_directory(path("folder"));
    for (const std::string& out :
         {net, path("folder/../net.safetensors"), path("link.safetensors"), path("hard.json")})
        for (const char* force : {"", " --force"}) {
            expect_refused("certify " + net + " -o " + out + force, {"which is read", "another"});
            EXPECT_EQ(read_file(net), bytes) << out << force;
        }
    const std::string c = certificate(), text = read_file(c);
    for (const char* option : {" --page ", " --badge "}) {
        expect_refused("certificate show " + c + option + c, {"which is read"});
        EXPECT_EQ(read_file(c), text);
    }
    expect_refused("certificate show " + c + " --page " + path("new.html") + " --badge " +
                       path("folder/../new.html"),
                   {"--badge", "is --page, too"});
    EXPECT_FALSE(fs::exists(path("new.html")));
    const std::string run_folder = trained("run");
    for (const char* file : {"/history.csv", "/final.safetensors", "/config.toml"}) {
        const std::string before = read_file(run_folder + file);
        expect_refused("report " + run_folder + " -o " + run_folder + file, {"which is read"});
        EXPECT_EQ(read_file(run_folder + file), before);
    }
}

TEST_F(Outputs, WhatNcvDidNotWriteStaysUnlessForced) {
    const std::string net = snapshot(), c = certificate(), done = trained("run");
    expect_protected("certify " + net + " -o " + path("notes.json"), "notes.json");
    expect_protected("certify " + net + " -o " + path("a.json"), "a.json", "{\"a\": 1}\n");
    expect_protected("certificate show " + c + " --page " + path("p.html"), "p.html",
                     "<!doctype html>\n<title>My page</title>\n");
    expect_protected("certificate show " + c + " --badge " + path("b.svg"), "b.svg",
                     "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
    expect_protected("report " + done + " -o " + path("r.html"), "r.html",
                     "<!doctype html>\n<title>My page</title>\n");
    const std::string find = "search A2 --drop eps2 --budget 1s -o " + path("mine.json");
    expect_protected(find, "mine.safetensors");
    fs::remove(path("mine.safetensors"));
    expect_protected(find, "mine.json");
    for (const char* file : {"final.safetensors", "history.csv", "run-0000001.safetensors",
                             "checkpoint-000000000010.safetensors"}) {
        const std::string folder = std::string("of-") + file;
        fs::create_directory(path(folder));
        expect_protected("train " + config() + " --out " + path(folder), folder + "/" + file);
        EXPECT_FALSE(fs::exists(path(folder) + "/config.toml"));
    }
    for (const char* file : {"report.html", "results.json", "digits.safetensors"}) {
        const std::string folder = std::string("verify-") + file;
        fs::create_directory(path(folder));
        expect_protected("verify --quick --out " + path(folder), folder + "/" + file);
    }
    for (const char* file : {"start.safetensors", "final.safetensors"}) {
        const std::string folder = std::string("theorem-") + file;
        fs::create_directory(path(folder));
        expect_protected("theorem --target 1 --bound A2s --out " + path(folder),
                         folder + "/" + file);
    }
    fs::create_directory(path("images"));
    expect_protected("data fetch mnist --from " + path("run") + " --to " + path("images"),
                     "images/train-images-idx3-ubyte.gz");

    EXPECT_EQ(run("certify " + net + " -o " + path("notes.json") + " --force").code, 0);
    EXPECT_TRUE(read_file(path("notes.json")).starts_with("{\n \"certificate\""));
    EXPECT_EQ(run("certificate show " + c + " --force --page " + path("p.html")).code, 0);
    EXPECT_EQ(run("report " + done + " --force -o " + path("r.html")).code, 0);
    EXPECT_EQ(run(find + " --force").code, 1);
    EXPECT_EQ(run("train " + config() + " --force --out " + path("of-final.safetensors")).code, 0);
    EXPECT_EQ(read_file(path("of-final.safetensors/final.safetensors")),
              read_file(done + "/final.safetensors"));
}

TEST_F(Outputs, ANetworkThatWasTrainedIsNotWhatVerifyWrites) {
    const std::string done = trained("run");
    fs::create_directory(path("out"));
    fs::copy(done + "/final.safetensors", path("out/digits.safetensors"));
    expect_refused("verify --quick --out " + path("out"), {"digits.safetensors", "--force"});
    expect_refused("certify " + snapshot() + " -o " + path("out/digits.safetensors"),
                   {"not a certificate"});
}

TEST_F(Outputs, TheSameCommandWritesOverItsOwnFiles) {
    const std::string net = snapshot(), c = certificate(), done = trained("run");
    const std::string find = "search A2 --drop eps2 --budget 1s -o " + path("found.json");
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(run("certify " + net + " -o " + path("c.json")).code, 0);
        EXPECT_EQ(
            run("certificate show " + c + " --page " + path("p.html") + " --badge " + path("b.svg"))
                .code,
            0);
        EXPECT_EQ(run("report " + done + " -o " + done + "/report.html").code, 0);
        EXPECT_EQ(run(find).code, 1);
    }
    // A file of one kind is not written over by another.
    for (const char* out : {"p.html", "b.svg", "found.json", "found.safetensors"})
        expect_refused("certify " + net + " -o " + path(out), {"--force"});
    expect_refused("report " + done + " -o " + path("p.html"), {"--force"});
    EXPECT_EQ(run("certify " + net + " -o " + write("empty.json", "")).code, 0);
}

TEST_F(Outputs, LinksDevicesAndPipesAreWrittenThrough) {
    const std::string net = snapshot(), expected = read_file(certificate());
    fs::create_symlink("/dev/null", path("null"));
    EXPECT_EQ(run("certify " + net + " -o " + path("null")).code, 0);
    EXPECT_TRUE(fs::is_symlink(path("null")));
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    EXPECT_EQ(std::system(("cat " + path("pipe") + " >" + path("got") + " & " + ncv_program +
                           " certify " + net + " -o " + path("pipe") + " >" + path("said") +
                           "; code=$?; rm -f " + path("pipe.was") + "; [ -p " + path("pipe") +
                           " ] && touch " + path("pipe.was") + "; [ -p " + path("pipe") +
                           " ] || kill $!; wait; exit $code")
                              .c_str()),
              0);
    EXPECT_TRUE(fs::exists(path("pipe.was")));
    EXPECT_EQ(read_file(path("got")), expected);
    fs::create_symlink("aim.json", path("link.json")); // leads nowhere yet
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(run("certify " + net + " -o " + path("link.json")).code, 0);
        EXPECT_TRUE(fs::is_symlink(path("link.json")));
        EXPECT_EQ(read_file(path("aim.json")), expected);
    }
    fs::create_symlink("ring", path("ring"));
    expect_refused("certify " + net + " -o " + path("ring"), {"ring"});
}

TEST_F(Outputs, ADashIsStandardOutputWithTheCertificateAlone) {
    const std::string net = snapshot(), expected = read_file(certificate());
    const Result r = run("certify " + net + " -o -");
    EXPECT_EQ(r.code, 0);
    EXPECT_EQ(r.out, expected);
    EXPECT_NE(r.err.find("NC1 in"), std::string::npos) << r.err;
    EXPECT_FALSE(fs::exists("-"));
}

TEST_F(Outputs, OutputThatCannotBeWrittenIsExitCodeThreeAndOneLine) {
    const std::string net = snapshot(), c = certificate(), done = trained("run");
    std::vector<std::string> commands{"--help",
                                      "--version",
                                      "list",
                                      "list --json",
                                      "check " + net,
                                      "check --json " + net,
                                      "check --help",
                                      "certificate show " + c,
                                      "certify " + net + " -o " + path("c.json"),
                                      "certify " + net + " -o -",
                                      "report " + done + " -o " + path("r.html"),
                                      "data info " + path(".") + "/none",
                                      "replay " NCV_SOURCE "/counterexamples/f9_finite_depth.json"};
    for (const std::string& arguments : commands)
        for (const char* where : {">/dev/full", ">&-"}) {
            const std::string err = path(".err");
            const int status =
                std::system((ncv_program + " " + arguments + " 2>" + err + " " + where).c_str());
            const int expected = arguments.starts_with("data info") ? 2 : 3;
            EXPECT_EQ(WEXITSTATUS(status), expected) << arguments << where << read_file(err);
            const std::string said = read_file(err);
            EXPECT_EQ(std::count(said.begin(), said.end(), '\n'),
                      arguments == "certify " + net + " -o -"
                          ? std::count(said.begin(), said.end(), '\n')
                          : 1)
                << arguments << where << said;
            EXPECT_EQ(said.find("internal error"), std::string::npos) << said;
        }
}

TEST_F(Outputs, TheCheckerSaysSoTooWhereItCannotWrite) {
    const std::string both = " " + certificate() + " " + snapshot() + " ";
    for (const std::string& arguments : {both, std::string(" --help "), std::string(" --version ")})
        for (const char* where : {">/dev/full", ">&-"}) {
            const int status =
                std::system((recheck_program + arguments + where + " 2>" + path(".err")).c_str());
            EXPECT_EQ(WEXITSTATUS(status), 3) << arguments << where;
            const std::string said = read_file(path(".err"));
            EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
        }
}

TEST_F(Outputs, AFileSizeLimitIsExitCodeThreeNotAKill) {
    const std::string net = snapshot(), limit = "ulimit -f 1;";
    for (const std::string& arguments :
         {"certify " + net + " -o " + path("c.json"), "train " + config() + " --out " + path("run"),
          "theorem --target 1 --bound A2s --out " + path("theorem")}) {
        const Result r = run(arguments, limit);
        EXPECT_EQ(r.code, 3) << arguments << r.err;
        EXPECT_NE(r.err.find("File too large"), std::string::npos) << arguments << r.err;
    }
    EXPECT_FALSE(fs::exists(path("c.json")));
}

TEST_F(Outputs, ResultsOfAnotherKindAreNotReportedOn) {
    fs::create_directory(path("v"));
    for (const char* text : {"{\"ncv\": \"1\"}", "{\"ncv\": [1]}", "{\"ncv\": 2}", "[]"}) {
        write("v/results.json", text);
        expect_refused("report " + path("v") + " -o " + path("r.html"), {"results.json"});
    }
}

TEST_F(Outputs, WhatAKilledProcessLeftIsRemovedByTheNextAndNothingElse) {
    const std::string net = snapshot();
    const std::string dead = write("c.json.ncv-aBc123", "half"), mine = write("c.json.backup", "b"),
                      held = write("other.json.ncv-zzzzzz", "being written");
    fs::create_directories(path("site.ncv-Dead00/assets"));
    const int fd = ::open(held.c_str(), O_RDONLY);
    ASSERT_EQ(::flock(fd, LOCK_EX), 0);
    EXPECT_EQ(run("certify " + net + " -o " + path("c.json")).code, 0);
    EXPECT_FALSE(fs::exists(dead));
    EXPECT_FALSE(fs::exists(path("site.ncv-Dead00")));
    EXPECT_TRUE(fs::exists(mine));
    EXPECT_TRUE(fs::exists(held));
    ::close(fd);
}

TEST_F(Outputs, AFileWhoseAccountCannotBeWrittenStaysAsItWas) {
    write_file(path("net"), "old net");
    fs::create_symlink("no/such/folder", path("account"));
    EXPECT_THROW(write_with_account(path("net"), "new net", path("account"), "new"), BadInput);
    EXPECT_EQ(read_file(path("net")), "old net");
    const fs::directory_iterator there(folder_), end;
    EXPECT_EQ(std::distance(there, end), 2) << "something was left behind";

    fs::remove(path("account"));
    write_file(path("account"), "old");
    write_with_account(path("net"), "new net", path("account"), "new");
    EXPECT_EQ(read_file(path("net")), "new net");
    EXPECT_EQ(read_file(path("account")), "new");
}

TEST_F(Outputs, ATemporaryFolderTakesItsPlaceWholeAndLeavesNoTrace) {
    const fs::path site = path("site");
    for (const char* text : {"first", "second"}) {
        TemporaryFolder folder(site);
        write_file(folder.path() / "index.html", text);
        folder.finish();
        EXPECT_EQ(read_file(site / "index.html"), text);
    }
    {
        const TemporaryFolder given_up(site);
        write_file(given_up.path() / "index.html", "third");
    }
    EXPECT_EQ(read_file(site / "index.html"), "second");
    for (const auto& entry : fs::directory_iterator(folder_))
        EXPECT_EQ(entry.path().filename(), "site");
}

} // namespace
} // namespace ncv
