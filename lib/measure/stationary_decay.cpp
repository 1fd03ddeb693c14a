#include "measure/stationary_decay.hpp"

#include "network/reference.hpp"

#include <fmt/format.h>

namespace ncv {

std::vector<StationaryDecay> stationary_decays(const Snapshot& s) {
    const auto f = forward(s.network, s.data.inputs);
    return stationary_decays(
        s, backward_from(loss_gradient(s.loss, f.Z.back(), s.data.one_hot()), s.network, f).G);
}

std::vector<StationaryDecay> stationary_decays(const Snapshot& s,
                                               const std::vector<Matrix<double>>& gradients) {
    std::vector<StationaryDecay> out;
    for (int l = 1; l <= s.network.depth(); ++l) {
        const Matrix<double>&W = s.network.W(l), &G = gradients[static_cast<std::size_t>(l - 1)];
        StationaryDecay& layer = out.emplace_back(StationaryDecay{l + s.layer_offset, {}, 0, 1});
        if (s.weight_decay || s.weight_decays.contains(fmt::format("W{}", layer.l)))
            layer.stated = s.decay_of('W', l);
        const double squares = W.squaredNorm(), gradient = G.norm();
        if (squares > 0) layer.nearest = -G.cwiseProduct(W).sum() / squares;
        if (gradient > 0) layer.left = (G + layer.nearest * W).norm() / gradient;
    }
    return out;
}

} // namespace ncv
