/// Which instruction set the kernels run on: the best that the machine has, unless a test asks for
/// another (hwy::SetSupportedTargetsForTest).
#pragma once

#include <hwy/highway.h>

namespace ncv::kernels {

/// To be called before a kernel is chosen.
inline void choose_instruction_set() { hwy::GetChosenTarget().Update(hwy::SupportedTargets()); }

} // namespace ncv::kernels
