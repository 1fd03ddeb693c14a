/// The outputs of a snapshot's layers against those stored beside them, and against the labels.
#pragma once

#include "metrics/fit.hpp"
#include "network/network.hpp"

#include <string>

namespace ncv {

/// What a snapshot's outputs in double say of themselves: their fit to its labels, and the loss.
struct OutputsSummary {
    Fit fit;
    double loss;
};
OutputsSummary summary_of_outputs(const Snapshot& snapshot);

/// ||Z_L - outputs||_F/||Z_L||_F; 0 where there are none, or where all of both are 0.
double outputs_apart(const Snapshot& snapshot);

/// Where `outputs` are not those of its layers, in a sentence; "" for nothing to say.
std::string doubt_of_outputs(const Snapshot& snapshot);

/// Where the network fits its labels no better than labels in random order, which may then belong to
/// other samples; "" for nothing to say.
std::string doubt_of_fit(const Fit& fit);

} // namespace ncv
