/// The two ways input or surroundings can fail; each message is one line that says what is wrong,
/// where, and what would be right.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace ncv {

/// The text on one line whatever it quotes from a file: control characters as \xNN.
inline std::string one_line(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        const char* hex = "0123456789abcdef";
        if (code < 0x20 || code == 0x7f)
            out += {'\\', 'x', hex[code / 16], hex[code % 16]};
        else
            out += c;
    }
    return out;
}

/// The user's input is wrong: exit code 2.
struct BadInput : std::runtime_error {
    explicit BadInput(std::string_view what) : std::runtime_error(one_line(what)) {}
};

/// The machine ran out of something (a full disk): exit code 3.
struct OutOfResources : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Whoever asked for the work asked it to stop.
struct Interrupted : std::runtime_error {
    Interrupted() : std::runtime_error("interrupted") {}
};

} // namespace ncv
