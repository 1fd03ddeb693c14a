/// JSON as the formats here want it: one parse that refuses what a lenient reader would let pass,
/// and numbers that lose nothing.
#pragma once

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>
#include <string_view>

namespace ncv {

/// Parses text; duplicate keys are an error. Throws BadInput, its message beginning with `where`.
nlohmann::json parse_strict_json(std::string_view text, const std::string& where);

/// A real for JSON: nlohmann writes doubles so that they read back to the same bits (at most 17
/// digits); infinite and undefined values are null.
inline nlohmann::ordered_json real(double v) {
    return std::isfinite(v) ? nlohmann::ordered_json(v) : nlohmann::ordered_json(nullptr);
}

} // namespace ncv
