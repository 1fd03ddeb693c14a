#include "check/certificate_badge.hpp"

#include "check/outward.hpp"

#include <algorithm>

namespace ncv {

std::string certificate_badge(const CertificateText& c) {
    const auto upper_end = [](const Ranges& all, const char* name) {
        const auto found = std::ranges::find(all, name, [](const auto& q) { return q.first; });
        return found == all.end() ? std::numeric_limits<double>::infinity() : found->second.upper;
    };
    // NC1 of every class counted alike is NC1, but for N_c.
    const double nc1 = c.quantities.empty() ? upper_end(c.last_layer, "nc1_balanced")
                                            : upper_end(c.quantities, "nc1");
    const bool bounded = std::isfinite(nc1);
    const std::string left = "neural collapse, certified";
    const std::string right = bounded ? "NC1 \u2264 " + rounded_up(nc1, 3) : "NC1 unknown";
    // Letters are about 6.1 pixels wide; textLength makes them so.
    const auto width = [](std::size_t letters) { return 61 * letters / 10; };
    const std::size_t a = width(left.size()), b = width(right.size() - (bounded ? 2 : 0));
    return fmt::format(
        R"svg(<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="20" viewBox="0 0 {total} 20" role="img" aria-label="{left}: {right}">
<title>{left}: {right}, for the snapshot with SHA-256 {sha256}; ncv-recheck verifies it</title>
<clipPath id="r"><rect width="{total}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="{split}" height="20" fill="#444"/><rect x="{split}" width="{rest}" height="20" fill="{colour}"/></g>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"><text x="7" y="14" textLength="{a}">{left}</text><text x="{at}" y="14" textLength="{b}">{right}</text></g>
</svg>
)svg",
        fmt::arg("total", a + b + 28), fmt::arg("split", a + 14), fmt::arg("rest", b + 14),
        fmt::arg("a", a), fmt::arg("b", b), fmt::arg("at", a + 21), fmt::arg("left", left),
        fmt::arg("right", right), fmt::arg("sha256", c.sha256),
        fmt::arg("colour", bounded ? "#1a6b3c" : "#666"));
}

} // namespace ncv
