/// Enclosures in decimal: what a person reads is still true.
#pragma once

#include "claims/outcome.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <string>

namespace ncv {

/// A decimal of about `digits` digits that is at least v.
inline std::string rounded_up(double v, int digits = 6) {
    if (v == 0) return "0";
    if (std::isinf(v)) return v > 0 ? "infinity" : "-infinity";
    for (int d = digits; d < 17; ++d) {
        const double unit = std::pow(10.0, std::floor(std::log10(std::abs(v))) + 1 - d);
        for (const double candidate : {v, v + unit / 2}) {
            const std::string text = fmt::format("{:.{}g}", candidate, d);
            if (std::strtod(text.c_str(), nullptr) >= v) return text;
        }
    }
    return fmt::format("{:.17g}", v);
}
/// At most v.
inline std::string rounded_down(double v, int digits = 6) {
    const std::string text = rounded_up(-v, digits);
    if (text == "0") return "0";
    return text.starts_with('-') ? text.substr(1) : "-" + text;
}
/// A decimal interval around the enclosure, with digits enough to tell its ends apart, at most 12.
inline std::string interval_text(const Range& r) {
    const double size = std::max(std::abs(r.lower), std::abs(r.upper));
    const double relative = size > 0 && std::isfinite(size) ? (r.upper - r.lower) / size : 1;
    const int digits =
        std::min(12, std::max(4, 2 - static_cast<int>(std::log10(std::max(relative, 1e-12)))));
    return fmt::format("[{}, {}]", rounded_down(r.lower, digits), rounded_up(r.upper, digits));
}

} // namespace ncv
