/// How `ncv-backbone` says that a run diverged, for those who read it.
#pragma once

#include <string_view>

namespace ncv::app {

inline constexpr std::string_view diverged_words = "training diverged in epoch";

} // namespace ncv::app
