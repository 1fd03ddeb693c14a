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
#include <array>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <vector>

namespace recheck {

// file.cpp: a file's bytes, at hand or read from it when they are asked for.
class File {
  public:
    std::string path;

    File(std::string given, std::string bytes) : path(std::move(given)), bytes_(std::move(bytes)) {}
    explicit File(const std::string& path);
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    std::size_t size() const;
    void read(std::size_t from, std::size_t count, char* to) const; // both within its size
    std::string text(std::size_t from, std::size_t count) const;
    std::string text() const { return text(0, size()); }
    std::string sha256() const;
    void need_unchanged() const; // in size and time since it was opened

  private:
    using State = std::array<long, 3>;
    State state() const;

    std::string bytes_;
    int descriptor_ = -1;
    State state_{};
};
std::string sha256(std::string_view bytes);

// snapshot.cpp: a trained network as it is in its safetensors file; columns are samples.
struct Tensor {
    std::vector<long> shape;
    std::vector<double> values; // row by row
};
struct Rows { // a matrix that stays in its file, which must outlive it
    std::vector<long> shape;
    const File* file = nullptr;
    std::size_t begin = 0, size = 0; // of the first number, and of each
    void (*widen)(const char* from, std::size_t count, double* to) = nullptr;

    void read(long first, long count, double* to) const;
};
struct Snapshot {
    bool is_head = false; // features in place of X
    long first_layer = 1; // number of the first stored matrix
    long nonlinear = 0;   // stored layers with an activation: the first ones
    std::string activation;
    std::optional<double> gamma, sharpness, weight_decay;
    std::string loss; // squared_error or cross_entropy
    double label_smoothing = 0;
    Rows inputs;                               // [N, n_0]
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
Snapshot parse_snapshot(const File& file);

// products.cpp: large products, of balls (numbers.hpp) and of doubles: A B^T, off by at most gamma_n
// |A| |B|^T, n = summands(k) of the inner size k, which is at most k + 1.
struct Doubles {
    slong rows, cols;
    std::vector<double> values; // row by row
    Doubles(slong m, slong n) : rows(m), cols(n), values(recheck::at(m * n)) {}
    double& operator()(slong i, slong j) { return values[recheck::at(i * cols + j)]; }
    double operator()(slong i, slong j) const { return values[recheck::at(i * cols + j)]; }
    double* row(slong i) { return &values[recheck::at(i * cols)]; }
    const double* row(slong i) const { return &values[recheck::at(i * cols)]; }
};
Doubles times_transpose(const Doubles& A, const Doubles& B);
slong summands(slong inner);
// gamma_k = k u/(1 - k u), at most.
constexpr double roundoff = 0x1p-53;
inline double gamma_of(slong k) { return static_cast<double>(k) * roundoff * (1 + 0x1p-20); }

// Sums of x and of x x^T over vectors x of numbers below 1 in size, without any rounding. The
// numbers are multiples of 2^{1 - 22 slices}, or are taken for the nearest such.
class ExactSums {
  public:
    ExactSums(slong size, slong slices);
    void add(const Doubles& vectors); // its rows
    Balls sum_taken();                // of all since it was taken before
    Balls products_taken();

  private:
    void settle();

    slong size_, slices_, count_ = 0;
    std::vector<Doubles> sum_;                        // of each slice, a row
    std::vector<std::vector<std::int64_t>> products_; // of slices p + q, tile by tile
    Balls settled_;
};

// few_columns.cpp: K + p columns that stand for the samples of affine layers, and what is asked of each
// of these (single_samples.cpp). Mu has the class means of the inputs x_i, D = diag(N_c).
class FewColumns {
  public:
    explicit FewColumns(const Snapshot& s);

    Balls inputs;         // X Q = [Mu D^{1/2}, R] for an orthogonal Q, without columns of zeros
    Balls labels() const; // Y Q
    Balls ones() const;   // 1^T Q
    // [Mu D^{1/2}, I]: x_i is this times e_i = (D^{-1/2} e_c, x_i - mu_c), c the class of sample i. So
    // B = W .. W_1 [Mu D^{1/2}, I] has B e_i = W .. W_1 x_i, as it has with biases.
    Balls each;
    Balls balanced; // sum over classes of S_c/N_c, S_c = sum of (x_i - mu_c)(x_i - mu_c)^T

    // |B e_i|^2 of each sample, and the product of B e_i with its class's row.
    std::vector<Ball> squares(const Balls& B) const;
    std::vector<Ball> products(const Balls& B, const Balls& rows) const;
    // B e_i in the rows of `values`, each number off by at most radius[i], together by radii[i].
    struct Block {
        std::span<const long> samples; // of the same class one after the other
        Doubles within;                // d_i: x_i less a double near mu_c
        Doubles values;
        std::vector<double> size, radius, radii; // size: of d_i, at most
    };
    void for_each_block(const Balls& B, const std::function<void(Block&)>& take) const;
    // Of sample i of class c: sum over j != c of exp(shift - (z_c - z_j)), and their least difference.
    struct Odds {
        Ball margin, shift, sum;
    };
    void for_each_odds(const Balls& B, const std::function<void(long i, const Odds&)>& take) const;
    // With t_ij number j of B (e_i - e_c), e_c that of its class mean: max over j != c of 2 (t_ij -
    // t_ic)/distance_cj, and for classes c and j the sum over c's samples of (t_ij - t_ic)^2.
    struct Steps {
        std::vector<Ball> nearness;
        Balls squares;
    };
    Steps steps(Balls B, const Balls& distances) const;
    // sum_i delta_i e_i^T of the cross-entropy's gradients delta_i in logits B e_i.
    Balls cross_entropy_gradient(const Balls& B) const;

  private:
    struct Sums;
    struct Image;
    Sums sums(const std::vector<int>& exponent, slong slices) const;
    Doubles gathered(slong first, slong count) const; // inputs of these places of `order_`
    void for_each_range(const std::function<void(slong first, slong count)>& take) const;
    Block block(slong first, slong count) const;

    const Snapshot& s_;
    std::vector<long> order_; // the samples by their classes' sizes, then classes
    Doubles means_;           // near Mu^T
    Balls beside_;            // Mu less these
};
bool are_worth_few_columns(const Snapshot& s);
constexpr long at_once = 1024; // samples, in a block
// e^(z - largest) of n numbers; their sum, and its relative error.
double exponentials(const double* z, slong n, double largest, double* to);
double exponentials_error(slong n);

// network.cpp: the network in balls: features, gradients of the head, and what collapses. Columns are
// samples or, where there are, the few that stand for them.
struct Network {
    explicit Network(const Snapshot& snapshot, const FewColumns* few = nullptr);

    const FewColumns* few;
    long L, L1;              // stored layers, the first L1 of them nonlinear
    std::vector<Balls> W, Z; // W[l] of the head and of layer L-1; Z[l] from min(L1, L-2) on
    Balls Y, ones;           // one-hot labels, and a row of ones
    Balls E;                 // Z_L - Y
    std::vector<Balls> G;    // and in W_l of the head
    std::vector<Balls> D;    // D_l = W_{l+1}^T W_{l+1} - W_l W_l^T of hidden affine layers

    // Z_l for what is asked of single samples: column i is one, or times e_i is.
    const Balls& each(long l) const { return few ? each_[at(l)] : Z[at(l)]; }
    // Of a B of that kind: each sample's |B e_i|^2, and its product with its class's row.
    std::vector<Ball> squares(const Balls& B) const;
    std::vector<Ball> products(const Balls& B, const Balls& rows) const;
    // What delta times the transpose of is the sum over samples of delta_i z_i^T.
    const Balls& beside_delta(long l) const;
    const Balls& logits() const { return Z[at(L)]; }
    const Balls& delta() const { return by_entropy_ ? delta_ : E; } // the loss' gradient in Z_L
    // A number of few digits for what is known of single samples alone, which are in double.
    slong digits_of_samples() const { return few ? 96 : bits; }

  private:
    std::vector<Balls> each_;
    const Snapshot& s_;
    bool by_entropy_;
    Balls delta_;
};

// Whether columns are not the samples themselves.
inline bool are_few(const Balls& Z, const Snapshot& s) { return Z.cols() < s.samples(); }
Balls class_means(const Balls& Z, const Snapshot& s);
// NC1 of features Z, with classes of equal weight or weighted by their sizes.
Interval within_class_ratio(const Balls& Z, const Snapshot& s, bool weighted);
// NC3 of features Z, of single samples, and the last layer's W.
Interval mean_cosine(const Balls& Z, const Balls& W, const Network& network, const Snapshot& s);

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
std::vector<Ball> roots(std::vector<Ball> squares);
std::vector<Ball> column_sizes(const Balls& A);
Balls cross_entropy_gradient(const Network& network, const Snapshot& s); // in Z_L
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
    long K, N, L2;
    Ball eps1, entropy, balanced_entropy, soft_margin, margin, S_W, S_B, S_T, E_W, P_W, P_B, rest;
    Interval nc3, means_cosine;
    Balls means, projected_means; // contrasts of class means, K-1 rows
    std::vector<Ball> entropies;  // each class's mean
    std::vector<Sample> samples;
    Balls distances, variances; // of class means, squared; of class c towards class j
    std::vector<long> N_c;

    Interval errors(double margin) const; // how many have at most this margin
    Interval not_nearest() const;         // how many are not nearest to their own class mean
    Interval nc1() const;

  private:
    long label(long i) const { return static_cast<long>(samples[at(i)].label); }
    Ball balanced(const std::vector<Ball>& sums) const;
    Ball balanced_within(const Network& network, const Balls& X, const Balls& M) const;
    void take_logits(const Network& network);
    void take_nearness(const Network& network, const Balls& X, const Balls& M);
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
Json verify(const File& certificate, const File& snapshot);

} // namespace recheck
