#include "sweep/backbone_runs.hpp"

#include "common/diverged.hpp"
#include "common/exit_code.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ncv::app {
namespace {

namespace fs = std::filesystem;
constexpr auto look_for_end = std::chrono::milliseconds(20); // whether the program has ended

fs::path program() { return fs::read_symlink("/proc/self/exe").parent_path() / "ncv-backbone"; }

/// A program that writes what it says into a file, and that ends when this process does.
class Child {
  public:
    Child(std::vector<std::string> words, const fs::path& said) {
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        const pid_t parent = ::getpid();
        id_ = ::fork();
        if (id_ < 0) throw OutOfResources(fmt::format("cannot start {}", words.front()));
        if (id_ > 0) return;
        // Only what may be called between fork and exec.
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int out = ::open(said.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
        if (::getppid() == parent && out >= 0 && ::dup2(out, 1) == 1 && ::dup2(out, 2) == 2)
            ::execv(argv.front(), argv.data());
        ::_exit(127);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (ended_) return;
        ::kill(id_, SIGKILL);
        ::waitpid(id_, nullptr, 0);
    }

    /// Its status as waitpid has it; none if it was to stop first.
    std::optional<int> wait(const std::function<bool()>& stop) {
        while (!stop()) {
            int status = 0;
            if (::waitpid(id_, &status, WNOHANG) == id_) {
                ended_ = true;
                return status;
            }
            std::this_thread::sleep_for(look_for_end);
        }
        return std::nullopt;
    }

  private:
    pid_t id_ = -1;
    bool ended_ = false;
};

/// The last line of what a program said, without its name.
std::string last_line(const fs::path& said) {
    std::string text = read_file(said);
    while (text.ends_with('\n')) text.pop_back();
    text.erase(0, text.rfind('\n') + 1);
    const std::string_view name = "ncv-backbone: ";
    return text.starts_with(name) ? text.substr(name.size()) : text;
}

struct End {
    int code = 0;
    std::string line; ///< the last one it said
};

/// None if stopped. Throws OutOfResources where a signal ended it.
std::optional<End> performed(const std::vector<std::string>& words, const fs::path& said,
                             const std::function<bool()>& stop) {
    const std::optional<int> status = Child(words, said).wait(stop);
    if (!status) return std::nullopt;
    if (WIFSIGNALED(*status))
        throw OutOfResources(fmt::format("ncv-backbone was ended by signal {}", WTERMSIG(*status)));
    return End{WEXITSTATUS(*status), last_line(said)};
}

std::vector<fs::path> states_in(const fs::path& run) {
    std::vector<fs::path> out;
    for (const auto& entry : fs::directory_iterator(run))
        if (entry.path().filename().string().starts_with("epoch-")) out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace

bool has_backbone_program() { return ::access(program().c_str(), X_OK) == 0; }

void require_backbone_program() {
    if (!has_backbone_program())
        throw BadInput(fmt::format("the plan trains backbones, and {} is not there; `make "
                                   "backbones` builds it (docs/backbones.md)",
                                   program().string()));
}

std::optional<sweep::RecordedRun> BackboneRuns::train(const BackboneConfig& config,
                                                      const std::string& digest,
                                                      const std::function<bool()>& stop) const {
    const fs::path run = folder_ / digest, file = folder_ / (digest + ".toml"),
                   said = folder_ / (digest + ".log");
    try {
        make_writable_folder(folder_);
        write_file(file, format_backbone_config(config));
    } catch (const BadInput& e) { // which is no fault of the run
        throw OutOfResources(e.what());
    }
    const auto attempt = [&](bool resume) {
        std::vector<std::string> words{program().string(), file.string(), "--out", run.string()};
        if (resume) words.emplace_back("--resume");
        return performed(words, said, stop);
    };
    const bool begun = fs::exists(run / "config.toml");
    auto end = attempt(begun);
    if (end && end->code == bad_input && begun) { // what was kept of it is no use
        fs::remove_all(run);
        end = attempt(false);
    }
    if (!end) return std::nullopt;
    sweep::RecordedRun out;
    out.trained_by = version().substr(version().find("libtorch"));
    if (end->code == interrupted && end->line.starts_with(diverged_words))
        out.divergence = end->line.substr(0, end->line.find(';'));
    else if (end->code == interrupted)
        throw OutOfResources(end->line);
    else if (end->code != ok)
        throw BadInput(end->line);
    if (fs::exists(run / "history.csv"))
        out.history = parse_history(read_file(run / "history.csv"), "history.csv");
    out.states = states_in(run);
    if (out.states.size() != out.history.size())
        throw BadInput(fmt::format("{} has {} states and {} rows of history; remove it",
                                   run.string(), out.states.size(), out.history.size()));
    return out;
}

BackboneRuns::~BackboneRuns() {
    std::error_code runs_are_there;
    fs::remove(folder_, runs_are_there);
}

const std::string& BackboneRuns::version() const {
    std::call_once(asked_, [this] {
        const fs::path said = folder_ / fmt::format("version-{}.log", ::getpid());
        const auto end = performed({program().string(), "--version"}, said, [] { return false; });
        fs::remove(said);
        if (end->code != ok || end->line.find("libtorch") == std::string::npos)
            throw OutOfResources(
                fmt::format("{} does not start: {}", program().string(), end->line));
        version_ = end->line;
    });
    return version_;
}

void BackboneRuns::forget(const std::string& digest) const {
    for (const char* end : {"", ".toml", ".log"}) fs::remove_all(folder_ / (digest + end));
}

} // namespace ncv::app
