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
    std::string loss; // squared_error or cross_entropy
    double label_smoothing = 0;
    Tensor inputs;                             // [N, n_0]
    std::vector<Tensor> weights;               // [n_l, n_{l-1}]
    std::vector<std::optional<double>> decays; // of each of these, as weight_decay
    bool decay_given = false;                  // of some weight or bias
    std::vector<Tensor> biases;                // [n_l]; without a shape where a layer has none
    std::vector<long> labels, class_counts;

    // What the claims about heads without biases speak of is there.
    bool has_head() const {
        return layers() >= 2 &&
               std::ranges::none_of(biases, [](const Tensor& b) { return !b.shape.empty(); });
    }
    bool has_gradients() const { return weight_decay && loss == "squared_error"; }
    // Rank of A W_{L:l+1}, stored layer l, as far as the shapes say; A takes 1 off the K classes for
    // the cross-entropy.
    long rank_above(long l) const {
        long rank = classes() - (loss == "cross_entropy");
        for (; l < layers(); ++l) rank = std::min(rank, width(l));
        return rank;
    }
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
    Balls Y, logits, E;      // one-hot labels, Z_L, Z_L - Y
    Balls delta;             // the loss' gradient in Z_L
    std::vector<Balls> G;    // and in W_l of the head
    std::vector<Balls> D;    // D_l = W_{l+1}^T W_{l+1} - W_l W_l^T of hidden affine layers
};

Balls class_means(const Balls& Z, const Snapshot& s);
// NC1 of features Z, with classes of equal weight or weighted by their sizes.
Interval within_class_ratio(const Balls& Z, const Snapshot& s, bool weighted);
// NC3 of features Z and the last layer's W.
Interval mean_cosine(const Balls& Z, const Balls& W, const Snapshot& s);

// products.cpp: large products, of balls (numbers.hpp) and of doubles: A B^T, off by at most
// gamma_k |A| |B|^T, k the inner size, in whatever order it is summed.
struct Doubles {
    slong rows, cols;
    std::vector<double> values; // row by row
    Doubles(slong m, slong n) : rows(m), cols(n), values(recheck::at(m * n)) {}
    double& operator()(slong i, slong j) { return values[recheck::at(i * cols + j)]; }
    double operator()(slong i, slong j) const { return values[recheck::at(i * cols + j)]; }
};
Doubles times_transpose(const Doubles& A, const Doubles& B);

// spectra.cpp: whether an extreme singular value is proved to lie in an interval at this precision:
// s_1(A) or its square, and s_k(A), k the smaller dimension.
bool largest_inside(const Balls& A, const Interval& printed, bool squared = false);
bool smallest_inside(const Balls& A, const Interval& printed);
// The same of lambda_max(S)_+ of a symmetric S, and of min(||A||_F^2, q ||A||^2).
bool positive_part_inside(const Balls& S, const Interval& printed);
bool tail_inside(const Balls& A, long q, const Interval& printed);

// certificate.cpp: what is printed. `enclosure` throws where there is none; `proved` is
// what is printed if it holds what was found, and throws otherwise. `condition` is s_1/s_K >= 1 of
// K singular values, infinite where s_K is 0.
using Json = nlohmann::ordered_json;
std::string hex(double v); // as C's %a writes it
Interval enclosure(const Json& printed, const std::string& name);
Json proved(const std::string& name, const Interval& found, const Json& printed);
Interval condition(const Interval& s_1, const Interval& s_K, long K);

// One object of enclosures, taken over as they are proved.
class Taken {
  public:
    Json out = Json::object();

    Taken(const Json& printed, const std::string& of) : printed_(printed), of_(of) {}
    Interval at(const char* name) const;
    // In [0, inf] nothing is said, of a quantity that is not negative or is undefined.
    void is(const char* name, const Interval& found);
    void is_number(const char* name, const Interval& found); // of any sign
    void is_size(const char* name, const Ball& found) { is(name, size(found)); }
    void is_norm(const char* name, const Balls& A, bool squared = false);
    // s_K, which is 0 for a matrix with fewer than K rows or columns that are not 0.
    void is_smallest(const char* name, const Balls& A, long K);
    // NC2, from the extreme singular values of the class means.
    void is_condition(const char* name, const Balls& means, long K);

  private:
    const Json& printed_;
    std::string of_;
};

// features.cpp: features taken apart by class, K contrasts in place of K classes, and what a loss
// makes of logits. Columns are samples.
struct FeatureParts { // Z = within + between of its class + the mean of all samples
    FeatureParts(const Balls& Z, const Snapshot& s);
    Balls within, between, weighted;         // weighted: between, times sqrt(N_c)
    Balls together(const Snapshot& s) const; // within, and between of each sample's class
};
Balls contrasts(long K); // Helmert's: K-1 orthonormal rows, at a right angle to 1
Balls added(const Balls& a, const Balls& b);
std::vector<Ball> column_sizes(const Balls& A);
Balls loss_gradient(const Network& network, const Snapshot& s); // network.delta
// G^{-1} B, exact where it has few digits; anything where G may be singular, but 0 for 0.
Balls solution(const Balls& G, const Balls& B);

// affine_tail.cpp: two or more affine layers at the end; {} and [] where there is one.
Json affine_part(const Json& printed, const Network& network, const Snapshot& s);

// last_layer.cpp: the last layer, its features, centred by the mean of the class means, and its
// logits. Each class counts alike.
struct LastLayer {
    LastLayer(const Network& network, const Snapshot& snapshot);
    Json quantities(const Json& printed) const;

    struct Sample {
        std::size_t label;
        Ball margin, projected;    // projected: the squared norm
        Interval nearness, cosine; // cosine: of the projection with the own row
    };
    struct Pair {                // of class c and another
        Ball distance, variance; // squared distance of means; variance of c towards the other
    };
    long K, N, L2;
    Ball eps1, entropy, balanced_entropy, soft_margin, margin, S_W, S_B, S_T, E_W, P_W, P_B, rest;
    Interval nc3, means_cosine;
    Balls means, projected_means; // contrasts of class means, K-1 rows
    std::vector<Ball> entropies;  // each class's mean
    std::vector<Sample> samples;
    std::vector<std::vector<Pair>> pairs;
    std::vector<long> N_c;

    Interval errors(double margin) const; // how many have at most this margin
    Interval not_nearest() const;         // how many are not nearest to their own class mean
    Interval nc1() const;
};

// layer_norms.cpp: the affine layers at the end and their gradients, and the last one and its features
// against the optimum that they had if the features were free.
struct LayerNorms {
    LayerNorms(const Network& network, const Snapshot& snapshot);

    struct Layer {
        long number;
        double decay;      // 0 where none is given
        Interval W, R;     // ||W_l||_F, ||G_l + lambda_l W_l||_F
        Interval own, due; // lambda_l ||W_l||_F^2, and what it is at a stationary point
    };
    std::vector<Layer> layers; // from the lowest one
    bool has_biases, last_has_bias;
    Interval features, outputs; // ||Z_{L-1}||_F, ||Z_L||_F
    Interval mu;                // lambda ||W_L||_F/||Z_{L-1}||_F
    Interval optimum, distance; // ||Z*||_F, ||Z_L - Z*||_F
};

// quantities.cpp: each measured quantity, proved of the network. claims.cpp: what follows from them
// as they are printed, and from the last layer. Both throw for the first that is not proved at this
// precision.
Json measured_part(const Json& printed, const Network& network, const Snapshot& s);
Json claims_part(const Json& printed, const LastLayer& last, const LayerNorms& norms,
                 const Snapshot& s);

// verify.cpp: the whole certificate, as it was written once more. Throws for what is not proved.
struct File {
    std::string path, bytes;
};
Json verify(const File& certificate, const File& snapshot);

} // namespace recheck
