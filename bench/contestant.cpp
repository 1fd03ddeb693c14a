#include "contestant.hpp"

#include "io/errors.hpp"
#include "peers/eigen_step.hpp"
#include "peers/plain_problem.hpp"
#include "training/gradient_descent.hpp"

#include <memory>

namespace ncv::bench {
namespace {

template <class S>
Contestant in_precision(const Entry& e, const Snapshot& start) {
    if (e.threads != 1)
        throw BadInput("contestant " + e.kind + " runs on 1 thread, not on " +
                       std::to_string(e.threads));
    if (e.kind == "ncv") {
        auto descent = std::make_shared<GradientDescent<S>>(start.network.cast<S>(),
                                                            start.data.cast<S>(), S(e.decay));
        return [descent, rate = S(e.rate)](std::int64_t count) {
            descent->steps(count, rate);
            return static_cast<double>(descent->loss_before_step());
        };
    }
    if (e.kind == "eigen") {
        auto peer = std::make_shared<EigenStep<S>>(plain_problem<S>(start, e.rate, e.decay));
        return [peer](std::int64_t count) {
            for (std::int64_t k = 0; k < count; ++k) peer->step();
            return static_cast<double>(peer->loss_before_step());
        };
    }
    throw BadInput("no contestant \"" + e.kind + "\"; there are ncv and eigen");
}

} // namespace

Contestant contestant(const Entry& entry, const Snapshot& start) {
    if (entry.precision == "f64") return in_precision<double>(entry, start);
    if (entry.precision == "f32") return in_precision<float>(entry, start);
    throw BadInput("no precision \"" + entry.precision + "\"; there are f64 and f32");
}

} // namespace ncv::bench
