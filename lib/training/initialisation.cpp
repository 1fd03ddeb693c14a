#include "training/initialisation.hpp"

#include "data/random.hpp"

#include <algorithm>
#include <cmath>

namespace ncv {

std::vector<Matrix<double>> starting_weights(const std::vector<Shape>& shapes, int nonlinear_layers,
                                             Initialisation kind, double scale,
                                             std::uint64_t seed) {
    Random random(seed);
    std::vector<Matrix<double>> out;
    const int L = static_cast<int>(shapes.size());
    // Balanced heads: W_l = Q_l Q_{l-1}^T with orthonormal n_l x k factors, k the least width.
    int least = shapes.back().rows;
    for (int l = nonlinear_layers + 1; l <= L; ++l)
        least = std::min(least, shapes[static_cast<std::size_t>(l - 1)].cols);
    Matrix<double> below;
    for (int l = 1; l <= L; ++l) {
        const auto [rows, cols] = shapes[static_cast<std::size_t>(l - 1)];
        Matrix<double> W;
        const bool averages = kind == Initialisation::mean_field && l > 1;
        if (kind == Initialisation::he || kind == Initialisation::mean_field) {
            const double gain = l <= nonlinear_layers ? 2.0 : 1.0;
            W = (averages ? 1.0 / cols : std::sqrt(gain / cols)) *
                gaussian_matrix(random, rows, cols);
        } else if (kind == Initialisation::balanced && l > nonlinear_layers) {
            if (below.size() == 0) below = orthonormal_matrix(random, cols, least);
            const Matrix<double> above = orthonormal_matrix(random, rows, least);
            W = above * below.transpose();
            below = above;
        } else {
            W = orthonormal_matrix(random, rows, cols);
            if (kind == Initialisation::theorem && l == 2) W.setZero();
        }
        out.push_back(scale * W);
    }
    return out;
}

Network<double> initialise(const std::vector<int>& widths, int nonlinear_layers,
                           const Activation& activation, Initialisation kind, double scale,
                           std::uint64_t seed) {
    std::vector<Shape> shapes;
    for (std::size_t l = 1; l < widths.size(); ++l) shapes.push_back({widths[l], widths[l - 1]});
    return {starting_weights(shapes, nonlinear_layers, kind, scale, seed), nonlinear_layers,
            activation};
}

} // namespace ncv
