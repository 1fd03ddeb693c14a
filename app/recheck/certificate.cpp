#include "recheck.hpp"

namespace recheck {

std::string hex(double v) {
    char text[32];
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
        need(hex(v) == text, unreadable, name + ": \"" + text + "\" is no number as %a writes it");
        return Arf(v);
    };
    const Arf lower = number(0), upper = number(1);
    need(lower <= upper, unreadable, name + ": no lower end and upper end: " + printed.dump());
    return {lower, upper};
}

Json proved(const std::string& name, const Interval& found, const Json& printed) {
    const Interval taken = enclosure(printed, name);
    need(found.inside(taken), found.apart(taken) ? rejected : unproved,
         name + ": not proved to lie in what is printed, " + printed.dump() + "; found in " +
             written(found).dump());
    return written(taken);
}

Interval condition(const Interval& s_1, const Interval& s_K, long K) {
    return K == 1 && s_1.is_positive() ? 1 : cut(over(size(s_1), s_K), 1, HUGE_VAL);
}

} // namespace recheck
