/// The two ways input or surroundings can fail; each message is one line that says what is wrong,
/// where, and what would be right.
#pragma once

#include <stdexcept>

namespace ncv {

/// The user's input is wrong: exit code 2.
struct BadInput : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The machine ran out of something (a full disk): exit code 3.
struct OutOfResources : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace ncv
