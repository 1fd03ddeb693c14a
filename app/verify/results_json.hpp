/// results.json: everything a verify run found, and all that its report shows.
#pragma once

#include "verify/verify.hpp"

#include <nlohmann/json.hpp>

namespace ncv::app {

nlohmann::ordered_json to_json(const VerifyResults& results);

/// The self-contained report: the page, Chart.js with its licence, and the results.
std::string report_html(const nlohmann::ordered_json& results);

} // namespace ncv::app
