/// Numbers on the command line: counts also as 1e6, and a range that NaN is not in.
#pragma once

#include "io/number_text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ncv::app {

/// Rewrites 1e6 as 1000000 and leaves all else alone; for an option that is a whole number.
inline CLI::Validator whole_number() {
    return CLI::Validator(
        [](std::string& text) {
            double value = 0;
            if (text.find_first_of("eE") != std::string::npos && parse_number(text, value) &&
                value == std::floor(value) && std::abs(value) <= 0x1p53)
                text = fmt::format("{:.0f}", value);
            return std::string();
        },
        "", "whole number");
}

/// CLI::Range asks whether a number lies outside; NaN does not.
inline CLI::Validator real_between(double least, double most) {
    return CLI::Validator(
        [least, most](std::string& text) {
            double value = 0;
            return parse_number(text, value) && value >= least && value <= most
                       ? std::string()
                       : fmt::format("Value {} not in range {:g} to {:g}", text, least, most);
        },
        fmt::format("FLOAT in [{:g} - {:g}]", least, most), "real between");
}

} // namespace ncv::app
