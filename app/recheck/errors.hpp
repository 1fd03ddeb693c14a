// How a recheck ends: a file that cannot be read as what it should be (exit code 2), or a
// certificate whose statements could not be verified (1).
#pragma once

#include <stdexcept>
#include <string>

namespace recheck {

struct Unreadable : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct Rejected : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace recheck
