/// What an outcome measured, by its name; NaN if it has none of that name.
#pragma once

#include "claims/outcome.hpp"

#include <string>

namespace ncv::properties {

inline double quantity(const Outcome& o, const std::string& name) {
    for (const Quantity& q : o.hypotheses)
        if (q.name == name) return q.value;
    return Outcome::undefined;
}

inline double further(const Outcome& o, const std::string& name) {
    for (const Quantity& q : o.further)
        if (q.name == name) return q.value;
    return Outcome::undefined;
}

} // namespace ncv::properties
