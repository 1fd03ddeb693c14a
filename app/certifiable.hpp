/// What interval arithmetic asks of a snapshot.
#pragma once

#include "io/errors.hpp"
#include "network/network.hpp"

#include <string>

namespace ncv::app {

/// Throws BadInput unless the last layer is linear and a stored one lies below it, without biases
/// and for squared error.
inline void require_certifiable(const Snapshot& snapshot, const std::string& path) {
    if (snapshot.network.depth() < 2 || snapshot.network.linear_layers() < 1)
        throw BadInput(path +
                       ": a certificate needs a linear last layer and a stored layer below it, so "
                       "at least two of W1 .. WL, the last one linear");
    if (snapshot.network.has_biases() || snapshot.loss.kind != LossKind::squared_error)
        throw BadInput(path +
                       ": interval arithmetic knows networks without biases, for squared error; "
                       "`ncv check` without --arithmetic interval measures the others, too");
}

} // namespace ncv::app
