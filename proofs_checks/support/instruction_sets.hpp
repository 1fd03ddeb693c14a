/// The instruction sets that enclosed products are compiled for and this machine has.
#pragma once

#include <hwy/highway.h>

#include <cstdint>
#include <vector>

namespace ncv::proofs {

inline std::vector<std::int64_t> instruction_sets() {
    std::vector<std::int64_t> out;
    for (std::int64_t all = hwy::SupportedTargets(); all != 0; all &= all - 1)
        out.push_back(all & -all);
    return out;
}

/// Until the end of the scope.
class InstructionSet {
  public:
    explicit InstructionSet(std::int64_t target) { choose(target); }
    ~InstructionSet() { choose(0); }
    InstructionSet(const InstructionSet&) = delete;
    InstructionSet& operator=(const InstructionSet&) = delete;

  private:
    static void choose(std::int64_t targets) {
        hwy::SetSupportedTargetsForTest(targets);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
};

} // namespace ncv::proofs
