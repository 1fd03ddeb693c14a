/// The hypotheses of the claims, by their permanent names.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace ncv {

enum class Hypothesis {
    // Of what sections A to C are about.
    no_biases,
    squared_error, ///< the loss that was minimised
    // Of the network's shape and activation.
    two_layers,           ///< L >= 2
    three_layers,         ///< L >= 3
    nonlinear_layer,      ///< L1 >= 1
    linear_layer,         ///< L2 >= 1
    two_linear_layers,    ///< L2 >= 2
    depth,                ///< L2 is infinite
    head_width,           ///< n_l >= K in the head
    wide_first_layer,     ///< n_1 >= N
    pyramid,              ///< n_2 >= .. >= n_L
    whole_network,        ///< no layers lie below what is stored
    witness_width,        ///< layers wide enough for labels to pass
    slope_bound,          ///< sigma' >= gamma > 0
    smooth_activation,    ///< sigma' is Lipschitz
    positive_homogeneity, ///< sigma(c x) = c sigma(x) for c > 0
    reaches_one,          ///< sigma takes the value 1
    no_last_bias,         ///< the last layer has no bias, or one that the claim does not see
    more_than_classes,    ///< a layer has more than K rows and more than K columns
    // Of the data.
    balanced_classes,     ///< N_c is the same for all classes
    independent_features, ///< Z_1 has independent columns
    inputs_are_labels,    ///< X = [Y; 0]
    class_balanced,       ///< a mean over classes of each class's mean, not over samples
    distinct_means,       ///< no two class means coincide
    // Of the weights.
    eps1,                  ///< eps1 is what was measured, not 0
    eps2,                  ///< eps2 is what was measured, not 0
    interpolation,         ///< eps1 < s_K(Y)
    exact_interpolation,   ///< eps1 = 0
    balanced_head,         ///< eps2 = 0
    head_rank,             ///< rank W_L = K
    tail_rank,             ///< A W_{L:l+1} is not 0
    centred_interpolation, ///< eps1 < s_{K-1}(Y (I - J))
    centred_fit,           ///< ||A (Z_L - Y)(I - J)||_F < ||Y (I - J)||_F
    distinct_logits,       ///< no class's mean logits are the mean logits, as far as the loss sees
    kappa_product,         ///< kappa(M) is what was measured, not 1
    small_psi,             ///< r Psi < s_K(Y)
    small_defect,          ///< the head's defect leaves s_K(M) > 0
    positive_gradient,     ///< grad C_0 is not 0
    positive_loss,         ///< C_0 > 0
    better_than_chance,    ///< the cross-entropy is below log K
    positive_margin,       ///< the mean of z_c - mean_j z_j of logits is positive
    near_optimal,          ///< C_lambda <= (lambda/2)(c + K L2)
    fits,                  ///< sqrt(lambda (c + K L2)) < s_K(Y)
    // Of gradient descent.
    weight_decay_given,
    weight_decay, ///< lambda > 0
    learning_rate_given,
    learning_rate,  ///< eta > 0
    step_size,      ///< eta is at most the claim's largest step
    contraction,    ///< 2 eta lambda < 1
    initialisation, ///< the start is as near to interpolation as the claim asks
    above_target,   ///< C_lambda(theta_0) is above what phase 1 ends at
    complete_run    ///< the run is followed to its end
};

/// "" for none.
std::string_view hypothesis_name(std::optional<Hypothesis> hypothesis);
/// Nothing for a name that is none.
std::optional<Hypothesis> find_hypothesis(std::string_view name);

/// Without these a statement does not exist (no lambda, no eta, no head): dropping one leaves the
/// claim not applicable.
inline bool is_definitional(Hypothesis h) {
    return h == Hypothesis::weight_decay_given || h == Hypothesis::learning_rate_given ||
           h == Hypothesis::linear_layer;
}

using Hypotheses = std::vector<Hypothesis>;
std::vector<std::string_view> names_of(const Hypotheses& hypotheses);

inline Hypotheses joined(Hypotheses all, const Hypotheses& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

} // namespace ncv
