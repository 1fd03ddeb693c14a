// A trained network as it is in its safetensors file; columns are samples.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace recheck {

struct Tensor {
    long rows = 0, cols = 0;
    std::vector<double> values; // row by row
};

struct Snapshot {
    std::string sha256;
    std::size_t bytes = 0;
    bool is_head = false; // features in place of X
    long first_layer = 1; // number of the first stored matrix
    long nonlinear = 0;   // stored layers with an activation: the first ones
    std::string activation;
    std::optional<double> gamma, sharpness, weight_decay;
    Tensor inputs;               // [N, n_0]
    std::vector<Tensor> weights; // [n_l, n_{l-1}]
    std::vector<long> labels, class_counts;

    long classes() const { return weights.back().rows; }
    long samples() const { return inputs.rows; }
    long width(std::size_t l) const { return l == 0 ? inputs.cols : weights[l - 1].rows; }
};

std::string sha256(std::string_view bytes);
std::string read_file(const std::string& path);
Snapshot read_snapshot(const std::string& path);

} // namespace recheck
