/// Filling templates.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace ncv::app {

/// `page` with its first `mark` replaced. Throws std::logic_error if there is none.
inline std::string replaced(std::string page, std::string_view mark, std::string_view text) {
    const auto at = page.find(mark);
    if (at == std::string::npos) throw std::logic_error("the page lacks " + std::string(mark));
    return page.replace(at, mark.size(), text);
}

/// Text in which no element can begin.
inline std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c == '<' || c == '&')
            out += c == '<' ? "&lt;" : "&amp;";
        else
            out += c;
    return out;
}

/// JSON's text in which no element can begin or end: `<` is in strings alone.
inline std::string inert(std::string_view json) {
    std::string out;
    out.reserve(json.size());
    for (const char c : json)
        if (c == '<')
            out += "\\u003c";
        else
            out += c;
    return out;
}

} // namespace ncv::app
