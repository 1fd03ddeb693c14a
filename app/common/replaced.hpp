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

} // namespace ncv::app
