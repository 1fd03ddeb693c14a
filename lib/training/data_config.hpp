/// What networks are trained on: the table [data] of a configuration (docs/formats.md).
#pragma once

#include "data/synthetic.hpp"

#include <cstdint>
#include <string>

namespace ncv {

struct DataConfig {
    std::string source = "digits"; ///< digits | synthetic | a folder of images | a snapshot
    int per_class = 20;            ///< 0: all
    bool unit_mean_norm = false;
    bool span_coordinates = false; ///< inputs in an orthonormal basis of their span
    double imbalance = 1;          ///< the largest class, per_class, over the smallest
    double label_noise = 0;        ///< share of samples whose label is redrawn
    SyntheticSpec synthetic;       ///< kind, classes, dimension, noise
};

/// The table as it was understood, its title included.
std::string format_data_config(const DataConfig& config);

/// The data the configuration names, scaled as it says; the seed is for what is drawn: synthetic
/// samples and label noise. Throws BadInput.
Dataset<double> load_data(const DataConfig& config, std::uint64_t seed);

} // namespace ncv
