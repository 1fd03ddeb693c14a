#include "instances/pyramid.hpp"

#include <cmath>

namespace ncv {
namespace {

using M = Matrix<double>;

/// Signed selections of coordinates, rows scaled by 2^weight_exponent: W_1 keeps inputs, W_2 turns
/// the sign, so that every slope from layer 2 on is the least; or orthonormal, or Gaussian rows.
M pyramid_layer(Random& random, const InstanceSpec& spec, int l, Eigen::Index rows,
                Eigen::Index cols) {
    const double scale = std::ldexp(1.0, spec.weight_exponent);
    if (spec.condition_exponent == 0) return (l == 2 ? -scale : scale) * M::Identity(rows, cols);
    if (spec.condition_exponent == 1) return scale * orthonormal_matrix(random, rows, cols);
    return scale / std::sqrt(static_cast<double>(cols)) * gaussian_matrix(random, rows, cols);
}

} // namespace

void make_pyramid(Random& random, const InstanceSpec& spec, Snapshot& s) {
    const bool start = spec.head == HeadKind::theorem;
    const auto N = s.data.samples();
    const double scale = std::ldexp(1.0, spec.tilt_exponent);
    s.data.inputs = !start && spec.condition_exponent == 2
                        ? M(scale * gaussian_matrix(random, spec.input_dimension, N))
                    : spec.condition_exponent == 0
                        ? M(scale * M::Identity(spec.input_dimension, N))
                        : M(scale * orthonormal_matrix(random, spec.input_dimension, N));
    InstanceSpec layers = spec;
    if (start && spec.condition_exponent == 2) layers.condition_exponent = 1;
    std::vector<int> widths = spec.nonlinear_widths;
    widths.insert(widths.end(), spec.head_widths.begin(), spec.head_widths.end());
    widths.push_back(spec.classes());
    Eigen::Index below = spec.input_dimension;
    for (int l = 1; l <= static_cast<int>(widths.size()); ++l) {
        const int width = widths[static_cast<std::size_t>(l - 1)];
        M W = pyramid_layer(random, layers, l, width, below);
        if (start && l == 2) W.setZero();
        s.network.weights.push_back(std::move(W));
        below = width;
    }
}

} // namespace ncv
