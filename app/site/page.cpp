#include "site/page.hpp"

#include "common/embedded.hpp"
#include "common/replaced.hpp"

#include <fmt/format.h>

namespace ncv::app {
namespace {

using nlohmann::ordered_json;

std::string page(const std::string& title, const ordered_json& data, std::string_view style,
                 std::string_view script) {
    std::string out = replaced(std::string(site_page()), "/*TITLE*/", escaped(title));
    out = replaced(std::move(out), "/*STYLE*/", style);
    out = replaced(std::move(out), "/*SCRIPT*/", script);
    return replaced(std::move(out), "/*DATA*/",
                    inert(data.dump(-1, ' ', false, ordered_json::error_handler_t::replace)));
}

} // namespace

std::string linked_page(const std::string& title, const ordered_json& data,
                        const std::string& root) {
    return page(title, data,
                fmt::format("<link rel=\"stylesheet\" href=\"{}assets/site.css\">", root),
                fmt::format("<script src=\"{0}assets/vega.js\"></script>\n"
                            "<script src=\"{0}assets/site.js\"></script>",
                            root));
}

std::string single_page(const std::string& title, const ordered_json& data) {
    return page(title, data, fmt::format("<style>\n{}</style>", site_style()),
                fmt::format("<!--\n{}-->\n<script>{}</script>\n<script>{}</script>",
                            site_licences(), vega_library(), site_script()));
}

std::string site_licences() { return fmt::format("{}\n{}", d3_licence(), vega_copyright()); }

} // namespace ncv::app
