#include "io/tensor_names.hpp"

#include "io/lower_case.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ncv {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool has(const std::string& name, std::string_view word) {
    return name.find(word) != std::string::npos;
}

/// The last part, without its number: "w" of `net.W_3`, "b" of `b3`.
std::string last_part(std::string name) {
    while (!name.empty() && is_digit(name.back())) name.pop_back();
    if (name.ends_with('_') || name.ends_with('.')) name.pop_back();
    const auto separator = name.find_last_of("./_-");
    return separator == std::string::npos ? name : name.substr(separator + 1);
}

/// Numbers within names count as numbers.
bool natural_less(std::string_view a, std::string_view b) {
    const auto number = [](std::string_view text) {
        const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
        std::string_view digits(text.begin(), end);
        return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
    };
    while (!a.empty() && !b.empty()) {
        if (is_digit(a[0]) && is_digit(b[0])) {
            const auto x = number(a), y = number(b);
            if (x.size() != y.size()) return x.size() < y.size();
            if (x != y) return x < y;
            a.remove_prefix(static_cast<std::size_t>(x.data() + x.size() - a.data()));
            b.remove_prefix(static_cast<std::size_t>(y.data() + y.size() - b.data()));
        } else {
            if (a[0] != b[0]) return a[0] < b[0];
            a.remove_prefix(1);
            b.remove_prefix(1);
        }
    }
    return a.size() < b.size();
}

} // namespace

bool looks_like_bias(std::string_view name) {
    const std::string small = lower_case(name);
    return has(small, "bias") || last_part(small) == "b";
}

bool looks_like_weight(std::string_view name) {
    const std::string small = lower_case(name);
    return has(small, "weight") || has(small, "kernel") || last_part(small) == "w";
}

std::string what_is_there(const Safetensors& file, int first) {
    std::vector<std::string> weights, all;
    for (const auto& [name, tensor] : file.tensors) {
        all.push_back(name);
        if (first && tensor.shape.size() == 2 && looks_like_weight(name)) weights.push_back(name);
    }
    if (all.empty()) return "; it has no tensor";
    std::vector<std::string>& told = weights.empty() ? all : weights;
    std::sort(told.begin(), told.end(), natural_less);
    constexpr std::size_t most = 12; // of a line
    const std::size_t left_out = told.size() - std::min(told.size(), most);
    told.resize(told.size() - left_out);
    std::vector<std::string> shapes, renamed;
    for (std::size_t i = 0; i < told.size(); ++i) {
        const std::string wanted = fmt::format("W{}", static_cast<std::size_t>(first) + i);
        shapes.push_back(
            fmt::format("{} [{}]", told[i], fmt::join(file.tensors.at(told[i]).shape, ", ")));
        if (told[i] != wanted) renamed.push_back(fmt::format("{} to {}", told[i], wanted));
    }
    const std::string more = left_out ? fmt::format(" and {} more", left_out) : "";
    std::string out = fmt::format("; it has {}{}", fmt::join(shapes, ", "), more);
    if (!weights.empty() && !renamed.empty())
        out += fmt::format(": rename {}{}", fmt::join(renamed, ", "), left_out ? ", .." : "");
    return out;
}

} // namespace ncv
