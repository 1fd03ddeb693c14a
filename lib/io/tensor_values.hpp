/// The numbers of a tensor. Reals of any width are widened exactly, labels have any integer type.
#pragma once

#include "io/safetensors.hpp"
#include "network/network.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ncv {

/// Rows of the file become columns: [N, d] row-major is d x N column-major. `name` begins every
/// message. Throws BadInput: not two dimensions, F64, F32, F16 or BF16, empty, not finite.
Matrix<double> columns_of(const Tensor& tensor, const std::string& name);

/// The same of a tensor that stays in its file. Throws BadInput as columns_of does, and each time that
/// columns are asked for as OpenFile does.
std::shared_ptr<const StoredInputs> stored_columns_of(const Tensor& tensor,
                                                      const std::string& name);

/// A layer's bias, one entry a row of its weight. Throws BadInput as columns_of does, and for another shape than [entries].
Vector<double> bias_of(const Tensor& tensor, const std::string& name, Eigen::Index entries);

/// Labels of `samples` samples, each in 0 .. classes-1, every class present. Throws BadInput, with
/// the remedy for what is usual elsewhere: one-hot, [N, 1], real numbers, 1 .. K.
std::vector<int> labels_of(const Tensor& tensor, const std::string& name, Eigen::Index samples,
                           Eigen::Index classes);

} // namespace ncv
