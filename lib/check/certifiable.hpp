/// What interval arithmetic asks of a snapshot.
#pragma once

#include "io/errors.hpp"
#include "network/network.hpp"

#include <string>

namespace ncv {

/// Throws BadInput unless the last layer is linear.
inline void require_certifiable(const Snapshot& snapshot, const std::string& path) {
    if (snapshot.network.linear_layers() < 1)
        throw BadInput(path + ": a certificate needs a linear last layer: nonlinear_layers below "
                              "the number of layers W1 .. WL");
}

} // namespace ncv
