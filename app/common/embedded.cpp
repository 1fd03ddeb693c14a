#include "common/embedded.hpp"

#define NCV_EMBEDDED(name)                                                                         \
    extern "C" const char ncv_##name[], ncv_##name##_end[];                                        \
    std::string_view ncv::app::name() { return {ncv_##name, ncv_##name##_end}; }

NCV_EMBEDDED(recipe_digits)
NCV_EMBEDDED(recipe_quick)
NCV_EMBEDDED(recipe_study)
NCV_EMBEDDED(recipe_classifier)
NCV_EMBEDDED(report_page)
NCV_EMBEDDED(chart_library)
NCV_EMBEDDED(chart_copyright)
NCV_EMBEDDED(certificate_template)
NCV_EMBEDDED(empirical_verdicts)
NCV_EMBEDDED(site_page)
NCV_EMBEDDED(site_style)
NCV_EMBEDDED(site_script)
NCV_EMBEDDED(vega_library)
NCV_EMBEDDED(vega_copyright)
NCV_EMBEDDED(d3_licence)
