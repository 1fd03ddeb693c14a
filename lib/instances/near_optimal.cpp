#include "instances/near_optimal.hpp"

#include "network/reference.hpp"
#include "spectra/decompositions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ncv {
namespace {

using M = Matrix<double>;

/// sigma(a) = 1 by Newton; sigma is convex where it is smooth.
double preimage_of_one(const Activation& activation) {
    double a = 1;
    for (int i = 0; i < 60; ++i) a -= (activate(activation, a) - 1) / slope(activation, a);
    return a;
}

/// Y Z^+.
M fitted(const M& Z, const M& Y) { return Y * Z.completeOrthogonalDecomposition().pseudoInverse(); }

/// B in the upper left corner of a matrix of zeros.
M padded(const M& B, Eigen::Index rows, Eigen::Index cols) {
    M whole = M::Zero(rows, cols);
    whole.topLeftCorner(B.rows(), B.cols()) = B;
    return whole;
}

/// First layers that fit, and inputs for them. Of the first layer's scales 2^-6 .. 2^6 the one with
/// the least squared norm.
void make_fitting_layers(Random& random, const InstanceSpec& spec, const M& Y, Snapshot& s) {
    const auto& widths = spec.nonlinear_widths;
    const int K = spec.classes(), L1 = static_cast<int>(widths.size());
    const Eigen::Index N = Y.cols(), d = spec.input_dimension;
    if (L1 == 0) {
        s.data.inputs = padded(Y, d, N);
        return;
    }
    const double a = preimage_of_one(spec.activation);
    s.data.inputs = std::ldexp(1.0, spec.weight_exponent / 4) * gaussian_matrix(random, d, N);
    M Z = s.data.inputs;
    if (L1 >= 2) {
        const M first = gaussian_matrix(random, widths[0], d);
        double least = std::numeric_limits<double>::infinity();
        M best;
        for (int k = -6; k <= 6; ++k) {
            const M W = std::ldexp(1.0, k) * first;
            const M features = (W * s.data.inputs).unaryExpr([&](double x) {
                return activate(spec.activation, x);
            });
            const double c = W.squaredNorm() + a * a * fitted(features, Y).squaredNorm();
            if (c > least) continue;
            least = c;
            best = W;
            Z = features;
        }
        s.network.weights.push_back(best);
    }
    while (static_cast<int>(s.network.weights.size()) < L1) {
        const auto l = s.network.weights.size();
        const bool fits = l == (L1 >= 2 ? 1u : 0u);
        const M core = fits ? M(a * fitted(Z, Y)) : M(a * M::Identity(K, K));
        const Eigen::Index below = l ? static_cast<Eigen::Index>(widths[l - 1]) : d;
        s.network.weights.push_back(padded(core, widths[l], below));
    }
}

double cost(const Snapshot& s, double lambda) {
    const auto f = forward(s.network, s.data.inputs);
    return interpolation_loss(f.Z.back(), s.data.one_hot()) + lambda / 2 * squared_norm(s.network);
}

/// How far a network is from the critical point: a multiple of one drawn displacement.
struct Displacement {
    double log_scale;     ///< of the last nonlinear layer
    Vector<double> value; ///< logarithms of the head's singular values
    std::vector<M> shift; ///< of the head's layers, unbalancing
};

} // namespace

void make_near_optimal(Random& random, const InstanceSpec& spec, Snapshot& s) {
    const int K = spec.classes(), L1 = static_cast<int>(spec.nonlinear_widths.size());
    const int L2 = static_cast<int>(spec.head_widths.size()) + 1;
    const M Y = s.data.one_hot();
    make_fitting_layers(random, spec, Y, s);
    const double fewest = *std::min_element(spec.class_sizes.begin(), spec.class_sizes.end());
    const double price = squared_norm(s.network) + K * L2;
    const double lambda = spec.price * fewest / price;
    s.weight_decay = lambda;

    const Network<double> fitting = s.network;
    Displacement move;
    move.log_scale = L1 ? uniform_real(random, -1, 1) : 0;
    move.value = Vector<double>(K);
    const double spread = std::ldexp(2.0, -uniform_int(random, 0, 4)) / L2;
    for (int c = 0; c < K; ++c) move.value(c) = uniform_real(random, -spread, spread);
    const M top = L1 ? fitting.W(L1) : M();
    std::vector<M> frames{M::Identity(L1 ? top.rows() : s.data.inputs.rows(), K)};
    for (int width : spec.head_widths) frames.push_back(orthonormal_matrix(random, width, K));
    frames.push_back(M::Identity(K, K));
    const bool unbalanced = uniform_int(random, 0, 1);
    for (int p = 0; p < L2; ++p)
        move.shift.push_back(gaussian_matrix(random, frames[static_cast<std::size_t>(p + 1)].rows(),
                                             frames[static_cast<std::size_t>(p)].rows()));

    // At step 0 the head's values are what one step of Newton's makes of 1; the last nonlinear
    // layer goes up or down in turn, as one of the two may cost more.
    for (double step = 1; step > 0x1p-30; step /= 2, move.log_scale *= -1) {
        s.network = fitting;
        double reach = 1; // Z_{L1} = reach [Y; 0]
        if (L1) {
            s.network.W(L1) *= std::exp(step * move.log_scale);
            const double a = preimage_of_one(spec.activation);
            reach = activate(spec.activation, a * std::exp(step * move.log_scale));
        }
        Vector<double> value(K);
        for (int c = 0; c < K; ++c) {
            const double n = spec.class_sizes[static_cast<std::size_t>(c)];
            const double shrink = lambda / (n * L2 + lambda * (1 - L2)); // of the value 1
            value(c) = std::pow(reach, -1.0 / L2) * (1 - std::min(0.5, std::max(0.0, shrink))) *
                       std::exp(step * move.value(c));
        }
        for (std::size_t p = 0; p < static_cast<std::size_t>(L2); ++p) {
            M W = frames[p + 1] * value.asDiagonal() * frames[p].transpose();
            if (unbalanced) W += step * spec.imbalance / move.shift[p].norm() * move.shift[p];
            s.network.weights.push_back(W);
        }
        if (cost(s, lambda) <= (1 - 0x1p-33) * lambda / 2 * price) return;
    }
}

} // namespace ncv
