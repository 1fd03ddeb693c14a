/// Synthetic data: the same bytes for the same seed on every platform (Boost.Random).
#pragma once

#include "network/network.hpp"

#include <cstdint>

namespace ncv {

enum class SyntheticKind {
    gaussian_clouds,   ///< class centres of norm 1 in random directions, Gaussian noise around
    orthogonal_frames, ///< class centres orthonormal (needs dimension >= classes), noise around
    random_labels      ///< Gaussian inputs, labels without relation to them
};

struct SyntheticSpec {
    SyntheticKind kind = SyntheticKind::gaussian_clouds;
    int classes = 10;
    int per_class = 20;
    int dimension = 64;
    double noise = 0.1; ///< standard deviation of the noise vector's norm, about
    std::uint64_t seed = 1;
};

/// Samples sorted by class. Throws BadInput for sizes that make no sense.
Dataset<double> synthetic(const SyntheticSpec& spec);

} // namespace ncv
