/// Results of a command as exit codes.
#pragma once

namespace ncv::app {

/// 0: nothing is violated. 1: something is. 2: bad input or usage. 3: interrupted, out of
/// resources.
enum ExitCode { ok = 0, violated = 1, bad_input = 2, interrupted = 3 };

} // namespace ncv::app
