#include "claims/hypothesis.hpp"

#include <algorithm>
#include <utility>

namespace ncv {
namespace {

constexpr std::pair<Hypothesis, std::string_view> names[] = {
    {Hypothesis::no_biases, "no_biases"},
    {Hypothesis::squared_error, "squared_error"},
    {Hypothesis::two_layers, "two_layers"},
    {Hypothesis::three_layers, "three_layers"},
    {Hypothesis::nonlinear_layer, "nonlinear_layer"},
    {Hypothesis::linear_layer, "linear_layer"},
    {Hypothesis::two_linear_layers, "two_linear_layers"},
    {Hypothesis::depth, "depth"},
    {Hypothesis::head_width, "head_width"},
    {Hypothesis::wide_first_layer, "wide_first_layer"},
    {Hypothesis::pyramid, "pyramid"},
    {Hypothesis::whole_network, "whole_network"},
    {Hypothesis::witness_width, "witness_width"},
    {Hypothesis::slope_bound, "slope_bound"},
    {Hypothesis::smooth_activation, "smooth_activation"},
    {Hypothesis::positive_homogeneity, "positive_homogeneity"},
    {Hypothesis::reaches_one, "reaches_one"},
    {Hypothesis::no_last_bias, "no_last_bias"},
    {Hypothesis::more_than_classes, "more_than_classes"},
    {Hypothesis::balanced_classes, "balanced_classes"},
    {Hypothesis::independent_features, "independent_features"},
    {Hypothesis::inputs_are_labels, "inputs_are_labels"},
    {Hypothesis::class_balanced, "class_balanced"},
    {Hypothesis::distinct_means, "distinct_means"},
    {Hypothesis::eps1, "eps1"},
    {Hypothesis::eps2, "eps2"},
    {Hypothesis::interpolation, "interpolation"},
    {Hypothesis::exact_interpolation, "exact_interpolation"},
    {Hypothesis::balanced_head, "balanced_head"},
    {Hypothesis::head_rank, "head_rank"},
    {Hypothesis::tail_rank, "tail_rank"},
    {Hypothesis::centred_interpolation, "centred_interpolation"},
    {Hypothesis::centred_fit, "centred_fit"},
    {Hypothesis::distinct_logits, "distinct_logits"},
    {Hypothesis::kappa_product, "kappa_product"},
    {Hypothesis::small_psi, "small_psi"},
    {Hypothesis::small_defect, "small_defect"},
    {Hypothesis::positive_gradient, "positive_gradient"},
    {Hypothesis::positive_loss, "positive_loss"},
    {Hypothesis::better_than_chance, "better_than_chance"},
    {Hypothesis::positive_margin, "positive_margin"},
    {Hypothesis::near_optimal, "near_optimal"},
    {Hypothesis::fits, "fits"},
    {Hypothesis::weight_decay_given, "weight_decay_given"},
    {Hypothesis::weight_decay, "weight_decay"},
    {Hypothesis::learning_rate_given, "learning_rate_given"},
    {Hypothesis::learning_rate, "learning_rate"},
    {Hypothesis::step_size, "step_size"},
    {Hypothesis::contraction, "contraction"},
    {Hypothesis::initialisation, "initialisation"},
    {Hypothesis::above_target, "above_target"},
    {Hypothesis::complete_run, "complete_run"}};

} // namespace

std::string_view hypothesis_name(std::optional<Hypothesis> hypothesis) {
    for (const auto& [known, name] : names)
        if (hypothesis == known) return name;
    return "";
}

std::optional<Hypothesis> find_hypothesis(std::string_view name) {
    for (const auto& [known, its_name] : names)
        if (name == its_name) return known;
    return {};
}

std::vector<std::string_view> names_of(const Hypotheses& hypotheses) {
    std::vector<std::string_view> out;
    for (const Hypothesis h : hypotheses) out.push_back(hypothesis_name(h));
    return out;
}

} // namespace ncv
