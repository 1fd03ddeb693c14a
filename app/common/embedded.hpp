/// Files that live inside the program, so that it needs no path at run time (embedded.S.in).
#pragma once

#include <string_view>

namespace ncv::app {

std::string_view recipe_digits(); ///< app/recipes/digits.toml
std::string_view recipe_quick();
std::string_view recipe_study();
std::string_view recipe_classifier();
std::string_view report_page();     ///< app/verify/report.html
std::string_view chart_library();   ///< Chart.js, from Debian's libjs-chart.js
std::string_view chart_copyright(); ///< its licence

std::string_view certificate_template(); ///< app/certificate_page.html

std::string_view empirical_verdicts(); ///< experiments/verdicts.json

std::string_view site_page(); ///< app/site/page.html, the template of every page
std::string_view site_style();
std::string_view site_script();    ///< app/site/*.js, in order, as one
std::string_view vega_library();   ///< the parts of Vega that the site uses, from libjs-vega
std::string_view vega_copyright(); ///< their licences
std::string_view d3_licence();

} // namespace ncv::app
