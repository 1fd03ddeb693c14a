#include "given_snapshot.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>

namespace ncv::app {
namespace {

void warn(const std::string& path, const std::string& doubt) {
    if (!doubt.empty()) fmt::print(stderr, "ncv: {}: {}\n", path, doubt);
}

void name_ignored(const std::string& path, const std::vector<std::string>& ignored) {
    if (!ignored.empty())
        fmt::print(stderr, "ncv: {}\n",
                   one_line(fmt::format("{}: ignored, for a snapshot has no such tensor: {}", path,
                                        fmt::join(ignored, ", "))));
}

} // namespace

Snapshot given_snapshot(std::string_view bytes, const std::string& path) {
    std::vector<std::string> ignored;
    Snapshot snapshot = parse_snapshot(bytes, path, &ignored);
    name_ignored(path, ignored);
    return snapshot;
}

Snapshot given_snapshot_in_place(const std::string& path) {
    std::vector<std::string> ignored;
    Snapshot snapshot = read_snapshot_in_place(path, &ignored);
    name_ignored(path, ignored);
    return snapshot;
}

void warn_of_outputs(const Snapshot& snapshot, const std::string& path) {
    warn(path, doubt_of_outputs(snapshot));
}

void warn_of_misfit(const Fit& fit, const std::string& path) { warn(path, doubt_of_fit(fit)); }

} // namespace ncv::app
