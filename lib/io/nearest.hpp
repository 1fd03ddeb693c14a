/// "Did you mean ...": the nearest of the known words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ncv {

/// The known word with the least edit distance (Levenshtein), a change of case counting only among
/// equals; the first of those that remain. `known` must
/// not be empty.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

} // namespace ncv
