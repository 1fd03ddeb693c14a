/// The safetensors format: 8 bytes of header length (little-endian), a JSON header, tensor bytes.
/// Source: https://github.com/huggingface/safetensors (format description).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ncv {

struct Tensor {
    std::string dtype; ///< "F64", "F32", "I64", ... as the file says
    std::vector<std::int64_t> shape;
    std::string bytes; ///< little-endian, row-major

    std::int64_t size() const; ///< number of entries
};

struct Safetensors {
    std::map<std::string, Tensor> tensors;
    std::map<std::string, std::string> metadata;
};

/// Reads a whole file's bytes; `name` begins every message. Offsets must tile the data exactly, as
/// the format demands. Nothing is allocated beyond the size of `bytes`. Throws BadInput.
Safetensors parse_safetensors(std::string_view bytes, const std::string& name);
std::string format_safetensors(const Safetensors& file);

} // namespace ncv
