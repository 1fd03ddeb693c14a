/// The programs under test: those built beside the tests, or their copies with sanitizers.
#pragma once

#include <string>

namespace ncv {

extern const std::string ncv_program, recheck_program;

} // namespace ncv
