/// Times as a person writes them on the command line.
#pragma once

#include "io/errors.hpp"
#include "io/number_text.hpp"

#include <fmt/format.h>

#include <cstring>
#include <string>
#include <utility>

namespace ncv::app {

/// Of --budget: 30s, 500ms or 2m. Throws BadInput.
inline double seconds(const std::string& text) {
    static const std::pair<const char*, double> units[] = {{"ms", 1e-3}, {"s", 1}, {"m", 60}};
    for (const auto& [unit, factor] : units) {
        double value = 0;
        if (text.ends_with(unit) &&
            parse_number(std::string_view(text).substr(0, text.size() - std::strlen(unit)),
                         value) &&
            value > 0 && value * factor <= 1e6)
            return value * factor;
    }
    throw BadInput(fmt::format(
        "--budget: \"{}\" is no time; write 30s, 500ms or 2m, more than nothing", text));
}

} // namespace ncv::app
