#include "site/run_folder.hpp"

#include "io/checksums.hpp"
#include "io/digest.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/snapshot_file.hpp"

#include <fmt/format.h>

namespace ncv::app {
namespace fs = std::filesystem;

sweep::RunResult run_of_folder(const fs::path& folder) {
    const fs::path last = folder / "final.safetensors", history = folder / "history.csv";
    if (!fs::exists(last))
        throw BadInput(fmt::format("{}: the run is not done (final.safetensors is missing); `ncv "
                                   "train ... --resume` goes on with it",
                                   folder.string()));
    const fs::path file = folder / "config.toml";
    const TrainingConfig config = parse_training_config(read_file(file), file.string());
    sweep::RunResult out;
    out.config_text = format_training_config(config);
    out.digest = sha256_of(out.config_text);
    const Checksums sums(folder);
    const std::string rows = read_file(history), bytes = read_file(last);
    sums.require("history.csv", rows);
    sums.require("final.safetensors", bytes);
    out.history = parse_history(rows, history.string());
    const Snapshot end = parse_snapshot(bytes, last.string());
    const bool enough = config.until_loss > 0 && out.history.back().loss <= config.until_loss;
    if (end.step.value_or(config.steps) < config.steps && !enough) {
        out.status = RunStatus::diverged;
        out.note = fmt::format("the loss is not finite after step {}", *end.step);
    }
    sweep::measure_states(starting_snapshot(config, load_data(config)), end, out);
    return out;
}

} // namespace ncv::app
