/// A page of the site: the one template, page.html, with its data. The browser does the rest, by
/// the scripts of this folder; nothing a plan says is ever markup.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace ncv::app {

/// `data` has "page": index | hypothesis | run, and what that page shows. `root` leads to the
/// folder that holds assets/.
std::string linked_page(const std::string& title, const nlohmann::ordered_json& data,
                        const std::string& root);

/// The same in one file, with style and scripts inside.
std::string single_page(const std::string& title, const nlohmann::ordered_json& data);

/// The licences of what the scripts contain.
std::string site_licences();

} // namespace ncv::app
