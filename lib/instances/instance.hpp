/// Random instances of the theory: a small description, and the snapshot built from it. The same
/// description always builds the same bytes. Properties draw descriptions at random and shrink
/// them; `ncv verify` draws them by number.
#pragma once

#include "network/network.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ncv {

/// How the linear head is made, from the least to the most collapsed.
enum class HeadKind {
    generic,         ///< Gaussian weights: fits nothing
    rank_deficient,  ///< as generic, the rank of W_L below K
    interpolating,   ///< fits the labels up to `residual`; layers unbalanced
    nearly_balanced, ///< fits up to `residual`, balanced up to `imbalance`
    balanced,        ///< fits and is balanced, both up to rounding
    stationary,      ///< critical point of C_lambda in the head's weights, moved by `imbalance`
    exact,           ///< fits and is balanced exactly in double: dyadic orthogonal factors
    pyramid,         ///< n_1 >= N, widths falling from there; fits nothing
    theorem,         ///< a pyramid with W_2 = 0 and orthogonal inputs, where phase 1 starts (B8)
    near_optimal,    ///< layers that fit, and a nearly balanced head, at C_lambda below their price
    classifier,      ///< any loss, with biases or without, settled for a while
    affine           ///< any loss, biases, near-stationary affine layers up to `imbalance`
};

enum class Biases { none, decayed, undecayed };

struct InstanceSpec {
    std::vector<int> class_sizes{2, 2}; ///< N_c >= 1; their number is K >= 2
    int input_dimension = 4;
    std::vector<int> nonlinear_widths; ///< n_1 .. n_{L1}
    std::vector<int> head_widths{2};   ///< n_{L1+1} .. n_{L-1}; L2 = size + 1
    Activation activation;
    HeadKind head = HeadKind::nearly_balanced;
    int condition_exponent = 0; ///< exact: singular values of W_L are 2^this and 2^-this in turn.
                                ///< pyramid: 0 signed selections of coordinates, 1 orthonormal
                                ///< rows, 2 Gaussian rows
    double residual = 0;        ///< ||Z_L - Y||_F asked for; affine: the spread within classes
    double imbalance = 0;       ///< size of what is added to balanced layers
    int weight_exponent = 0;    ///< nonlinear weights times 2^this; pyramid, theorem: all weights
    int tilt_exponent = 0;      ///< interpolating: W_l times 2^this, W_{l+1} times 2^-this.
                                ///< pyramid, theorem: inputs times 2^this
    double weight_decay = 0.01;
    double learning_rate = 0.01;
    int mantissa_bits = 53; ///< entries rounded to so many bits: short dyadic numbers
    std::uint64_t seed = 0;
    double price = 0.5; ///< near_optimal: lambda (c + K L2) as a share of s_K(Y)^2; sets lambda
    // Of classifiers and affine networks.
    Loss loss{};
    Biases biases = Biases::none;
    int descent_steps = 0;   ///< classifier
    bool fits = false;       ///< affine: W_L is the best for the labels
    bool lost_class = false; ///< affine: W_L's first two rows are the same

    int classes() const { return static_cast<int>(class_sizes.size()); }
};

/// Throws std::invalid_argument if the description makes no sense.
Snapshot build(const InstanceSpec& spec);

/// What a drawn description is restricted to.
struct DrawOptions {
    std::vector<HeadKind> heads{HeadKind::generic,       HeadKind::rank_deficient,
                                HeadKind::interpolating, HeadKind::nearly_balanced,
                                HeadKind::balanced,      HeadKind::stationary,
                                HeadKind::exact};
    bool balanced_classes = false; ///< all N_c equal
    bool no_residual = false;      ///< asks for ||Z_L - Y||_F = 0
    bool homogeneous = false;      ///< positively homogeneous activations only
    bool nonlinear = false;        ///< L1 >= 1
};

/// Draws a description: K 2..5, N_c 1..5, L1 0..4, L2 2..8, all activations, widths around K,
/// residuals on both sides of s_K(Y), imbalance 2^-2 .. 2^-30, weights scaled by 2^-8 .. 2^8.
/// Classifiers: K 2..12, N_c 1..6, L1 0..2, L2 1..6, widths from 1 to K + 4.
/// Pyramids and theorem starts have smaller sizes (K 2..3, at most 6 samples), activations with a
/// positive least slope, for theorem starts smooth ones. Affine networks have K 2..12 and L2 2..6.
/// draw(least, most) gives an integer of that range; smaller draws mean a simpler instance, sizes
/// are drawn first. So RapidCheck can draw and shrink, and a seeded generator can draw.
InstanceSpec draw_spec(const std::function<int(int, int)>& draw, const DrawOptions& options = {});

/// Description number `index` of an endless list, drawn by a seeded generator.
InstanceSpec random_spec(std::uint64_t index, const DrawOptions& options = {});

std::string describe(const InstanceSpec& spec);

} // namespace ncv
