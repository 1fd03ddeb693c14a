#include "contestant.hpp"

#include "io/errors.hpp"
#include "peers/eigen_step.hpp"
#include "peers/plain_problem.hpp"
#include "training/gradient_descent.hpp"
#include "training/initialisation.hpp"
#include "training/lane_descent.hpp"

#include <memory>
#include <thread>

namespace ncv::bench {
namespace {

/// The start, and networks of its shape from other seeds.
template <class S>
std::vector<Network<S>> campaign_of(const Snapshot& start, int networks) {
    std::vector<int> widths;
    for (int l = 0; l <= start.network.depth(); ++l)
        widths.push_back(static_cast<int>(start.network.width(l)));
    std::vector<Network<S>> all{start.network.cast<S>()};
    for (int seed = 1; seed < networks; ++seed)
        all.push_back(initialise(widths, start.network.nonlinear_layers, start.network.activation,
                                 Initialisation::he, 1, static_cast<std::uint64_t>(seed))
                          .cast<S>());
    return all;
}

/// One network in each SIMD lane, the campaign split over the threads.
template <class S>
Contestant in_lanes(const Entry& e, const Snapshot& start) {
    const Dataset<S> data = start.data.cast<S>();
    std::vector<typename LaneDescent<S>::Start> starts;
    for (auto& network : campaign_of<S>(start, e.networks)) {
        const std::vector<S> decay(network.weights.size(), S(e.decay));
        starts.push_back({std::move(network), &data, decay});
    }
    auto parts = std::make_shared<std::vector<LaneDescent<S>>>();
    for (int t = 0; t < e.threads; ++t) {
        const auto n = static_cast<std::ptrdiff_t>(starts.size());
        parts->emplace_back(std::vector(starts.begin() + n * t / e.threads,
                                        starts.begin() + n * (t + 1) / e.threads));
    }
    return [parts, rate = S(e.rate)](std::int64_t count) {
        const auto run = [&](LaneDescent<S>& part) {
            part.steps(count * campaign_steps, std::vector<S>(part.size(), rate));
        };
        std::vector<std::jthread> others;
        for (std::size_t t = 1; t < parts->size(); ++t)
            others.emplace_back([&run, &part = (*parts)[t]] { run(part); });
        run(parts->front());
        others.clear();
        return static_cast<double>(parts->front().loss(0));
    };
}

template <class S>
Contestant one_after_another(const Entry& e, const Snapshot& start) {
    auto all = std::make_shared<std::vector<GradientDescent<S>>>();
    const Dataset<S> data = start.data.cast<S>();
    for (const auto& network : campaign_of<S>(start, e.networks))
        all->emplace_back(network, data, S(e.decay));
    return [all, rate = S(e.rate)](std::int64_t count) {
        for (auto& descent : *all) descent.steps(count * campaign_steps, rate);
        return static_cast<double>(all->front().loss_before_step());
    };
}

template <class S>
Contestant in_precision(const Entry& e, const Snapshot& start) {
    if (e.kind == "lanes") return in_lanes<S>(e, start);
    if (e.threads != 1 && e.kind != "ncv")
        throw BadInput("contestant " + e.kind + " runs on 1 thread, not on " +
                       std::to_string(e.threads));
    if (e.kind == "one-after-another") return one_after_another<S>(e, start);
    if (e.kind == "ncv") {
        auto descent = std::make_shared<GradientDescent<S>>(
            start.network.cast<S>(), start.data.cast<S>(), S(e.decay), e.threads);
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
    throw BadInput("no contestant \"" + e.kind +
                   "\"; there are ncv, eigen, lanes and one-after-another");
}

} // namespace

Contestant contestant(const Entry& entry, const Snapshot& start) {
    if (entry.precision == "f64") return in_precision<double>(entry, start);
    if (entry.precision == "f32") return in_precision<float>(entry, start);
    throw BadInput("no precision \"" + entry.precision + "\"; there are f64 and f32");
}

} // namespace ncv::bench
