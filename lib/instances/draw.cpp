#include "data/random.hpp"
#include "instances/instance.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace ncv {

namespace {

InstanceSpec draw_pyramid(const std::function<int(int, int)>& draw, const DrawOptions& options) {
    InstanceSpec s;
    s.head =
        options
            .heads[static_cast<std::size_t>(draw(0, static_cast<int>(options.heads.size()) - 1))];
    const bool start = s.head == HeadKind::theorem;
    const int K = draw(2, 3);
    const bool balanced = options.balanced_classes || draw(0, 3) > 0;
    const int n = draw(1, 6 / K);
    s.class_sizes.clear();
    for (int c = 0; c < K; ++c) s.class_sizes.push_back(balanced ? n : draw(1, 6 / K));
    int N = 0;
    for (int size : s.class_sizes) N += size;
    const int L1 = start ? draw(1, 2) : draw(0, 3), hidden = draw(1, start ? 2 : 3);
    std::vector<int> widths{N + draw(0, 2)};
    for (int l = 1; l < L1 + hidden; ++l) widths.push_back(K + draw(0, 3));
    std::sort(widths.begin() + 1, widths.end(), std::greater<>());
    s.nonlinear_widths.assign(widths.begin(), widths.begin() + L1);
    s.head_widths.assign(widths.begin() + L1, widths.end());
    s.input_dimension = N + draw(0, 1);
    constexpr ActivationKind order[] = {ActivationKind::softplus_leaky_relu,
                                        ActivationKind::gaussian_leaky_relu,
                                        ActivationKind::identity, ActivationKind::leaky_relu};
    s.activation.kind = order[draw(0, start ? 1 : 3)];
    s.activation.gamma = start ? draw(48, 62) / 64.0 : draw(1, 31) / 32.0;
    s.activation.sharpness = std::ldexp(1.0, draw(-3, 3));
    s.condition_exponent = draw(0, 2);
    s.weight_exponent = start ? draw(0, 2) : (draw(0, 1) ? 0 : draw(-6, 4));
    s.tilt_exponent = start ? draw(5, 10) : draw(-3, 3);
    s.weight_decay = std::ldexp(1.0, start ? -draw(6, 20) : -draw(0, 10));
    s.learning_rate = std::ldexp(1.0, -draw(0, 10));
    s.seed = static_cast<std::uint64_t>(draw(0, 1 << 30));
    return s;
}

InstanceSpec draw_classifier(const std::function<int(int, int)>& draw) {
    InstanceSpec s;
    s.head = HeadKind::classifier;
    const int K = draw(2, draw(0, 2) ? 5 : 12), n = draw(1, K < 6 ? 6 : 2);
    const bool equal = draw(0, 2) == 0;
    s.class_sizes.clear();
    for (int c = 0; c < K; ++c) s.class_sizes.push_back(equal ? n : draw(1, K < 6 ? 6 : 2));
    s.nonlinear_widths.assign(static_cast<std::size_t>(std::max(0, draw(-3, 2))), 0);
    for (int& width : s.nonlinear_widths) width = draw(1, K + 4);
    s.head_widths.assign(static_cast<std::size_t>(std::max(0, draw(-2, 5))), 0);
    for (int& width : s.head_widths) width = draw(draw(0, 3) ? K : 1, K + 4);
    s.input_dimension = draw(draw(0, 3) ? K : 1, K + 4);
    constexpr ActivationKind order[] = {ActivationKind::leaky_relu, ActivationKind::relu,
                                        ActivationKind::tanh, ActivationKind::softplus_leaky_relu};
    s.activation.kind = order[draw(0, 3)];
    s.activation.gamma = draw(1, 31) / 32.0;
    s.activation.sharpness = std::ldexp(1.0, draw(-2, 3));
    s.loss.kind = draw(0, 1) ? LossKind::cross_entropy : LossKind::squared_error;
    if (s.loss.kind == LossKind::cross_entropy && draw(0, 2) == 2)
        s.loss.label_smoothing = draw(1, 7) / 16.0;
    s.biases = static_cast<Biases>(draw(0, 2));
    s.condition_exponent = draw(0, 12);
    s.weight_exponent = draw(0, 3) ? 0 : draw(-4, 4);
    s.tilt_exponent = draw(-1, 5);
    s.imbalance = draw(0, 2) ? std::ldexp(1.0, -draw(0, 20)) : 0;
    s.descent_steps = draw(0, 2) ? 10 * draw(1, 40) : 0;
    s.weight_decay = std::ldexp(1.0, -draw(0, 12));
    s.learning_rate = std::ldexp(1.0, -draw(0, 10));
    s.seed = static_cast<std::uint64_t>(draw(0, 1 << 30));
    return s;
}

InstanceSpec draw_affine(const std::function<int(int, int)>& draw) {
    InstanceSpec s;
    s.head = HeadKind::affine;
    const int K = draw(2, draw(0, 3) ? 5 : 12);
    const bool balanced = draw(0, 2) > 0;
    const int n = draw(1, 4);
    s.class_sizes.clear();
    for (int c = 0; c < K; ++c) s.class_sizes.push_back(balanced ? n : draw(1, 5));
    const bool thin = draw(0, 4) == 0; // affine layers narrower than K
    for (int l = 0, L1 = draw(0, 2); l < L1; ++l) s.nonlinear_widths.push_back(draw(2, K + 6));
    s.input_dimension = draw(2, K + 6);
    s.head_widths.clear();
    for (int l = 0, hidden = draw(1, draw(0, 2) ? 2 : 5); l < hidden; ++l)
        s.head_widths.push_back(draw(thin ? 1 : K - 1, K + 4));
    constexpr ActivationKind order[] = {ActivationKind::relu, ActivationKind::tanh,
                                        ActivationKind::leaky_relu};
    s.activation.kind = order[draw(0, 2)];
    s.activation.gamma = draw(1, 31) / 32.0;
    s.residual = std::ldexp(1.0, -draw(-1, 12));
    s.imbalance = std::ldexp(1.0, -draw(0, 20));
    s.weight_exponent = draw(0, 3) ? 0 : draw(-3, 2);
    s.weight_decay = std::ldexp(1.0, -draw(0, 10));
    s.learning_rate = std::ldexp(1.0, -draw(0, 10));
    if (draw(0, 1)) s.loss = {LossKind::cross_entropy, draw(0, 2) ? 0 : draw(1, 7) / 8.0};
    s.biases = static_cast<Biases>(draw(0, 2));
    s.fits = draw(0, 1) == 1;
    s.lost_class = draw(0, 7) == 7;
    s.seed = static_cast<std::uint64_t>(draw(0, 1 << 30));
    return s;
}

} // namespace

InstanceSpec draw_spec(const std::function<int(int, int)>& draw, const DrawOptions& options) {
    const HeadKind first = options.heads.front();
    if (first == HeadKind::pyramid || first == HeadKind::theorem)
        return draw_pyramid(draw, options);
    if (first == HeadKind::classifier) return draw_classifier(draw);
    if (first == HeadKind::affine) return draw_affine(draw);
    InstanceSpec s;
    const int K = draw(2, 5);
    const bool balanced = options.balanced_classes || draw(0, 3) > 0;
    const int n = draw(1, 4);
    s.class_sizes.clear();
    for (int c = 0; c < K; ++c) s.class_sizes.push_back(balanced ? n : draw(1, 5));
    int N = 0;
    for (int size : s.class_sizes) N += size;
    const int fewest = *std::min_element(s.class_sizes.begin(), s.class_sizes.end());

    s.head =
        options
            .heads[static_cast<std::size_t>(draw(0, static_cast<int>(options.heads.size()) - 1))];
    const bool free = s.head == HeadKind::generic || s.head == HeadKind::rank_deficient;
    const bool thin = s.head == HeadKind::generic && draw(0, 1); // hidden layers below K
    const int L1 = std::max(options.nonlinear ? 1 : 0, draw(-2, 4));
    for (int l = 0; l < L1; ++l) s.nonlinear_widths.push_back(free ? draw(1, 8) : N + draw(0, 4));
    s.input_dimension = free ? draw(1, N) : N + draw(0, 3);
    // Mostly shallow heads, up to L2 = 8.
    const int hidden = std::max(1, draw(-3, 7));
    s.head_widths.clear();
    for (int l = 0; l < hidden; ++l) s.head_widths.push_back(draw(thin ? 1 : K, K + 4));

    const int kinds = options.homogeneous ? 2 : 5;
    constexpr ActivationKind order[] = {ActivationKind::identity,
                                        ActivationKind::relu,
                                        ActivationKind::leaky_relu,
                                        ActivationKind::tanh,
                                        ActivationKind::softplus_leaky_relu,
                                        ActivationKind::gaussian_leaky_relu};
    s.activation.kind = order[draw(0, kinds)];
    s.activation.gamma = draw(1, 31) / 32.0;
    s.activation.sharpness = std::ldexp(1.0, draw(-2, 3));
    s.condition_exponent = draw(0, 2);

    const double boundary = std::sqrt(static_cast<double>(fewest)); // s_K(Y)
    const int residual = options.no_residual ? 0 : draw(0, 4);
    if (residual == 1) s.residual = boundary * std::ldexp(1.0, -draw(1, 30));
    if (residual == 2) s.residual = boundary * draw(8, 24) / 16.0;
    if (residual > 2) s.residual = boundary * std::ldexp(1.0, -draw(2, 8));
    s.imbalance = std::ldexp(1.0, -draw(2, 30));
    s.weight_exponent = draw(0, 3) ? 0 : draw(-8, 8);
    s.tilt_exponent = draw(-3, 3);
    s.weight_decay = std::ldexp(1.0, -draw(0, 10));
    s.learning_rate = std::ldexp(1.0, -draw(0, 10));
    s.mantissa_bits = draw(0, 3) || s.head == HeadKind::balanced ? 53 : draw(8, 30);
    s.seed = static_cast<std::uint64_t>(draw(0, 1 << 30));
    if (s.head == HeadKind::near_optimal) {
        if (s.activation.kind == ActivationKind::tanh)
            s.activation.kind = ActivationKind::leaky_relu;
        s.price = 1 - std::ldexp(1.0, -draw(1, 3));
        if (draw(0, 2)) s.price = std::ldexp(1.0, -draw(1, 8));
    }
    return s;
}

InstanceSpec random_spec(std::uint64_t index, const DrawOptions& options) {
    Random random(index * 0x9e3779b97f4a7c15ULL + 1); // neighbouring seeds far apart
    return draw_spec([&](int least, int most) { return uniform_int(random, least, most); },
                     options);
}

} // namespace ncv
