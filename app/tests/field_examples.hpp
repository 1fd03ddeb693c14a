/// Files from the field: an example with something changed, kind by kind.
#pragma once

#include "io/safetensors.hpp"

#include <string>
#include <vector>

namespace ncv {

struct FieldFile {
    std::string name, bytes;
};

/// A small network with two linear layers; `head`: those alone, with what they read as features.
Safetensors field_example(bool head = false);

std::vector<FieldFile> odd_numbers();
std::vector<FieldFile> odd_types();
std::vector<FieldFile> odd_tensors();
std::vector<FieldFile> odd_headers();
std::vector<FieldFile> damaged_files();

} // namespace ncv
