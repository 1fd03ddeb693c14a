/// Ctrl-C and SIGTERM: every command ends within a second of them, with exit code 3.
///
/// A command that has something to leave in order says so by an EndsInOrder and asks
/// `stop_requested` often; anything else ends at once. What is asked too seldom ends after a second
/// all the same: files are put in their place whole, so whatever the moment, none is half written.
#pragma once

#include <atomic>
#include <csignal>
#include <cstring>

#include <sys/time.h>
#include <unistd.h>

namespace ncv::app {

/// Set by Ctrl-C and SIGTERM; long work asks it and ends cleanly.
inline std::atomic<bool> stop_requested{false};

namespace interruption {
inline std::atomic<int> in_order{0};
inline std::atomic<bool> signalled{false}, noticed{false};
inline const char* last_line = "ncv: interrupted\n";

inline void leave() {
    if (::write(2, last_line, std::strlen(last_line)) < 0) ::_exit(3);
    ::_exit(3);
}
} // namespace interruption

/// While one lives, a signal sets stop_requested.
class EndsInOrder {
  public:
    EndsInOrder() { ++interruption::in_order; }
    ~EndsInOrder() { --interruption::in_order; }
    EndsInOrder(const EndsInOrder&) = delete;
    EndsInOrder& operator=(const EndsInOrder&) = delete;
};

/// The work has stopped: what is left is to put things in order, for as long as it takes.
inline void stop_noticed() {
    interruption::noticed = true;
    const itimerval never{};
    ::setitimer(ITIMER_REAL, &never, nullptr);
}

/// Whether to stop, asked by the one thread that then puts things in order.
inline bool stops_here() {
    if (!stop_requested) return false;
    if (!interruption::noticed) stop_noticed();
    return true;
}

/// Takes the signals; where the program ends at once, `last_line` is what it says.
inline void end_by_signals(const char* last_line) {
    interruption::last_line = last_line;
    std::signal(SIGALRM, [](int) {
        if (!interruption::noticed) interruption::leave();
    });
    for (const int signal : {SIGINT, SIGTERM})
        std::signal(signal, [](int) {
            if (interruption::in_order == 0) interruption::leave();
            if (interruption::signalled.exchange(true)) return;
            const itimerval soon{{0, 0}, {0, 800'000}};
            ::setitimer(ITIMER_REAL, &soon, nullptr);
            stop_requested = true;
        });
}

} // namespace ncv::app
