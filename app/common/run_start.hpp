/// The folder of a training run, at its start.
#pragma once

#include "io/checksums.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace ncv::app {

/// Throws BadInput where a new run in `out` would write over a file that is there. A name that ends
/// in `-` stands for all that begin with it.
inline void require_no_file_of(const std::filesystem::path& out,
                               const std::vector<std::string>& names) {
    if (!std::filesystem::is_directory(out)) return;
    for (const auto& entry : std::filesystem::directory_iterator(out)) {
        const std::string there = entry.path().filename();
        const bool ours = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
            return name.ends_with('-') ? there.starts_with(name) : there == name;
        });
        if (ours)
            throw BadInput(fmt::format("--out: {} is there and would be lost, though {} holds no "
                                       "run; give another --out, or say --force",
                                       entry.path().string(), out.string()));
    }
}

enum class FilesThere { keep, replace };

/// Makes `out` and writes the configuration as run into it. A new run wants a folder without one,
/// and without files that it would write over unless they are to be replaced; `resume` the folder
/// of this very configuration. Throws BadInput.
inline void start_run(const std::filesystem::path& out, const std::string& config, bool resume,
                      FilesThere there) {
    const auto as_run = out / "config.toml";
    const bool begun = std::filesystem::exists(as_run);
    if (resume && !begun)
        throw BadInput(fmt::format("--resume: {} has no run to go on with (config.toml is "
                                   "missing); without --resume one begins",
                                   out.string()));
    if (resume) {
        if (read_file(as_run) != config)
            throw BadInput(fmt::format("--resume: the configuration differs from the one in {}; a "
                                       "run goes on only with its own",
                                       as_run.string()));
        make_writable_folder(out);
        return;
    }
    if (begun)
        throw BadInput(fmt::format("{} already holds a run; --resume goes on with it, from its "
                                   "start where it kept nothing yet, or give another --out",
                                   out.string()));
    if (there == FilesThere::keep)
        require_no_file_of(out,
                           {"final.safetensors", "history.csv", "campaign.csv", "campaign.crc32",
                            "state.pt", Checksums::file_name, "checkpoint-", "run-", "epoch-"});
    make_writable_folder(out);
    std::filesystem::remove(out / Checksums::file_name);
    write_file(as_run, config);
}

} // namespace ncv::app
