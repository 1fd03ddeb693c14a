#include "check/enclosed_check.hpp"

#include "certify/certificate.hpp"
#include "claims/registry.hpp"
#include "io/errors.hpp"
#include "measure/enclosed_subject.hpp"
#include "measure/few_columns.hpp"

#include <fmt/format.h>

namespace ncv {
namespace {

Range range(const Interval& x) { return {lower_double(x), upper_double(x)}; }

std::vector<std::pair<std::string, Range>> metrics_of(EnclosedSubject& subject,
                                                      const Snapshot& snapshot) {
    std::vector<std::pair<std::string, Range>> out;
    if (snapshot.network.depth() >= 2) {
        const Measured<Interval>& m = subject.head();
        out = {{"nc1", range(m.nc1)},
               {"nc1_weighted", range(m.nc1_weighted)},
               {"nc2", range(m.nc2)},
               {"nc3", range(m.nc3)}};
        for (const HeadLayer<Interval>& layer : m.head)
            out.push_back({"balancedness", range(layer.D)});
    }
    const LastLayer<Interval>& last = subject.last_layer();
    for (const auto& [name, value] :
         {std::pair{"nc1_balanced", &last.nc1}, std::pair{"nc2_centred", &last.nc2},
          std::pair{"nc3_centred", &last.nc3}, std::pair{"residual", &last.residual}})
        out.push_back({name, range(*value)});
    if (snapshot.loss.kind == LossKind::squared_error)
        out.push_back({"loss", range(square(last.residual) / Interval(2))});
    else if (snapshot.loss.label_smoothing == 0)
        out.push_back({"loss", range(last.cross_entropy * Interval(last.N))});
    return out;
}

} // namespace

EnclosedCheck enclosed_check(const Snapshot& snapshot, const std::vector<std::string>& ids,
                             long steps, const std::stop_token& stop) {
    for (const std::string& id : ids)
        if (!has_enclosure(id)) {
            const auto known = claims_that([](const Claim& c) { return has_enclosure(c.id); });
            throw BadInput(fmt::format("--arithmetic interval: {} has none; it knows {}", id,
                                       fmt::join(known, ", ")));
        }
    const IntervalPrecision precision(1024); // of formulas and slow parts, as `ncv certify` has
    EnclosedSubject subject(snapshot, EnclosedSubject::fast, steps, is_worth_few_columns(snapshot));
    EnclosedCheck out;
    for (const std::string& id : ids.empty() ? certified_claims(snapshot) : ids) {
        if (stop.stop_requested()) throw Interrupted();
        const auto silent = silent_on(*find_claim(id), snapshot);
        out.outcomes.push_back(silent ? *silent : check_enclosed(id, subject));
    }
    out.sensitivities = sensitivities(subject, out.outcomes);
    out.metrics = metrics_of(subject, snapshot);
    return out;
}

} // namespace ncv
