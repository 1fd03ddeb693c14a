#include "instances/admissible_step.hpp"

namespace ncv {

Snapshot with_admissible_step(Snapshot snapshot, const std::string& claim, double share) {
    Snapshot probe = snapshot;
    probe.learning_rate = snapshot.learning_rate.value_or(1);
    const Outcome o = check(probe, {{claim}, Arithmetic::binary64, {}, 1}).front();
    for (const Quantity& q : o.hypotheses)
        if (q.name == "largest_step" && q.value > 0) snapshot.learning_rate = share * q.value;
    return snapshot;
}

} // namespace ncv
