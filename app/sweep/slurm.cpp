#include "sweep/slurm.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/output_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <sys/wait.h>

namespace ncv::app {
namespace fs = std::filesystem;
namespace {

/// A word of the shell's, whatever characters it has.
std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

/// What a command prints, and its exit status.
std::pair<std::string, int> output_of(const std::string& command) {
    std::string out;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (!pipe) throw OutOfResources("cannot start a shell");
    char buffer[4096];
    while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, n);
    const int status = ::pclose(pipe);
    while (!out.empty() && out.back() == '\n') out.pop_back();
    return {out, WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

fs::path folder_of(const fs::path& store, int shards) {
    return fs::path(store.string() + fmt::format(".shards-{}", shards));
}

const std::string script_head = "#!/bin/sh\n#SBATCH --requeue --open-mode=append";

/// A task is told by USR1 that its time ends (it goes back into the queue by itself) and by TERM
/// that the node is wanted or the job cancelled (Slurm knows which); either way ncv ends cleanly.
std::string task_script(const SlurmSweep& sweep, const std::string& ncv, const fs::path& folder) {
    std::string plans;
    for (const sweep::Plan& plan : sweep.plans) plans += quoted(folder / (plan.id + ".toml")) + " ";
    return script_head + fmt::format(R"( --signal=B:USR1@60
{} sweep {}--store {}/"$SLURM_ARRAY_TASK_ID".sqlite --shard "$SLURM_ARRAY_TASK_ID"/{} --jobs {} &
sweep=$!
again=
trap 'kill -TERM $sweep' TERM
trap 'again=yes; kill -TERM $sweep' USR1
wait $sweep
code=$?
while kill -0 $sweep 2>/dev/null; do wait $sweep; code=$?; done
[ -z "$again" ] || [ $code -ne 3 ] || scontrol requeue "$SLURM_JOB_ID"
exit $code
)",
                                     quoted(ncv), plans, quoted(folder), sweep.shards, sweep.jobs);
}

std::string merge_script(const SlurmSweep& sweep, const std::string& ncv, const fs::path& folder) {
    return script_head + fmt::format(R"(
exec {} merge {}/*.sqlite --store {}
)",
                                     quoted(ncv), quoted(folder), quoted(sweep.store));
}

/// The job's id. `--parsable` prints "id" or "id;cluster".
std::string submit(const std::string& options, const fs::path& script) {
    const auto [out, status] =
        output_of(fmt::format("sbatch --parsable {} {}", options, quoted(script)));
    const std::string id = out.substr(out.rfind('\n') + 1);
    if (status != 0 || id.empty() || !std::isdigit(static_cast<unsigned char>(id[0])))
        throw BadInput(fmt::format("sbatch refused {}: {}", script.string(), out));
    return id.substr(0, id.find(';'));
}

} // namespace

void submit_to_slurm(const SlurmSweep& sweep) {
    const std::string ncv = fs::read_symlink("/proc/self/exe").string();
    const fs::path folder = folder_of(sweep.store, sweep.shards);
    make_writable_folder(folder);
    const auto write = [&](const std::string& name, const FileKind& kind, const std::string& text) {
        require_replaceable("--slurm", folder / name, kind, {}, false);
        write_file(folder / name, text);
    };
    for (const sweep::Plan& plan : sweep.plans)
        write(plan.id + ".toml", kinds::begins_with("this plan", plan.text), plan.text);
    for (const auto& [name, text] : {std::pair{"task.sh", task_script(sweep, ncv, folder)},
                                     std::pair{"merge.sh", merge_script(sweep, ncv, folder)}})
        write(name, kinds::begins_with("a script of `ncv sweep --slurm`", script_head), text);
    const std::string logs = "--output=" + quoted(folder) + "/";
    const std::string array =
        submit(fmt::format("{}%a.log --job-name=ncv-sweep --array=1-{} --cpus-per-task={}", logs,
                           sweep.shards, sweep.jobs),
               folder / "task.sh");
    const std::string merge = submit(
        fmt::format("{}merge.log --job-name=ncv-merge --dependency=afterany:{}", logs, array),
        folder / "merge.sh");
    fmt::print("array job {} ({} tasks), merge job {}; their stores and logs: {}\n", array,
               sweep.shards, merge, folder.string());
}

std::vector<fs::path> shards_beside(const fs::path& store) {
    std::vector<fs::path> out;
    std::error_code error;
    const std::string prefix = store.filename().string() + ".shards-";
    const fs::path beside = store.has_parent_path() ? store.parent_path() : fs::path(".");
    for (const auto& folder : fs::directory_iterator(beside, error)) {
        if (!folder.path().filename().string().starts_with(prefix)) continue;
        for (const auto& entry : fs::directory_iterator(folder.path(), error))
            if (entry.path().extension() == ".sqlite") out.push_back(entry.path());
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace ncv::app
