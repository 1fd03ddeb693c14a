#include "common/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace ncv::app {
namespace {

/// Work goes on where nobody can be told how far it is.
void show(const std::string& text) {
    if (std::fputs(text.c_str(), stderr) >= 0) std::fflush(stderr);
}

} // namespace

Progress::Progress(std::string what) : what_(std::move(what)), terminal_(::isatty(2) == 1) {
    reach(0);
}

Progress::~Progress() {
    if (terminal_) show("\n");
}

void Progress::reach(double fraction) {
    const std::lock_guard lock(mutex_);
    const int step = terminal_ ? 1 : 10;
    const int percent = std::clamp(static_cast<int>(100 * fraction), 0, 100) / step * step;
    if (percent <= shown_) return;
    shown_ = percent;
    if (!terminal_) {
        show(fmt::format("{}: {} %\n", what_, percent));
        return;
    }
    const auto filled = static_cast<std::size_t>(percent * 40 / 100);
    show(fmt::format("\r{} [{}{}] {:3} %", what_, std::string(filled, '#'),
                     std::string(40 - filled, '.'), percent));
}

} // namespace ncv::app
