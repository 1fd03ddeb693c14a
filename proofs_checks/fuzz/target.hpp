/// What every fuzz target shares: BadInput, in one line, is the only way to refuse.
#pragma once

#include "io/errors.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace ncv {

/// Defined by each target. Throws BadInput to refuse.
void fuzz_one(std::string_view bytes);

inline void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

inline void fuzz_or_refuse(std::string_view bytes) {
    try {
        fuzz_one(bytes);
    } catch (const BadInput& e) {
        const std::string_view what = e.what();
        require(what.starts_with("input"), "a message does not begin with the file's name");
        require(what.find('\n') == what.npos, "a message has more than one line");
    }
}

} // namespace ncv
