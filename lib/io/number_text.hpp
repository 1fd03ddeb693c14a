/// Numbers as texts of ours carry them.
#pragma once

#include <charconv>
#include <cmath>
#include <string_view>
#include <type_traits>

namespace ncv {

/// The whole text as a number; reals in decimal or, as Python's float.hex() writes them, in hex.
/// False, and `out` unchanged, if the text is anything else, NaN or infinite.
template <class T>
bool parse_number(std::string_view text, T& out) {
    std::from_chars_result got{};
    T value{};
    if constexpr (std::is_floating_point_v<T>) {
        const bool negative = text.starts_with('-');
        if (negative) text.remove_prefix(1);
        const bool hex = text.starts_with("0x");
        if (hex) text.remove_prefix(2);
        if (text.starts_with('-')) return false;
        got = std::from_chars(text.data(), text.data() + text.size(), value,
                              hex ? std::chars_format::hex : std::chars_format::general);
        if (!std::isfinite(value)) return false;
        if (negative) value = -value;
    } else {
        got = std::from_chars(text.data(), text.data() + text.size(), value);
    }
    if (got.ec != std::errc() || got.ptr != text.data() + text.size()) return false;
    out = value;
    return true;
}

} // namespace ncv
