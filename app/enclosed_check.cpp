#include "enclosed_check.hpp"

#include "certify/certificate.hpp"
#include "claims/registry.hpp"
#include "io/errors.hpp"
#include "measure/enclosed_subject.hpp"

#include <fmt/format.h>

namespace ncv::app {
namespace {

std::vector<std::pair<std::string, Range>> metrics_of(const Measured<Interval>& m) {
    const auto range = [](const Interval& x) { return Range{lower_double(x), upper_double(x)}; };
    std::vector<std::pair<std::string, Range>> out{
        {"nc1", range(m.nc1)},       {"nc1_weighted", range(m.nc1_weighted)},
        {"nc2", range(m.nc2)},       {"nc3", range(m.nc3)},
        {"residual", range(m.eps1)}, {"loss", range(square(m.eps1) / Interval(2))}};
    for (const HeadLayer<Interval>& layer : m.head) out.push_back({"balancedness", range(layer.D)});
    return out;
}

} // namespace

EnclosedCheck enclosed_check(const Snapshot& snapshot, const std::vector<std::string>& ids,
                             long steps) {
    for (const std::string& id : ids)
        if (!has_enclosure(id)) {
            const auto known = claims_that([](const Claim& c) { return has_enclosure(c.id); });
            throw BadInput(fmt::format("--arithmetic interval: {} has none; it knows {}", id,
                                       fmt::join(known, ", ")));
        }
    const IntervalPrecision precision(1024); // of formulas and slow parts, as `ncv certify` has
    EnclosedSubject subject(snapshot, EnclosedSubject::fast, steps);
    EnclosedCheck out;
    for (const std::string& id : ids.empty() ? certified_claims() : ids)
        out.outcomes.push_back(check_enclosed(id, subject));
    out.metrics = metrics_of(subject.head());
    return out;
}

} // namespace ncv::app
