/// Definition of survey(); included only where it is instantiated.
#pragma once

#include "claims/survey_passes.hpp"
#include "claims/tracked_passes.hpp"

namespace ncv {

template <class Real>
Landscape<Real> survey(const Snapshot& snapshot, const std::string& lacks) {
    using S = scalar_of_t<Real>;
    Landscape<Real> out;
    out.lacks = lacks;
    survey_passes(snapshot,
                  track(snapshot.network.template cast<S>(), snapshot.data.template cast<S>()),
                  out);
    return out;
}

} // namespace ncv
