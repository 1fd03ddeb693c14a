/// CIFAR-10's binary files: records of 3073 bytes, a label 0 .. 9 and 32 x 32 pixels, first all of
/// red, then green, then blue.
/// Source: A. Krizhevsky, Learning multiple layers of features from tiny images (2009).
#pragma once

#include "data/images.hpp"

namespace ncv {

/// Images of extents N x 3 x 32 x 32. Throws BadInput; `name` begins every message.
LabelledImages parse_cifar10(std::string_view bytes, const std::string& name);

/// Whether a folder has data_batch_1.bin.
bool has_cifar10(const std::filesystem::path& folder);
/// Its data_batch_1.bin, data_batch_2.bin ... as far as they go. Throws BadInput.
LabelledImages read_cifar10(const std::filesystem::path& folder);

} // namespace ncv
