#include "training/run.hpp"

#include "io/errors.hpp"
#include "training/gradient_descent.hpp"

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
    for (const TrainingConfig::Rate& r : config.schedule)
        if (r.from > step) event = std::min(event, r.from);
    return event - step;
}

/// Steps without asking whether to stop: some 1e8 multiply-adds, milliseconds.
std::int64_t steps_between_looks(const Network<double>& net, Eigen::Index samples) {
    Eigen::Index parameters = 0;
    for (const auto& W : net.weights) parameters += W.size();
    return std::clamp<std::int64_t>(100'000'000 / (3 * parameters * samples), 1, 10'000);
}

template <class S>
Run train_in(const TrainingConfig& config, const Dataset<double>& data, const RunHooks& hooks,
             Snapshot state, std::vector<HistoryRow> history) {
    Run run{RunEnd::finished, std::move(state), std::move(history)};
    std::int64_t step = run.final.step.value_or(0);
    GradientDescent<S> descent(run.final.network.template cast<S>(), data.cast<S>(),
                               config.layer_decays<S>(), hooks.threads);
    const auto snapshot = [&] {
        Snapshot s = run.final;
        s.network = descent.network().template cast<double>();
        s.step = step;
        s.learning_rate = config.learning_rate(step);
        return s;
    };
    const auto record = [&] {
        if (!run.history.empty() && run.history.back().step == step) return true;
        Snapshot now = snapshot();
        for (const auto& W : now.network.weights)
            if (!W.allFinite()) return false;
        HistoryRow row = hooks.measure ? hooks.measure(now) : HistoryRow{};
        row.step = step;
        if (!std::isfinite(row.loss)) return false;
        run.final = std::move(now);
        run.history.push_back(row);
        if (hooks.recorded) hooks.recorded(run.final, row);
        return true;
    };
    const auto keep = [&] {
        if (hooks.checkpoint) hooks.checkpoint(snapshot(), run.history);
    };
    const std::int64_t at_once = steps_between_looks(run.final.network, data.samples());
    bool finite = record();
    if (finite && step == 0 && config.checkpoint_every > 0) keep();
    while (finite && step < config.steps) {
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

} // namespace

std::string format_history(const std::vector<HistoryRow>& rows) {
    std::string out = std::string(columns) + "\n";
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
    std::vector<int> widths{static_cast<int>(data.inputs.rows())};
    widths.insert(widths.end(), config.hidden.begin(), config.hidden.end());
    widths.push_back(data.classes);
    s.network = initialise(widths, config.nonlinear_layers, config.activation, config.init,
                           config.init_scale, config.seed);
    if (config.single_precision) s.network = s.network.cast<float>().cast<double>();
    s.data = data;
    s.weight_decay = config.shared_decay();
    s.learning_rate = config.learning_rate(0);
    s.step = 0;
    s.seed = config.seed;
    s.source = "ncv train, data: " + config.source;
    return s;
}

Run train(const TrainingConfig& config, const Dataset<double>& data, const RunHooks& hooks,
          const std::optional<Snapshot>& checkpoint, std::vector<HistoryRow> history) {
    Snapshot state = checkpoint ? *checkpoint : starting_snapshot(config, data);
    state.data = data;
    while (!history.empty() && history.back().step > state.step.value_or(0)) history.pop_back();
    return config.single_precision
               ? train_in<float>(config, data, hooks, std::move(state), std::move(history))
               : train_in<double>(config, data, hooks, std::move(state), std::move(history));
}

} // namespace ncv
