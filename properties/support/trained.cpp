#include "support/trained.hpp"

#include "training/lane_descent.hpp"

namespace ncv::properties {

void train_along(const std::vector<Snapshot>& starts, const std::vector<std::int64_t>& steps,
                 const std::function<void(std::size_t i, const Snapshot& state)>& at) {
    std::vector<LaneDescent<double>::Start> in;
    std::vector<double> rates;
    for (const Snapshot& s : starts) {
        in.push_back(
            {s.network, &s.data, std::vector<double>(s.network.weights.size(), *s.weight_decay)});
        rates.push_back(*s.learning_rate);
    }
    LaneDescent<double> descent(in);
    std::int64_t step = 0;
    for (const std::int64_t to : steps) {
        descent.steps(to - step, rates);
        descent.evaluate();
        step = to;
        for (std::size_t i = 0; i < starts.size(); ++i) {
            if (!descent.finite(i)) continue;
            Snapshot state = starts[i];
            state.network = descent.network(i);
            state.step = step;
            at(i, state);
        }
    }
}

} // namespace ncv::properties
