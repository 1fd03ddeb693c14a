/// A verdict in plain words.
#pragma once

#include "sweep/prediction.hpp"

namespace ncv::sweep {

std::string sentence_of(const Test& test, const Evidence& evidence, const TestResult& result);
std::string sentence_of(const Decision& decision);

} // namespace ncv::sweep
