#include "sweep/run_result.hpp"

#include "claims/registry.hpp"
#include "io/digest.hpp"
#include "io/errors.hpp"
#include "io/gzip.hpp"
#include "io/snapshot_file.hpp"
#include "metrics/atlas.hpp"
#include "metrics/neural_collapse.hpp"
#include "network/tangent.hpp"
#include "spectra/lanczos.hpp"
#include "sweep/events.hpp"
#include "sweep/measures.hpp"

#include <fmt/format.h>

namespace ncv::sweep {
namespace {

constexpr double undefined = Outcome::undefined;
constexpr long sharpness_steps = 30;

Matrix<double> class_mean_cosines(const Snapshot& s) {
    const auto f = forward(s.network, s.data.inputs);
    const auto& Z = f.Z[static_cast<std::size_t>(s.network.depth() - 1)];
    const auto means = class_statistics(Z, s.data.labels, s.data.classes).means;
    Matrix<double> out(means.cols(), means.cols());
    for (Eigen::Index a = 0; a < means.cols(); ++a)
        for (Eigen::Index b = 0; b < means.cols(); ++b)
            out(a, b) = cosine<double>(means.col(a), means.col(b));
    return out;
}

void add_angles(RunResult& out, const std::string& at, const Matrix<double>& cosines) {
    for (int a = 0; a < cosines.rows(); ++a)
        for (int b = a + 1; b < cosines.cols(); ++b)
            out.angles.push_back({at, a, b, cosines(a, b)});
}

double train_accuracy(const Matrix<double>& outputs, const std::vector<int>& labels) {
    Eigen::Index right = 0;
    for (Eigen::Index i = 0; i < outputs.cols(); ++i) {
        Eigen::Index best = 0;
        outputs.col(i).maxCoeff(&best);
        right += best == labels[static_cast<std::size_t>(i)];
    }
    return static_cast<double>(right) / static_cast<double>(outputs.cols());
}

double sharpness(const Snapshot& s, std::size_t parameters) {
    const Linearisation<double> at = linearise(s.network, s.data);
    const auto apply = [&](const Vector<double>& v) {
        return Vector<double>(
            flattened(hessian_times(at, unflattened(v, s.network), s.weight_decay.value_or(0))));
    };
    return lanczos_norm<double>(static_cast<Eigen::Index>(parameters), apply,
                                Definiteness::indefinite, sharpness_steps)
        .lower;
}

std::vector<LayerRow> layer_rows(const Snapshot& s, const SnapshotMetrics& m) {
    std::vector<LayerRow> rows;
    for (int l = 1; l <= s.network.depth(); ++l) {
        const LayerMetrics& layer = m.layers[static_cast<std::size_t>(l)];
        const auto add = [&](const char* name, double value) {
            if (!std::isnan(value)) rows.push_back({l, name, value});
        };
        for (const char* name : {"nc1", "nc2", "nc3", "negativity"}) add(name, layer[name]);
        add("rank", layer["numerical_rank"]);
        add("balancedness", m.layer_balancedness[static_cast<std::size_t>(l)]);
        add("norm", s.network.W(l).norm());
    }
    return rows;
}

void add_claims(RunResult& out, const Snapshot& s) {
    const CheckOptions options{claims_of_runs(), Arithmetic::binary64, {}, 0};
    std::vector<Outcome> outcomes = check(s, options);
    confirm_violations(outcomes, s, options);
    for (const Outcome& o : outcomes) {
        out.claims.push_back({o.claim, std::string(status_name(o.status)), o.lhs, o.rhs, o.ratio});
        out.measures["bound_" + o.claim] = o.rhs;
    }
    for (const std::string& id : claims_with_ratio())
        for (const ClaimRow& row : out.claims)
            if (row.claim == id) out.measures["ratio_" + id] = row.ratio;
}

/// Of f(first) .. f(last); undefined if there are none.
template <class F>
double mean_over(int first, int last, F f) {
    double sum = 0;
    for (int l = first; l <= last; ++l) sum += f(static_cast<std::size_t>(l));
    return last < first ? undefined : sum / (last - first + 1);
}

void add_measures(RunResult& out, const Snapshot& s, const SnapshotMetrics& m) {
    const Network<double>& net = s.network;
    const int K = s.data.classes, L = net.depth(), L1 = net.nonlinear_layers;
    std::vector<Matrix<double>> all = net.weights;
    if (s.backbone) all.insert(all.begin(), s.backbone->weights.begin(), s.backbone->weights.end());
    std::size_t parameters = 0;
    double squared = 0;
    for (const auto& W : all) {
        parameters += static_cast<std::size_t>(W.size());
        squared += W.squaredNorm();
    }
    for (const auto& b : net.biases) {
        parameters += static_cast<std::size_t>(b.size());
        squared += b.squaredNorm();
    }
    auto& to = out.measures;
    to["loss"] = m.loss;
    to["residual"] = m.residual;
    to["gradient_norm"] = m.gradient_norm;
    for (const char* name : {"nc1", "nc2", "nc3"}) to[name] = m.last[name];
    to["balancedness"] = 0;
    for (const double D : m.balancedness) to["balancedness"] = std::max(to["balancedness"], D);
    to["kappa_head"] = to["kappa_last"] = to["negativity"] = undefined;
    if (L1 < L) {
        Matrix<double> M = net.W(L);
        to["kappa_last"] = condition_number(M, K);
        for (int l = L - 1; l > L1; --l) M = M * net.W(l);
        to["kappa_head"] = condition_number(M, K);
    }
    if (L1 > 0) to["negativity"] = m.layers[static_cast<std::size_t>(L1)]["negativity"];
    to["negativity_below"] =
        mean_over(1, L1, [&](std::size_t l) { return m.layers[l]["negativity"]; });
    to["imbalance_below"] = mean_over(1, L1 - 1, [&](std::size_t l) {
        return m.layer_balancedness[l] / std::pow(operator_norm(net.weights[l - 1]), 2);
    });
    to["norm"] = std::sqrt(squared);
    to["train_accuracy"] = train_accuracy(forward(net, s.data.inputs).Z.back(), s.data.labels);
    const bool other =
        s.layer_offset > 0 || net.has_biases() || s.loss.kind != LossKind::squared_error;
    to["sharpness"] = other ? undefined : sharpness(s, parameters);
    to["parameters"] = static_cast<double>(parameters);
}

/// Of how many records one is measured layer by layer; 0: of none.
std::int64_t records_apart(const Kept& kept, std::int64_t records) {
    return kept.layer_states > 0 ? (records + kept.layer_states - 1) / kept.layer_states : 0;
}

/// Trains and measures; false if stopped.
bool train_and_measure(const TrainingConfig& config, const Kept& kept,
                       const std::function<bool()>& stop, RunResult& out) {
    const Dataset<double> data = load_data(config);
    RunHooks hooks;
    hooks.stop = stop;
    const std::int64_t apart = records_apart(kept, config.steps / config.record_every + 1);
    std::int64_t record = 0;
    if (apart > 0)
        hooks.recorded = [&](const Snapshot& s, const HistoryRow& row) {
            if (record++ % apart == 0)
                out.layer_history.push_back({row.step, layer_rows(s, snapshot_metrics(s))});
        };
    Run run = train(config, data, hooks);
    if (run.end == RunEnd::stopped) return false;
    out.history = std::move(run.history);
    if (!run.instruction_set.empty()) out.version += ", " + run.instruction_set;
    if (run.end == RunEnd::diverged) {
        out.status = RunStatus::diverged;
        out.note = fmt::format("the loss is no longer finite; what is measured is step {}",
                               run.final.step.value_or(0));
    }
    measure_states(starting_snapshot(config, data), run.final, out);
    if (kept.snapshot)
        out.snapshot = gzipped(
            format_snapshot(run.final, config.single_precision ? Precision::f32 : Precision::f64));
    return true;
}

/// The same of a backbone.
bool train_and_measure(const BackboneConfig& config, const Kept& kept,
                       const std::function<bool()>& stop, const TrainBackbone& train_backbone,
                       RunResult& out) {
    if (!train_backbone) throw BadInput("a backbone is trained by ncv-backbone, which is not here");
    const std::optional<RecordedRun> run = train_backbone(config, out.digest, stop);
    if (!run) return false;
    out.history = run->history;
    out.version += ", " + run->trained_by;
    if (!run->divergence.empty()) {
        out.status = RunStatus::diverged;
        out.note = run->divergence;
    }
    if (run->states.empty()) return true; // not even the start was finite
    const auto records = static_cast<std::int64_t>(run->states.size());
    const std::int64_t apart = records_apart(kept, records);
    for (std::int64_t i = 0; apart > 0 && i < records; i += apart) {
        const Snapshot s = read_snapshot(run->states[static_cast<std::size_t>(i)]);
        out.layer_history.push_back({s.step.value_or(0), layer_rows(s, snapshot_metrics(s))});
    }
    const Snapshot last = read_snapshot(run->states.back());
    measure_states(read_snapshot(run->states.front()), last, out);
    if (kept.snapshot) out.snapshot = gzipped(format_snapshot(last, Precision::f32));
    return true;
}

} // namespace

void measure_states(const Snapshot& start, const Snapshot& last, RunResult& out) {
    const SnapshotMetrics m = snapshot_metrics(last);
    add_angles(out, "start", class_mean_cosines(start));
    add_angles(out, "end", class_mean_cosines(last));
    out.layers = layer_rows(last, m);
    add_claims(out, last);
    add_measures(out, last, m);
    out.measures.merge(collapse_times(out.history));
    for (const MeasureInfo& known : known_measures())
        out.measures.try_emplace(known.name, undefined);
}

std::optional<RunResult> perform(const RunConfig& config, const Kept& kept,
                                 const std::function<bool()>& stop,
                                 const TrainBackbone& train_backbone) {
    RunResult out;
    out.config_text = format_run_config(config);
    out.digest = sha256_of(out.config_text);
    out.version = "ncv " NCV_VERSION;
    try {
        const auto* backbone = std::get_if<BackboneConfig>(&config);
        const bool done =
            backbone ? train_and_measure(*backbone, kept, stop, train_backbone, out)
                     : train_and_measure(std::get<TrainingConfig>(config), kept, stop, out);
        if (!done) return std::nullopt;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const OutOfResources&) {
        throw;
    } catch (const std::exception& e) {
        out.status = RunStatus::failed;
        out.note = one_line(e.what());
    }
    return out;
}

} // namespace ncv::sweep
