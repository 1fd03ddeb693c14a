/// JSON as the formats here want it: one parse that refuses what a lenient reader would let pass,
/// and numbers that lose nothing.
#pragma once

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace ncv {

/// Parses text; duplicate keys are an error. Throws BadInput, its message beginning with `where`.
nlohmann::json parse_strict_json(std::string_view text, const std::string& where);

/// Throws BadInput where the object has a key that is not among the known ones.
void only_keys(const nlohmann::json& object, const std::vector<std::string>& known,
               const std::string& where);

/// A real for JSON: nlohmann writes doubles so that they read back to the same bits (at most 17
/// digits); infinite and undefined values are null.
inline nlohmann::ordered_json real(double v) {
    return std::isfinite(v) ? nlohmann::ordered_json(v) : nlohmann::ordered_json(nullptr);
}

} // namespace ncv
