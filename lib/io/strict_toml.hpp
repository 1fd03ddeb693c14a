/// TOML as the formats here want it: unknown keys are errors that name the nearest known one, every
/// error says file, line, what is wrong and what would be right; numbers lose nothing.
#pragma once

#include "io/errors.hpp"
#include "io/names.hpp"
#include "io/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace ncv {

/// Throws BadInput: file, line, what.
[[noreturn]] void fail_at(const toml::node& node, const std::string& file, const std::string& what);

/// The whole file. Throws BadInput.
toml::table parse_toml(std::string_view text, const std::string& file);

/// Throws BadInput if the file has another section.
void require_sections(const toml::table& root, const std::vector<std::string>& known,
                      const std::string& file);

/// The tables of [[title]], in order. Throws BadInput.
void each_table(const toml::table& root, std::string_view title, const std::string& file,
                const std::function<void(const toml::node&)>& read);

/// A TOML float: fmt's shortest form that reads back to the same bits, with a point.
std::string toml_real(double v);
template <class T>
std::string toml_list(const std::vector<T>& values) {
    return fmt::format("[{}]", fmt::join(values, ", "));
}

/// One table of the file; remembers which keys are known.
class Section {
  public:
    Section(const toml::table& root, std::string_view title, const std::vector<std::string>& known,
            const std::string& file)
        : Section(root.get(title), title, known, file) {}
    /// `node`: the table itself, or null: it is not there.
    Section(const toml::node* node, std::string_view title, const std::vector<std::string>& known,
            const std::string& file)
        : file_(file), title_(title) {
        if (node && !node->is_table()) fail(*node, fmt::format("[{}] must be a table", title));
        if (!node) return;
        table_ = node->as_table();
        for (const auto& [key, value] : *table_) {
            if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
            fail(value, fmt::format("unknown key \"{}\" in [{}]; the nearest known one is \"{}\"",
                                    key.str(), title, nearest(key.str(), known)));
        }
    }

    [[noreturn]] void fail(const toml::node& node, const std::string& what) const {
        fail_at(node, file_, what);
    }
    [[noreturn]] void missing(std::string_view key, const std::string& what) const {
        throw BadInput(fmt::format("{}: [{}] needs {}, {}", file_, title_, key, what));
    }
    const toml::node* find(std::string_view key) const {
        return table_ ? table_->get(key) : nullptr;
    }

    std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t least,
                         std::int64_t most = std::numeric_limits<std::int64_t>::max()) const {
        const toml::node* node = find(key);
        if (!node) return fallback;
        const auto value = node->value_exact<std::int64_t>();
        if (!value) fail(*node, fmt::format("{} must be a whole number", key));
        if (*value < least || *value > most)
            fail(*node, fmt::format("{} is {}, must be {}", key, *value,
                                    *value < least ? fmt::format("{} or more", least)
                                                   : fmt::format("at most {}", most)));
        return *value;
    }
    /// A finite number above `least`, or at it if `inclusive`.
    double real(std::string_view key, double fallback, double least, bool inclusive) const {
        const toml::node* node = find(key);
        return node ? real_of(*node, key, least, inclusive) : fallback;
    }
    double real_of(const toml::node& node, std::string_view key, double least,
                   bool inclusive) const {
        const auto value = node.value<double>();
        if (!value || node.is_boolean() || node.is_string())
            fail(node, fmt::format("{} must be a number", key));
        if (!(*value > least || (inclusive && *value == least)) ||
            *value == std::numeric_limits<double>::infinity())
            fail(node, fmt::format("{} is {}, must be finite and {} {}", key, *value,
                                   inclusive ? "at least" : "above", least));
        return *value;
    }
    std::string text(std::string_view key, const std::string& fallback) const {
        const toml::node* node = find(key);
        if (!node) return fallback;
        const auto value = node->value_exact<std::string>();
        if (!value) fail(*node, fmt::format("{} must be a string", key));
        return *value;
    }
    /// A string that is there and not empty; `what` it is.
    std::string required_text(std::string_view key, const std::string& what) const {
        std::string value = text(key, "");
        if (value.empty()) missing(key, what);
        return value;
    }
    template <class T, std::size_t n>
    T choice(std::string_view key, T fallback, const Names<T, n>& names) const {
        const toml::node* node = find(key);
        if (!node) return fallback;
        const std::string given = text(key, "");
        if (const auto value = value_named(given, names)) return *value;
        fail(*node, fmt::format("unknown {} \"{}\"; known are {}", key, given,
                                fmt::join(words_of(names), ", ")));
    }
    bool truth(std::string_view key, bool fallback) const {
        const toml::node* node = find(key);
        if (!node) return fallback;
        if (!node->is_boolean()) fail(*node, fmt::format("{} must be true or false", key));
        return *node->value<bool>();
    }
    /// A list that is not empty, each entry read by `read`; empty if the key is not there.
    template <class Read>
    auto list(std::string_view key, const Read& read) const {
        std::vector<decltype(read(std::declval<const toml::node&>()))> out;
        const toml::node* node = find(key);
        if (!node) return out;
        if (!node->is_array() || node->as_array()->empty())
            fail(*node, fmt::format("{} must be a list that is not empty", key));
        for (const toml::node& entry : *node->as_array()) out.push_back(read(entry));
        return out;
    }

  private:
    const std::string& file_;
    std::string title_;
    const toml::table* table_ = nullptr;
};

} // namespace ncv
