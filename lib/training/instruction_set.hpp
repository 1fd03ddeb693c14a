/// The instruction set that training runs on. Another one may round differently, so a stored run is
/// performed again on its own.
#pragma once

#include <string>

namespace ncv {

/// Until the end of the scope, training of the whole process runs on the set of this name, as
/// Run::instruction_set has it; where the machine lacks it, on the best that there is, as always.
class OnInstructionSet {
  public:
    explicit OnInstructionSet(const std::string& name);
    ~OnInstructionSet();
    OnInstructionSet(const OnInstructionSet&) = delete;
    OnInstructionSet& operator=(const OnInstructionSet&) = delete;
};

} // namespace ncv
