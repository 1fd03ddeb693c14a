/// The run-time switch of the mutated library. Only mutated copies of the sources call it.
#pragma once

namespace ncv {

/// True if the environment variable NCV_MUTANT names this mutant.
bool mutant_active(const char* name);

} // namespace ncv
