#include "training/initialisation.hpp"

#include "data/random.hpp"

#include <algorithm>
#include <cmath>

namespace ncv {

Network<double> initialise(const std::vector<int>& widths, int nonlinear_layers,
                           const Activation& activation, Initialisation kind, double scale,
                           std::uint64_t seed) {
    Random random(seed);
    Network<double> net{{}, nonlinear_layers, activation};
    const int L = static_cast<int>(widths.size()) - 1;
    // Balanced heads: W_l = Q_l Q_{l-1}^T with orthonormal n_l x k factors, k the least width.
    int least = widths.back();
    for (int l = nonlinear_layers; l <= L; ++l)
        least = std::min(least, widths[static_cast<std::size_t>(l)]);
    Matrix<double> below;
    for (int l = 1; l <= L; ++l) {
        const int rows = widths[static_cast<std::size_t>(l)];
        const int cols = widths[static_cast<std::size_t>(l - 1)];
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
        net.weights.push_back(scale * W);
    }
    return net;
}

} // namespace ncv
