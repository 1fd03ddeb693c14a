#include "training/config_section.hpp"

#include <fmt/ranges.h>

namespace ncv {

void fail_at(const toml::node& node, const std::string& file, const std::string& what) {
    throw BadInput(fmt::format("{}:{}: {}", file, node.source().begin.line, what));
}

toml::table parse_toml(std::string_view text, const std::string& file) {
    try {
        return toml::parse(text, file);
    } catch (const toml::parse_error& e) {
        throw BadInput(fmt::format("{}:{}: is not valid TOML: {}", file, e.source().begin.line,
                                   e.description()));
    }
}

void require_sections(const toml::table& root, const std::vector<std::string>& known,
                      const std::string& file) {
    for (const auto& [key, value] : root)
        if (std::find(known.begin(), known.end(), key.str()) == known.end())
            throw BadInput(fmt::format("{}:{}: unknown section \"{}\"; known are {}", file,
                                       value.source().begin.line, key.str(),
                                       fmt::join(known, ", ")));
}

} // namespace ncv
