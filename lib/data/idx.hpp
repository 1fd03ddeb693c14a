/// The IDX format of MNIST: a magic number (0, 0, 8 for unsigned bytes, dimensions), extents as
/// big-endian 32-bit numbers, bytes. Plain or gzipped.
/// Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ncv {

struct Idx {
    std::vector<std::uint32_t> extents; ///< e.g. {60000, 28, 28}
    std::string bytes;                  ///< product of extents many
};

/// Throws BadInput: wrong magic number or extents that do not fit the bytes. `name` begins every
/// message. Gzipped input is recognised and inflated, never beyond what its extents announce.
Idx parse_idx(std::string_view bytes, const std::string& name);
Idx read_idx(const std::filesystem::path& path);
std::string format_idx(const Idx& idx);

} // namespace ncv
