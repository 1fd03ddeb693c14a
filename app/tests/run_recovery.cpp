/// A run that was killed, damaged or edited goes on to the bytes of an unbroken one, or not at all.
#include "command_line_fixture.hpp"

#include "theorem/theorem_file.hpp"

namespace ncv {
namespace {

namespace fs = std::filesystem;

class RunRecovery : public CommandLine {
  protected:
    std::string recipe() const {
        return config("steps = 60\nlearning_rate = 0.02\ncheckpoint_every = 15\n");
    }
    /// A whole run, and a copy of it without its end.
    void make_runs() const {
        ASSERT_EQ(run("train " + recipe() + " --out " + path("whole")).code, 0);
        cut();
    }
    void cut() const {
        fs::remove_all(path("cut"));
        fs::copy(path("whole"), path("cut"), fs::copy_options::recursive);
        fs::remove(path("cut/final.safetensors"));
        fs::remove(path("cut/checkpoint-000000000060.safetensors"));
    }
    Result resume() const {
        return run("train " + recipe() + " --out " + path("cut") + " --resume");
    }
    void expect_as_whole(const std::string& how) const {
        for (const char* file : {"final.safetensors", "history.csv"})
            EXPECT_EQ(read_file(path("cut/") + file), read_file(path("whole/") + file))
                << file << " " << how;
    }
    static std::string changed(std::string text, const std::string& from, const std::string& to) {
        const std::size_t at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return text.replace(at, from.size(), to);
    }
};

TEST_F(RunRecovery, ARunThatDiedBeforeItsFirstCheckpointStartsAnew) {
    make_runs();
    for (const auto& entry : fs::directory_iterator(path("cut")))
        if (entry.path().filename() != "config.toml") fs::remove(entry);
    expect_refused("train " + recipe() + " --out " + path("cut"),
                   {"already holds a run", "--resume", "from its start"});
    const Result r = resume();
    EXPECT_EQ(r.code, 0) << r.err;
    expect_as_whole("anew");
    fs::create_directory(path("empty"));
    expect_refused("train " + recipe() + " --out " + path("empty") + " --resume",
                   {"no run to go on with", "without --resume"});
}

TEST_F(RunRecovery, ACheckpointBetweenTwoRecordsAddsNoRow) {
    make_runs();
    fs::remove(path("cut/checkpoint-000000000045.safetensors"));
    fs::remove(
        path("cut/checkpoint-000000000030.safetensors")); // 15 is left, rows are at 10 and 20
    ASSERT_EQ(resume().code, 0);
    expect_as_whole("from step 15");
}

TEST_F(RunRecovery, DamageAnywhereIsPassedOverOrRefused) {
    make_runs();
    const std::vector<std::string> files{"checkpoint-000000000045.safetensors",
                                         "checkpoint-000000000030.safetensors", "history.csv",
                                         "checksums.csv", "config.toml"};
    int refused = 0, recovered = 0;
    for (const std::string& file : files) {
        const std::string whole = read_file(path("whole/" + file));
        for (int i = 0; i < 12; ++i) {
            cut();
            std::string damaged = whole;
            const std::size_t at = (2 * static_cast<std::size_t>(i) + 1) * whole.size() / 24;
            if (i % 3 == 2)
                damaged.resize(at);
            else
                damaged[at] = static_cast<char>(damaged[at] ^ (1 << (i % 8)));
            write_file(path("cut/" + file), damaged);
            const Result r = resume();
            const std::string how = file + " at " + std::to_string(at) + ": " + r.err;
            if (r.code == 0) {
                ++recovered;
                expect_as_whole(how);
            } else {
                ++refused;
                EXPECT_EQ(r.code, 2) << how;
                EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << how;
            }
        }
    }
    EXPECT_GE(recovered, 12); // a damaged last checkpoint loses what came after the one before it
    EXPECT_GE(refused, 12);
}

TEST_F(RunRecovery, ADamagedCheckpointIsNamedAndTheOneBeforeItTaken) {
    make_runs();
    const std::string file = path("cut/checkpoint-000000000045.safetensors");
    std::string bytes = read_file(file);
    bytes[bytes.size() - 3] ^= 1; // a weight, a little
    write_file(file, bytes);
    const Result r = resume();
    EXPECT_EQ(r.code, 0) << r.err;
    for (const char* word : {"checkpoint-000000000045", "is damaged or was changed",
                             "checkpoint-000000000030.safetensors is whole"})
        EXPECT_NE(r.err.find(word), std::string::npos) << word << r.err;
    expect_as_whole("from 30");
}

TEST_F(RunRecovery, AnEditedHistoryIsNotBelieved) {
    make_runs();
    const std::string history = read_file(path("whole/history.csv"));
    const std::size_t digit = history.find("0.", history.find("\n10,")) + 4;
    std::string edited = history;
    edited[digit] = edited[digit] == '9' ? '1' : '9';
    fs::copy(path("whole"), path("edited"), fs::copy_options::recursive);
    write_file(path("edited/history.csv"), edited);
    for (const std::string& arguments :
         {"check " + path("edited"), "report " + path("edited") + " -o " + path("r.html")})
        expect_refused(arguments, {"history.csv", "is damaged or was changed"});
    write_file(path("cut/history.csv"), edited);
    const Result r = resume();
    EXPECT_EQ(r.code, 0) << r.err; // from step 0, whose rows are right
    expect_as_whole("edited");
}

TEST_F(RunRecovery, RunsFromBeforeThereWereChecksumsGoOn) {
    make_runs();
    fs::remove(path("cut/checksums.csv"));
    EXPECT_EQ(run("check " + path("cut")).code, 0);
    const Result r = resume();
    EXPECT_EQ(r.code, 0) << r.err;
    expect_as_whole("without checksums");
    EXPECT_EQ(run("report " + path("cut") + " -o " + path("r.html")).code, 0);
}

TEST_F(RunRecovery, AnEditedLineOfACampaignIsRefused) {
    const std::string c =
        write("campaign.toml", "[network]\nhidden = [8, 6]\nnonlinear_layers = 1\n"
                               "activation = \"leaky_relu\"\ngamma = 0.1\n"
                               "[data]\nsource = \"synthetic\"\nclasses = 3\ndimension = 5\n"
                               "per_class = 3\n[training]\nrecord_every = 10\nsteps = 20\n"
                               "learning_rate = 0.02\nweight_decay = 0.01\n"
                               "[campaign]\nseeds = \"1..40\"\n");
    const std::string go = "train " + c + " --out " + path("c");
    ASSERT_EQ(run(go).code, 0);
    const std::string whole = read_file(path("c/campaign.csv"));
    const std::string cut = whole.substr(0, whole.size() / 2);
    write_file(path("c/campaign.csv"), cut);
    EXPECT_EQ(run(go + " --resume").code, 0);
    EXPECT_EQ(read_file(path("c/campaign.csv")), whole);
    write_file(path("c/campaign.csv"), changed(cut, "finished,20,", "finished,20,1"));
    expect_refused(go + " --resume", {"campaign.csv:2", "damaged"});
    fs::remove(path("c/campaign.crc32")); // as before there were any
    write_file(path("c/campaign.csv"), cut);
    EXPECT_EQ(run(go + " --resume").code, 0);
    EXPECT_EQ(read_file(path("c/campaign.csv")), whole);
}

TEST_F(RunRecovery, AnEditedRunOfTheTheoremDoesNotGoOn) {
    const std::string go = "theorem --target 1 --bound A2s --out " + path("t");
    ASSERT_EQ(run(go).code, 0);
    const std::string whole = read_file(path("t/theorem.json"));
    write_file(path("t/theorem.json"), changed(whole, "\"checked\": ", "\"checked\": 1"));
    expect_refused(go + " --resume", {"theorem.json", "is damaged or was changed"});
    fs::remove(path("t/theorem.json")); // killed before its first kept state
    EXPECT_EQ(run(go + " --resume").code, 0);
    EXPECT_EQ(read_file(path("t/theorem.json")), whole);
}

} // namespace
} // namespace ncv
