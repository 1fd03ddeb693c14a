/// `ncv-backbone CONFIG --out DIR`: trains a backbone with an affine head and keeps the heads as
/// snapshots for `ncv check`.
#include "backbones/classifier.hpp"
#include "common/diverged.hpp"
#include "common/force_help.hpp"
#include "common/guarded.hpp"
#include "common/progress.hpp"
#include "common/run_start.hpp"

#include "io/files.hpp"
#include "io/snapshot_file.hpp"
#include "training/run.hpp"

#include <fmt/format.h>

#include <cmath>

#include <malloc.h>

namespace ncv::app {
namespace {
namespace fs = std::filesystem;
using backbones::Classifier;

struct Options {
    std::string config, out;
    bool resume = false, force = false;
};

/// Training in a folder: what is recorded is kept at once, the state last, so that everything a
/// state goes on from is there.
class Recorder {
  public:
    Recorder(fs::path out, Classifier& net, std::vector<HistoryRow> history)
        : out_(std::move(out)), net_(net), history_(std::move(history)), sums_(out_) {}

    /// False: the state is not finite, and nothing is kept of it.
    bool record() {
        const Snapshot now = net_.snapshot();
        bool finite = now.data.inputs.allFinite();
        for (const auto& W : now.network.weights) finite = finite && W.allFinite();
        for (const auto& b : now.network.biases) finite = finite && b.allFinite();
        if (!finite) return false;
        history_.push_back(history_row(now));
        write_snapshot(out_ / fmt::format("epoch-{:06}.safetensors", net_.epochs()), now,
                       Precision::f32);
        const std::string rows = format_history(history_), state = net_.state();
        sums_.add({{"history.csv", rows}, {"state.pt", state}});
        write_file(out_ / "history.csv", rows);
        write_file(out_ / "state.pt", state);
        return true;
    }
    const HistoryRow& last() const { return history_.back(); }

  private:
    fs::path out_;
    Classifier& net_;
    std::vector<HistoryRow> history_;
    Checksums sums_;
};

int run(const Options& options) {
    const BackboneConfig config = parse_backbone_config(read_file(options.config), options.config);
    const fs::path out = options.out;
    Classifier net(config, load_data(config.data, config.seed));
    start_run(out, format_backbone_config(config), options.resume,
              options.force ? FilesThere::replace : FilesThere::keep);
    std::vector<HistoryRow> history;
    const bool begun = options.resume && fs::exists(out / "state.pt"); // else it starts anew
    if (begun) {
        const Checksums sums(out);
        const std::string state = read_file(out / "state.pt");
        sums.require("state.pt", state);
        net.restore(state, (out / "state.pt").string());
        history = parse_history(read_file(out / "history.csv"), (out / "history.csv").string());
        const std::int64_t step = *net.snapshot().step;
        while (!history.empty() && history.back().step > step) history.pop_back();
        sums.require("history.csv", format_history(history));
    }
    const EndsInOrder in_order;
    Recorder recorder(out, net, std::move(history));
    const auto diverged = [&] {
        return fail(
            "ncv-backbone",
            fmt::format("{} {} (the loss is no longer finite); what was recorded before is kept "
                        "in {}; a smaller learning_rate helps",
                        diverged_words, net.epochs() + 1, out.string()),
            interrupted);
    };
    {
        Progress progress("training");
        if (!begun && !recorder.record()) return diverged();
        while (net.epochs() < config.epochs) {
            if (stops_here())
                return fail("ncv-backbone",
                            fmt::format("stopped after epoch {}; the same command with --resume "
                                        "goes on from the last one recorded",
                                        net.epochs()),
                            interrupted);
            if (!net.epoch()) return diverged();
            const bool due =
                net.epochs() % config.record_every == 0 || net.epochs() == config.epochs;
            if (due && !recorder.record()) return diverged();
            progress.reach(static_cast<double>(net.epochs()) / config.epochs);
        }
    }
    write_snapshot(out / "final.safetensors", net.snapshot(), Precision::f32);
    const HistoryRow& last = recorder.last();
    fmt::print("epoch {}: NC1 {:.4g}, NC2 {:.4g}, NC3 {:.4g}, residual {:.4g}, balancedness "
               "{:.4g}\n",
               net.epochs(), last.nc1, last.nc2, last.nc3, last.residual, last.balancedness);
    return ok;
}

/// A step's tensors are as large as those of the one before. Where their memory is given back in
/// between, a third of the DenseNet's time goes into fresh pages.
void keep_freed_memory() {
    mallopt(M_MMAP_THRESHOLD, 32 << 20); // the largest that glibc takes
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

} // namespace
} // namespace ncv::app

int main(int argc, char** argv) {
    using namespace ncv::app;
    end_by_signals(
        "ncv-backbone: interrupted; the same command with --resume goes on from what was "
        "recorded last\n");
    CLI::App app{"Trains ResNet-20, a small DenseNet or an MLP with an affine head "
                 "(docs/backbones.md) and keeps the head for `ncv check`."};
    app.name("ncv-backbone");
    Options options;
    app.add_option("config", options.config, "The configuration (docs/backbones.md)")->required();
    app.add_option(
           "--out", options.out,
           "Folder for final.safetensors, history.csv, config.toml and the heads on the way")
        ->required();
    app.set_version_flag(
        "--version", fmt::format("ncv-backbone " NCV_VERSION ", {}", ncv::backbones::arithmetic()));
    app.add_flag("--force", options.force, force_help);
    app.add_flag("--resume", options.resume,
                 "Go on from the last record; ends with the same bytes as an unbroken run");
    return guarded(app, [&] {
        app.parse(argc, argv);
        keep_freed_memory();
        return run(options);
    });
}
