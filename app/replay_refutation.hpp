/// `ncv replay` on a refuted hypothesis (store/refutation.hpp).
#pragma once

#include <string>

namespace ncv::app {

/// The verdict from the stored runs once more, and three of the runs performed again: the same bits
/// of effects and measures on the instruction set that made them; on another one what came out is
/// told, and only the verdicts' words are compared. Prints a line for each; true if all agree.
/// Throws BadInput.
bool replay_refutation(const std::string& path);

} // namespace ncv::app
