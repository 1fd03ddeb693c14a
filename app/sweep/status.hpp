/// How far plans are, as tables on standard output.
#pragma once

#include "store/store.hpp"

#include <vector>

namespace ncv::app {

/// A line a plan; returns what is left of all.
std::size_t print_counts(const sweep::Store& store, const std::vector<sweep::Plan>& plans);

/// Each plan's verdict in words, and a line a test.
void print_verdicts(const sweep::Store& store, const std::vector<sweep::Plan>& plans);

/// print_counts with runs in flight, and the time left on `jobs` cores by the mean of what is done;
/// and once more of the shards beside the store, if `--slurm` has made any.
void print_status(const std::filesystem::path& path, const sweep::Store& store,
                  const std::vector<sweep::Plan>& plans, int jobs);

} // namespace ncv::app
