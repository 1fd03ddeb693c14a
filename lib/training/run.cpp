#include "training/run.hpp"

#include "io/errors.hpp"
#include "training/gradient_descent.hpp"
#include "training/graph_descent.hpp"
#include "training/reference_descent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

namespace ncv {
namespace {

constexpr std::string_view columns = "step,loss,residual,nc1,nc2,nc3,balancedness";

/// How many steps until the next row, checkpoint, change of the rate, or the end.
std::int64_t steps_to_event(const TrainingConfig& config, std::int64_t step) {
    std::int64_t event = config.steps;
    for (std::int64_t every : {config.record_every, config.checkpoint_every})
        if (every > 0) event = std::min(event, (step / every + 1) * every);
    for (const Rate& r : config.schedule)
        if (r.from > step) event = std::min(event, r.from);
    return event - step;
}

/// Steps without asking whether to stop: some 1e8 multiply-adds, milliseconds.
std::int64_t steps_between_looks(const Snapshot& s) {
    Eigen::Index parameters = 0;
    for (const auto& W : s.network.weights) parameters += W.size();
    if (s.backbone)
        for (const auto& W : s.backbone->weights) parameters += W.size();
    return std::clamp<std::int64_t>(100'000'000 / (3 * parameters * s.data.samples()), 1, 10'000);
}

bool is_finite(const Snapshot& s) {
    const auto finite = [](const auto& tensor) { return tensor.allFinite(); };
    return std::all_of(s.network.weights.begin(), s.network.weights.end(), finite) &&
           std::all_of(s.network.biases.begin(), s.network.biases.end(), finite) &&
           (!s.backbone ||
            std::all_of(s.backbone->weights.begin(), s.backbone->weights.end(), finite));
}

/// The run of an engine of either kind. put(s) writes its network into a snapshot.
template <class S, class Engine, class Put>
Run run_engine(const TrainingConfig& config, const RunHooks& hooks, Run run, Engine& descent,
               const Put& put) {
    std::int64_t step = run.final.step.value_or(0);
    const auto snapshot = [&] {
        Snapshot s = run.final;
        put(s);
        s.step = step;
        s.learning_rate = config.learning_rate(step);
        return s;
    };
    const auto record = [&] {
        if (!run.history.empty() && run.history.back().step == step) return true;
        Snapshot now = snapshot();
        if (!is_finite(now)) return false;
        const HistoryRow row = history_row(now);
        if (!std::isfinite(row.loss)) return false;
        run.final = std::move(now);
        run.history.push_back(row);
        if (hooks.recorded) hooks.recorded(run.final, row);
        return true;
    };
    const auto keep = [&] {
        if (hooks.checkpoint) hooks.checkpoint(snapshot(), run.history);
    };
    const auto reached = [&] { // the last record's loss
        return config.until_loss > 0 && !run.history.empty() &&
               run.history.back().loss <= config.until_loss;
    };
    const std::int64_t at_once = steps_between_looks(run.final);
    // A run that goes on has the rows up to its checkpoint; an unbroken one has none more.
    bool finite = (step > 0 && !run.history.empty()) || record();
    if (finite && step == 0 && config.checkpoint_every > 0) keep();
    while (finite && step < config.steps && !reached()) {
        if (hooks.stop && hooks.stop()) {
            run.end = RunEnd::stopped;
            run.final = snapshot();
            keep();
            return run;
        }
        const std::int64_t count = std::min(at_once, steps_to_event(config, step));
        descent.steps(count, S(config.learning_rate(step)));
        step += count;
        finite = std::isfinite(static_cast<double>(descent.loss_before_step()));
        if (finite && (step % config.record_every == 0 || step == config.steps)) finite = record();
        if (finite && config.checkpoint_every > 0 && step % config.checkpoint_every == 0) keep();
    }
    if (!finite) run.end = RunEnd::diverged;
    return run;
}

template <class S>
Run train_in(const TrainingConfig& config, const Dataset<double>& data, const RunHooks& hooks,
             Run run) {
    const auto decays = config.layer_decays<S>();
    if (config.connections != Connections::chain) {
        GraphDescent<S> descent(graph_of(run.final, config, data).template cast<S>(),
                                data.cast<S>(), decays);
        return run_engine<S>(config, hooks, std::move(run), descent, [&](Snapshot& s) {
            put_graph(descent.network(), data, config.connections, s);
        });
    }
    run.final.data = data;
    if (config.beyond_tuned_engines()) {
        ReferenceDescent<S> descent(run.final.network.template cast<S>(), data.cast<S>(),
                                    config.loss, decays, config.bias_decays<S>());
        return run_engine<S>(config, hooks, std::move(run), descent, [&](Snapshot& s) {
            s.network = descent.network().template cast<double>();
        });
    }
    GradientDescent<S> descent(run.final.network.template cast<S>(), data.cast<S>(), decays,
                               hooks.threads);
    run.instruction_set = descent.instruction_set();
    return run_engine<S>(config, hooks, std::move(run), descent, [&](Snapshot& s) {
        s.network = descent.network().template cast<double>();
    });
}

} // namespace

std::string format_history(const std::vector<HistoryRow>& rows) {
    std::string out = fmt::format("{}\n", columns);
    for (const HistoryRow& r : rows)
        out += fmt::format("{},{:.17g},{:.17g},{:.17g},{:.17g},{:.17g},{:.17g}\n", r.step, r.loss,
                           r.residual, r.nc1, r.nc2, r.nc3, r.balancedness);
    return out;
}

std::vector<HistoryRow> parse_history(const std::string& text, const std::string& name) {
    std::istringstream lines(text);
    std::string line;
    if (!std::getline(lines, line) || line != columns)
        throw BadInput(fmt::format("{}: must begin with the line {}", name, columns));
    std::vector<HistoryRow> rows;
    while (std::getline(lines, line)) {
        HistoryRow r;
        std::istringstream fields(line);
        std::string field;
        double* const reals[] = {&r.loss, &r.residual, &r.nc1, &r.nc2, &r.nc3, &r.balancedness};
        bool whole = bool(std::getline(fields, field, ','));
        whole = whole && std::from_chars(field.data(), field.data() + field.size(), r.step).ec ==
                             std::errc();
        for (double* v : reals) {
            whole = whole && bool(std::getline(fields, field, ','));
            whole = whole && std::from_chars(field.data(), field.data() + field.size(), *v).ec ==
                                 std::errc();
        }
        if (!whole) throw BadInput(fmt::format("{}: cannot read the line \"{}\"", name, line));
        rows.push_back(r);
    }
    return rows;
}

Snapshot starting_snapshot(const TrainingConfig& config, const Dataset<double>& data) {
    Snapshot s;
    if (config.connections != Connections::chain) {
        const GraphNetwork<double> net = starting_graph(config, data);
        config.single_precision ? put_graph(net.cast<float>(), data, config.connections, s)
                                : put_graph(net, data, config.connections, s);
    } else {
        s.network = initialise(config.widths(data), config.nonlinear_layers, config.activation,
                               config.init, config.init_scale, config.seed);
        if (config.single_precision) s.network = s.network.cast<float>().cast<double>();
        if (config.biases)
            for (const auto& W : s.network.weights)
                s.network.biases.push_back(Vector<double>::Zero(W.rows()));
        s.data = data;
    }
    s.loss = config.loss;
    s.weight_decay = config.shared_decay();
    if (config.beyond_tuned_engines() && !s.weight_decay) s.weight_decays = config.tensor_decays();
    s.learning_rate = config.learning_rate(0);
    s.step = 0;
    s.seed = config.seed;
    s.source = "ncv train, data: " + config.source;
    return s;
}

Run train(const TrainingConfig& config, const Dataset<double>& data, const RunHooks& hooks,
          const std::optional<Snapshot>& checkpoint, std::vector<HistoryRow> history) {
    Run run{RunEnd::finished, checkpoint ? *checkpoint : starting_snapshot(config, data),
            std::move(history)};
    const auto step = run.final.step.value_or(0);
    while (!run.history.empty() && run.history.back().step > step) run.history.pop_back();
    return config.single_precision ? train_in<float>(config, data, hooks, std::move(run))
                                   : train_in<double>(config, data, hooks, std::move(run));
}

} // namespace ncv
