// How a recheck ends early.
#pragma once

#include <stdexcept>
#include <string>

namespace recheck {

// A file is not what it should be (exit code 2), the certificate says what is not so, or what more
// digits might prove (1).
enum Code { rejected = 1, unreadable = 2, unproved = 3 };
struct Failure : std::runtime_error {
    Code code;
    Failure(Code c, const std::string& what) : std::runtime_error(what), code(c) {}
};
inline void need(bool met, Code code, const std::string& else_) {
    if (!met) throw Failure(code, else_);
}

} // namespace recheck
