/// Names of tensors: which look like a layer's weight or bias, and how weights from the field would
/// be called here.
#pragma once

#include "io/safetensors.hpp"

#include <string>
#include <string_view>

namespace ncv {

/// A name with "bias" in it, or whose last part is a b with or without a number: `b3`, `fc.bias`.
bool looks_like_bias(std::string_view name);
/// The same of "weight", "kernel" and w: `fc1.weight`, `W_3`, `layers.0.kernel`.
bool looks_like_weight(std::string_view name);

/// What a file holds, for who expected something else: "; it has fc1.weight [6, 5] and fc2.weight
/// [2, 6]: rename fc1.weight to W1, fc2.weight to W2". Weights in natural order (net.2 before
/// net.10), the first one called W`first`; other tensors where none looks like a weight.
std::string what_is_there(const Safetensors& file, int first);

} // namespace ncv
