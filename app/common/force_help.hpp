/// What --force does, in every program that has it.
#pragma once

namespace ncv::app {

inline constexpr const char* force_help =
    "Write over what stands there, though it is no file of the kind written here";

} // namespace ncv::app
