/// What each layer of a network reads and adds, by the kind of its skip connections (graph.hpp).
#pragma once

#include <cstddef>
#include <numeric>
#include <string_view>
#include <vector>

namespace ncv {

enum class Connections { chain, residual, dense };

constexpr std::string_view connections_name(Connections kind) {
    return kind == Connections::residual ? "residual"
           : kind == Connections::dense  ? "dense"
                                         : "chain";
}

/// What feeds a layer: numbers of layers, 0 is X.
struct LayerInputs {
    std::vector<int> reads, adds;
};

/// Of the layers 1 .. L. widths: n_0 .. n_L.
inline std::vector<LayerInputs> connect(Connections kind, const std::vector<int>& widths,
                                        int nonlinear_layers) {
    std::vector<LayerInputs> out;
    for (int l = 1; l < static_cast<int>(widths.size()); ++l) {
        LayerInputs layer{{l - 1}, {}};
        const auto i = static_cast<std::size_t>(l);
        if (kind == Connections::dense && l <= nonlinear_layers) {
            layer.reads.resize(i);
            std::iota(layer.reads.begin(), layer.reads.end(), 0);
        }
        if (kind == Connections::residual && l <= nonlinear_layers && widths[i] == widths[i - 1])
            layer.adds = {l - 1};
        out.push_back(layer);
    }
    return out;
}

} // namespace ncv
