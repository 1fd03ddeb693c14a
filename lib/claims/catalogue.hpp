/// A claim with its formula in every arithmetic: the one place where records meet subjects.
#pragma once

#include "claims/record.hpp"
#include "measure/enclosed_subject.hpp"
#include "measure/subject.hpp"
#include "network/multiprecision.hpp"

#include <functional>
#include <utility>
#include <vector>

namespace ncv {

/// What a claim says of a subject, `dropped` counted as met.
template <class AnySubject>
using Check = std::function<Outcome(AnySubject&, std::optional<Hypothesis> dropped)>;

struct CatalogueEntry {
    Claim claim;
    Check<Subject<Approx<double>>> binary64;
    Check<Subject<Approx<mp100>>> mp;
    Check<EnclosedSubject> enclosed; ///< empty: interval arithmetic does not know what it asks
};

template <class Formula, bool Enclosed>
CatalogueEntry entry(Record<Formula, Enclosed> record) {
    const auto in = [&]<class Real, class AnySubject>(Real, AnySubject*) {
        return Check<AnySubject>([id = record.claim.id, formula = record.formula](
                                     AnySubject& subject, std::optional<Hypothesis> dropped) {
            Ledger<Real> ledger(id, dropped);
            formula(ledger, subject);
            return ledger.outcome();
        });
    };
    CatalogueEntry out;
    out.binary64 = in(Approx<double>(), static_cast<Subject<Approx<double>>*>(nullptr));
    out.mp = in(Approx<mp100>(), static_cast<Subject<Approx<mp100>>*>(nullptr));
    if constexpr (Enclosed) out.enclosed = in(Interval(), static_cast<EnclosedSubject*>(nullptr));
    out.claim = std::move(record.claim);
    auto& needs = out.claim.needs;
    if (!out.claim.any_loss) needs.insert(needs.begin(), Hypothesis::squared_error);
    // A followed run moves weights alone: with biases it would be no gradient descent.
    if (!out.claim.biases && out.claim.cost != Cost::run)
        needs.insert(needs.begin(), Hypothesis::no_biases);
    return out;
}

} // namespace ncv
