/// The gallery of counterexamples, F1 .. F17 of docs/claims.md without F12, which is of another kind
/// (store/refutation.hpp): for each the claim that fails and
/// the hypothesis it does without. The stored instances are counterexamples/<file>.json.
#pragma once

#include "claims/hypothesis.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ncv {

struct GalleryEntry {
    std::string id;    ///< permanent
    std::string title; ///< a short name
    std::string claim;
    Hypothesis lacks; ///< one of the claim's needs
    std::string file; ///< stem in counterexamples/
};

const std::vector<GalleryEntry>& gallery();
const GalleryEntry* find_in_gallery(std::string_view id);

} // namespace ncv
