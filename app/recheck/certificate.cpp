#include "recheck.hpp"

#include <cstdio>
#include <cstdlib>

namespace recheck {

std::string hex(double v) {
    char text[64];
    std::snprintf(text, sizeof text, "%a", v == 0 ? 0.0 : v);
    return text;
}

static Json written(const Interval& x) {
    return {hex(arf_get_d(x.lower.x, down)), hex(arf_get_d(x.upper.x, up))};
}

Interval enclosure(const Json& printed, const std::string& name) {
    const auto number = [&](std::size_t end) {
        const std::string text = printed.at(end).get<std::string>();
        const double v = std::strtod(text.c_str(), nullptr);
        if (hex(v) != text)
            throw Failure(unreadable, name + ": \"" + text + "\" is no number as %a writes it");
        return Arf(v);
    };
    const Interval out(number(0), number(1));
    if (!(out.lower <= out.upper))
        throw Failure(unreadable, name + ": no lower end and upper end: " + printed.dump());
    return out;
}

Json proved(const std::string& name, const Interval& found, const Json& printed) {
    const Interval taken = enclosure(printed, name);
    if (found.inside(taken)) return written(taken);
    throw Failure(rejected, name + ": not proved to lie in what is printed, " + printed.dump() +
                                "; found in " + written(found).dump());
}

} // namespace recheck
