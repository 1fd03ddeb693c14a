/// The folder of a training run, at its start.
#pragma once

#include "io/errors.hpp"
#include "io/files.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <string>

namespace ncv::app {

/// Makes `out` and writes the configuration as run into it. A new run wants a folder without one,
/// `resume` the folder of this very configuration. Throws BadInput.
inline void start_run(const std::filesystem::path& out, const std::string& config, bool resume) {
    const auto as_run = out / "config.toml";
    const bool there = std::filesystem::exists(as_run);
    if (resume && !there)
        throw BadInput(fmt::format("--resume: {} has no run to go on with (config.toml is missing)",
                                   out.string()));
    if (resume && read_file(as_run) != config)
        throw BadInput(
            fmt::format("--resume: the configuration differs from the one in {}; a run goes on "
                        "only with its own",
                        as_run.string()));
    if (!resume && there)
        throw BadInput(fmt::format(
            "{} already holds a run; give another --out, or --resume to go on", out.string()));
    make_writable_folder(out);
    write_file(as_run, config);
}

} // namespace ncv::app
