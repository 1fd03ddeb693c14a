/// The safetensors format: 8 bytes of header length (little-endian), a JSON header, tensor bytes.
/// Source: https://github.com/huggingface/safetensors (format description).
#pragma once

#include "io/open_file.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ncv {

/// Bytes of a tensor that stay in their file.
struct StoredBytes {
    std::shared_ptr<const OpenFile> file;
    std::uint64_t begin;
};

struct Tensor {
    std::string dtype; ///< "F64", "F32", "I64", ... as the file says
    std::vector<std::int64_t> shape;
    std::string bytes;                   ///< little-endian, row-major
    std::optional<StoredBytes> stored{}; ///< where they are in place of `bytes`

    std::int64_t size() const; ///< number of entries
};

struct Safetensors {
    std::map<std::string, Tensor> tensors;
    std::map<std::string, std::string> metadata;
};

/// Reads a whole file's bytes; `name` begins every message. Offsets must tile the data exactly, as
/// the format demands. Nothing is allocated beyond the size of `bytes`. Throws BadInput.
Safetensors parse_safetensors(std::string_view bytes, const std::string& name);
/// The same of a file, but tensors of the names `stay` are left in it. Throws BadInput, also where the
/// file changes while it is read.
Safetensors read_safetensors(const std::filesystem::path& path,
                             const std::vector<std::string>& stay);
std::string format_safetensors(const Safetensors& file);

} // namespace ncv
