/// Labelled images as a Dataset: folders of IDX or CIFAR-10 files and the shipped digits.
#pragma once

#include "data/idx.hpp"
#include "network/network.hpp"

#include <filesystem>

namespace ncv {

struct LabelledImages {
    Idx images; ///< N x rows x columns, or N x colours x rows x columns
    Idx labels; ///< N
};

/// The 500 shipped MNIST digits: the first 50 of each class of the training file (data/digits).
LabelledImages digits();

/// A folder's file `stem`, plain or `stem`.gz, or with a dot before idx as in
/// train-images.idx3-ubyte. Throws BadInput.
Idx read_idx_in(const std::filesystem::path& folder, const std::string& stem);
bool has_idx(const std::filesystem::path& folder, const std::string& stem);

/// A folder's train-images-idx3-ubyte and train-labels-idx1-ubyte, plain or .gz; or CIFAR-10's
/// binary files (cifar.hpp). Throws BadInput.
LabelledImages read_image_folder(const std::filesystem::path& folder);

/// The first per_class samples of each class in file order (0: all of them), sorted by class;
/// pixels are value/255. Classes are 0 .. largest label; each must be present. Throws BadInput.
Dataset<double> image_dataset(const LabelledImages& from, int per_class, const std::string& name);

/// Divides all inputs by the mean Euclidean norm of a sample.
void scale_to_unit_mean_norm(Matrix<double>& inputs);

/// Coordinates of the inputs in an orthonormal basis of what they span, from a QR factorisation:
/// min(d, N) x N with the same inner products. What W_1 does on the rest of R^d no sample sees.
void to_span_coordinates(Matrix<double>& inputs);

} // namespace ncv
