/// What the values of an enumeration are called: one table to read with and to print from.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ncv {

template <class T, std::size_t n>
using Names = std::array<std::pair<T, std::string_view>, n>;

template <class T, std::size_t n>
constexpr std::string_view name_of(T value, const Names<T, n>& names) {
    for (const auto& [v, name] : names)
        if (v == value) return name;
    return {};
}

template <class T, std::size_t n>
constexpr std::optional<T> value_named(std::string_view name, const Names<T, n>& names) {
    for (const auto& [value, known] : names)
        if (known == name) return value;
    return std::nullopt;
}

/// All names, in the table's order.
template <class T, std::size_t n>
std::vector<std::string> words_of(const Names<T, n>& names) {
    std::vector<std::string> out;
    for (const auto& [value, name] : names) out.emplace_back(name);
    return out;
}

} // namespace ncv
