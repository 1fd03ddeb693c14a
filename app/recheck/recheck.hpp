// The parts of ncv-recheck, which shares no code with `ncv`, in the order to read them; then
// main.cpp.
//
// A certificate is verified by writing it once more. All of its text comes from the snapshot and
// from this program, but for the enclosures: they are taken over from the file, each only if it is
// proved to hold what it is said to hold. The text that results must be the file's, byte for byte;
// so every field counts, and its order, and its spelling.
#pragma once

#include "numbers.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace recheck {

// snapshot.cpp: a trained network as it is in its safetensors file; columns are samples.
struct Tensor {
    std::vector<long> shape;
    std::vector<double> values; // row by row
};
struct Snapshot {
    bool is_head = false; // features in place of X
    long first_layer = 1; // number of the first stored matrix
    long nonlinear = 0;   // stored layers with an activation: the first ones
    std::string activation;
    std::optional<double> gamma, sharpness, weight_decay;
    Tensor inputs;               // [N, n_0]
    std::vector<Tensor> weights; // [n_l, n_{l-1}]
    std::vector<long> labels, class_counts;

    long layers() const { return static_cast<long>(weights.size()); }
    long classes() const { return weights.back().shape[0]; }
    long samples() const { return inputs.shape[0]; }
    long width(long l) const { // n_l of stored layer l; n_0 is that of the inputs
        return l == 0 ? inputs.shape[1] : weights[static_cast<std::size_t>(l - 1)].shape[0];
    }
};
std::string sha256(std::string_view bytes);
std::string read_file(const std::string& path);
Snapshot parse_snapshot(const std::string& bytes, const std::string& path);

// network.cpp: the network in balls: features, gradients of the head, and what collapses.
struct Network {
    explicit Network(const Snapshot& snapshot);

    long L, L1;              // stored layers, the first L1 of them nonlinear
    std::vector<Balls> W, Z; // W[l] of the head and of layer L-1; Z[l] from min(L1, L-2) on
    Balls Y, E;              // one-hot labels, Z_L - Y
    std::vector<Balls> R;    // R_l = G_l + lambda W_l of the head, where there is a weight decay
};

Balls class_means(const Balls& Z, const Snapshot& s);
// NC1 of features Z, with classes of equal weight or weighted by their sizes.
Interval within_class_ratio(const Balls& Z, const Snapshot& s, bool weighted);
// NC3 of features Z and the last layer's W.
Interval mean_cosine(const Balls& Z, const Balls& W, const Snapshot& s);

// spectra.cpp: whether an extreme singular value is proved to lie in an interval at this precision:
// s_1(A) or its square, and s_k(A), k the smaller dimension.
bool largest_inside(const Balls& A, const Interval& printed, bool squared = false);
bool smallest_inside(const Balls& A, const Interval& printed);

// certificate.cpp: what is printed. `enclosure` throws where there is none; `proved` is
// what is printed if it holds what was found, and throws otherwise. `condition` is s_1/s_K >= 1 of
// K singular values, infinite where s_K is 0.
using Json = nlohmann::ordered_json;
std::string hex(double v); // as C's %a writes it
Interval enclosure(const Json& printed, const std::string& name);
Json proved(const std::string& name, const Interval& found, const Json& printed);
Interval condition(const Interval& s_1, const Interval& s_K, long K);

// quantities.cpp: each measured quantity, proved of the network. claims.cpp: what follows from them
// as they are printed. Both throw for the first that is not proved at this precision.
Json measured_part(const Json& printed, const Snapshot& s);
Json claims_part(const Json& printed, const Snapshot& s);

// verify.cpp: the whole certificate, as it was written once more. Throws for what is not proved.
struct File {
    std::string path, bytes;
};
Json verify(const File& certificate, const File& snapshot);

} // namespace recheck
