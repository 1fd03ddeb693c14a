#include "training/instruction_set.hpp"

#include <hwy/highway.h>

#include <cstdint>

namespace ncv {

OnInstructionSet::OnInstructionSet(const std::string& name) {
    for (std::int64_t sets = hwy::SupportedTargets(); sets != 0; sets &= sets - 1)
        if (const std::int64_t set = sets & -sets; hwy::TargetName(set) == name) {
            hwy::SetSupportedTargetsForTest(set);
            return;
        }
}

OnInstructionSet::~OnInstructionSet() { hwy::SetSupportedTargetsForTest(0); }

} // namespace ncv
