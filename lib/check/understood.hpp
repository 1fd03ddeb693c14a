/// A snapshot in one line, as ncv understands it: its layers, biases, loss, weight decay and data.
#pragma once

#include "network/network.hpp"

#include <string>

namespace ncv {

std::string understood(const Snapshot& snapshot);

} // namespace ncv
