/// Random instances of the theory: a small description, and the network built from it. The same
/// description always builds the same bytes; properties draw descriptions, verify and search too.
#pragma once

#include "network/network.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ncv {

/// How the linear head is made.
enum class HeadKind {
    generic,         ///< Gaussian weights, scaled to keep norms
    interpolating,   ///< product fits the labels up to `residual`, layers unbalanced
    balanced,        ///< fits, and D_l = 0 up to rounding
    nearly_balanced, ///< fits, balanced up to `imbalance`
    exact,           ///< fits and is balanced exactly in double: dyadic orthogonal factors
    rank_deficient   ///< rank of W_L below K
};

struct InstanceSpec {
    int classes = 2;              ///< K >= 2
    std::vector<int> class_sizes; ///< N_c >= 1, K of them
    int input_dimension = 4;      ///< d
    std::vector<int> hidden;      ///< n_1 .. n_{L-1}
    int nonlinear_layers = 0;     ///< L1
    Activation activation;
    HeadKind head = HeadKind::generic;
    double condition = 1.0;      ///< kappa(M) asked for, where the head is built
    double residual = 0.0;       ///< about ||Z_L - Y||_F asked for, where the head fits
    double imbalance = 0.0;      ///< about max ||D_l|| asked for, nearly_balanced only
    double noise = 0.0;          ///< spread of the data around class centres
    double weight_scale = 1.0;   ///< multiplies the nonlinear layers' weights
    double weight_decay = 0.01;  ///< lambda
    double learning_rate = 0.01; ///< eta
    int mantissa_bits = 53;      ///< entries rounded to that many bits: dyadic and short
    std::uint64_t seed = 0;
};

/// Throws std::invalid_argument if the description is not valid, saying why.
Snapshot build(const InstanceSpec& spec);

/// A description drawn at random: sizes, depths, heads and scales over the ranges that
/// docs/claims.md lists for the properties.
InstanceSpec random_spec(std::uint64_t seed);

std::string describe(const InstanceSpec& spec);

} // namespace ncv
