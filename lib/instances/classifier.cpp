#include "instances/classifier.hpp"

#include "metrics/class_balanced.hpp"
#include "network/reference.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ncv {
namespace {

using M = Matrix<double>;

double objective(const Snapshot& s, const M& outputs, const M& Y) {
    double value = loss_value(s.loss, outputs, Y);
    for (int l = 1; l <= s.network.depth(); ++l) {
        value += s.decay_of('W', l) / 2 * s.network.W(l).squaredNorm();
        if (s.network.has_bias(l)) value += s.decay_of('b', l) / 2 * s.network.b(l).squaredNorm();
    }
    return value;
}

/// Gradient descent whose step doubles while the objective falls and is halved where it does not.
void settle(Snapshot& s, int steps) {
    const M Y = s.data.one_hot();
    double rate = 1.0 / static_cast<double>(Y.cols());
    auto f = forward(s.network, s.data.inputs);
    double value = objective(s, f.Z.back(), Y);
    for (int step = 0; step < steps; ++step) {
        const auto back = backward_from(loss_gradient(s.loss, f.Z.back(), Y), s.network, f);
        Snapshot next = s;
        for (int l = 1; l <= s.network.depth(); ++l) {
            const auto i = static_cast<std::size_t>(l - 1);
            next.network.weights[i] -= rate * (back.G[i] + s.decay_of('W', l) * s.network.W(l));
            if (s.network.has_bias(l))
                next.network.biases[i] -=
                    rate * (back.Delta[i].rowwise().sum() + s.decay_of('b', l) * s.network.b(l));
        }
        auto moved = forward(next.network, s.data.inputs);
        const double lower = objective(next, moved.Z.back(), Y);
        rate *= lower < value ? 1.25 : 0.5;
        if (!(lower < value)) continue;
        s = std::move(next);
        f = std::move(moved);
        value = lower;
    }
}

} // namespace

void make_classifier(Random& random, const InstanceSpec& spec, Snapshot& s) {
    const int K = spec.classes(), d = spec.input_dimension;
    const auto N = s.data.samples();
    s.loss = spec.loss;
    const M means = gaussian_matrix(random, d, K);
    s.data.inputs = means * s.data.one_hot() +
                    std::ldexp(1.0, -spec.condition_exponent) * gaussian_matrix(random, d, N);

    std::vector<int> widths = spec.nonlinear_widths;
    widths.insert(widths.end(), spec.head_widths.begin(), spec.head_widths.end());
    widths.push_back(K);
    int below = d;
    for (const int width : widths) {
        s.network.weights.push_back(std::ldexp(1.0, spec.weight_exponent) /
                                    std::sqrt(static_cast<double>(below)) *
                                    gaussian_matrix(random, width, below));
        s.network.biases.emplace_back(0);
        if (spec.biases != Biases::none)
            s.network.biases.back() = 0.5 * gaussian_matrix(random, width, 1);
        below = width;
    }
    if (spec.biases == Biases::none) s.network.biases.clear();
    if (spec.biases == Biases::undecayed) {
        s.weight_decay.reset();
        for (int l = 1; l <= s.network.depth(); ++l) {
            s.weight_decays[fmt::format("W{}", l)] = spec.weight_decay;
            s.weight_decays[fmt::format("b{}", l)] = 0;
        }
    }

    const int L = s.network.depth();
    const M Z = forward(s.network, s.data.inputs).Z[static_cast<std::size_t>(L - 1)];
    const M apart = centred_means(class_statistics(Z, s.data.labels, K));
    if (apart.norm() > 0) {
        const M noise = gaussian_matrix(random, K, below = static_cast<int>(Z.rows()));
        s.network.W(L) = std::ldexp(1.0, spec.tilt_exponent) *
                         (apart.transpose() / apart.norm() + spec.imbalance / noise.norm() * noise);
    }
    settle(s, spec.descent_steps);
}

} // namespace ncv
