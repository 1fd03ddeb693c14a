#include "command.hpp"

#include "replay_instance.hpp"
#include "replay_refutation.hpp"
#include "replay_theorem.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"
#include "store/refutation.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>

namespace ncv::app {
namespace {

bool replay_any(const std::string& path, bool certified);

/// Every NAME.json of a folder.
bool replay_folder(const std::filesystem::path& folder, bool certified) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".json") files.push_back(entry.path().string());
    if (files.empty())
        throw BadInput(folder.string() + ": holds neither NAME.json, an instance, nor "
                                         "theorem.json, a run of the theorem");
    std::sort(files.begin(), files.end());
    bool all = true;
    for (const std::string& file : files) all = replay_any(file, certified) && all;
    return all;
}

bool replay_any(const std::string& path, bool certified) {
    const bool folder = std::filesystem::is_directory(path);
    if (folder && !std::filesystem::exists(std::filesystem::path(path) / "theorem.json"))
        return replay_folder(path, certified);
    if (certified) return replay_certified(path);
    if (is_theorem(path)) return replay_theorem(path);
    if (!path.ends_with(".safetensors") && sweep::is_refutation(read_file(path), path))
        return replay_refutation(path);
    return replay_instance(path);
}

} // namespace

void add_replay_command(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand(
        "replay", "Replay stored instances (NAME.json with NAME.safetensors beside it) and runs of "
                  "the theorem (theorem.json or its folder) and refuted hypotheses (F12)");
    auto files = std::make_shared<std::vector<std::string>>();
    command
        ->add_option("files", *files, "One or more NAME.json, theorem.json, or folders with them")
        ->required();
    auto certified = std::make_shared<bool>(false);
    command->add_flag("--certified", *certified,
                      "Prove it: by interval arithmetic, with more digits until it is decided");
    command->footer(
        "Each instance is checked in double and at 100 digits, which must confirm status and "
        "ratio; "
        "of a run the plan, all kept states, "
        "the end, and random stretches once more; of a refuted hypothesis the verdict from its "
        "stored runs, and three runs once more. Exit code 0: every one does what it says.");
    command->callback([files, certified, &exit_code] {
        for (const std::string& file : *files)
            if (!replay_any(file, *certified)) exit_code = violated;
    });
}

} // namespace ncv::app
