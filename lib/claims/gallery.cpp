#include "claims/gallery.hpp"

#include <algorithm>

namespace ncv {

const std::vector<GalleryEntry>& gallery() {
    using enum Hypothesis;
    static const std::vector<GalleryEntry> all{
        {"F1", "Interpolation without balance", "A2", eps2, "f1_unbalanced_head"},
        {"F2", "Balance without interpolation", "A2", eps1, "f2_not_interpolating"},
        {"F3", "One linear layer only", "A2", two_linear_layers, "f3_one_linear_layer"},
        {"F4", "No weight decay, no balance", "B3", weight_decay, "f4_no_weight_decay"},
        {"F5", "An ill-conditioned head", "A7", kappa_product, "f5_ill_conditioned_head"},
        {"F6", "A bottleneck", "B5", pyramid, "f6_bottleneck"},
        {"F7", "Dead units", "B5", slope_bound, "f7_dead_units"},
        {"F8", "A narrow first layer", "B5", wide_first_layer, "f8_narrow_first_layer"},
        {"F9", "Finite depth", "A7s", depth, "f9_finite_depth"},
        {"F10", "Too large a step", "B8", step_size, "f10_large_step"},
        {"F11", "Unbalanced classes", "A7", kappa_product, "f11_unbalanced_classes"},
        {"F13", "Samples that count alike", "H2", class_balanced, "f13_mean_over_samples"},
        {"F14", "Coinciding class means", "H6", distinct_means, "f14_coinciding_means"},
        {"F15", "A loss above chance", "H2", better_than_chance, "f15_above_chance"},
        {"F16", "Margins of the wrong sign", "H3", positive_margin, "f16_negative_margin"},
        {"F17", "A bias that fits", "A2", no_biases, "f17_biases"}};
    return all;
}

const GalleryEntry* find_in_gallery(std::string_view id) {
    const auto& all = gallery();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const GalleryEntry& e) { return e.id == id; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace ncv
