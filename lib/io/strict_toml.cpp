#include "io/strict_toml.hpp"

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

void each_table(const toml::table& root, std::string_view title, const std::string& file,
                const std::function<void(const toml::node&)>& read) {
    const toml::node* node = root.get(title);
    if (!node) return;
    if (!node->is_array_of_tables())
        fail_at(*node, file, fmt::format("{0} must be tables, each [[{0}]]", title));
    for (const toml::node& entry : *node->as_array()) read(entry);
}

std::string toml_real(double v) {
    std::string s = fmt::format("{}", v);
    return s.find_first_of(".en") == std::string::npos ? s + ".0" : s;
}

} // namespace ncv
