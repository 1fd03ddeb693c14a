#include "programs.hpp"

namespace ncv {

const std::string ncv_program = NCV_BINARY, recheck_program = NCV_RECHECK;

} // namespace ncv
