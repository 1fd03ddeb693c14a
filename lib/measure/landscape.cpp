#include "measure/landscape.hpp"

#include "measure/survey_passes.hpp"
#include "network/multiprecision.hpp"

namespace ncv {

template <class S>
Landscape<Approx<S>> survey(const Snapshot& snapshot, const TrackedPasses<S>& t) {
    Landscape<Approx<S>> out;
    survey_passes(snapshot, t, out);
    return out;
}
template Landscape<Approx<double>> survey(const Snapshot&, const TrackedPasses<double>&);
template Landscape<Approx<mp100>> survey(const Snapshot&, const TrackedPasses<mp100>&);

} // namespace ncv
