/// What `ncv train` runs, as a TOML file says it (docs/formats.md).
#pragma once

#include "network/activation.hpp"
#include "network/connections.hpp"
#include "network/loss.hpp"
#include "training/data_config.hpp"
#include "training/initialisation.hpp"
#include "training/schedule.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ncv {

/// [campaign]: the grid of runs, hidden slowest, seeds fastest.
struct Campaign {
    std::vector<std::vector<int>> hidden;
    std::vector<double> learning_rate; ///< empty: [training]'s schedule
    std::vector<double> weight_decay;
    std::vector<std::uint64_t> seeds;
    bool snapshots = false; ///< every run's last state is kept
};

/// Which layers weight decay acts on.
enum class DecayedLayers { all, last, head, nonlinear };

struct TrainingConfig : DataConfig {
    // [network]
    std::vector<int> hidden; ///< n_1 .. n_{L-1}
    int nonlinear_layers = 0;
    Connections connections = Connections::chain; ///< of the nonlinear layers
    Activation activation;
    bool biases = false; ///< b_1 .. b_L, 0 at the start
    Initialisation init = Initialisation::he;
    double init_scale = 1.0;

    // [training]
    std::int64_t steps = 0;
    std::vector<Rate> schedule; ///< the first at step 0
    Loss loss;                  ///< what is minimised
    double weight_decay = 0;
    std::optional<double> bias_weight_decay; ///< of biases; none: they decay as the weights
    DecayedLayers decay = DecayedLayers::all;
    bool single_precision = false;
    std::uint64_t seed = 1;
    std::int64_t record_every = 100;
    std::int64_t checkpoint_every = 0; ///< 0: none
    double until_loss = 0; ///< the first record with a loss of at most this is the last; 0: no

    std::optional<Campaign> campaign; ///< many runs; the fields above are those of its first

    double learning_rate(std::int64_t step) const { return rate_at(schedule, step); }
    int depth() const { return static_cast<int>(hidden.size()) + 1; } ///< L
    std::vector<int> widths(const Dataset<double>& data) const;       ///< n_0 .. n_L
    bool decays(int l) const;                                         ///< whether W_l and b_l do
    /// lambda_1 .. lambda_L
    template <class S>
    std::vector<S> layer_decays() const {
        std::vector<S> out;
        for (int l = 1; l <= depth(); ++l) out.push_back(decays(l) ? S(weight_decay) : S(0));
        return out;
    }
    /// Of b_1 .. b_L.
    template <class S>
    std::vector<S> bias_decays() const {
        std::vector<S> out;
        for (int l = 1; l <= depth(); ++l)
            out.push_back(decays(l) ? S(bias_weight_decay.value_or(weight_decay)) : S(0));
        return out;
    }
    /// The decay that all tensors share, if they do: what claims about weight decay speak of.
    std::optional<double> shared_decay() const;
    /// Each tensor's, by its name in a snapshot.
    std::map<std::string, double> tensor_decays() const;
    /// Whether the tuned engines do not know it and the reference step trains it.
    bool beyond_tuned_engines() const { return biases || loss.kind != LossKind::squared_error; }
};

/// Throws BadInput: file, line, what is wrong, what would be right. Unknown keys are errors that
/// name the nearest known one.
TrainingConfig parse_training_config(std::string_view toml, const std::string& name);

/// The configuration as run, every key written out.
std::string format_training_config(const TrainingConfig& config);

/// How many runs a campaign has, and run number `index` of it, a configuration of its own.
std::size_t campaign_size(const Campaign& campaign);
TrainingConfig campaign_run(const TrainingConfig& config, std::size_t index);

inline Dataset<double> load_data(const TrainingConfig& config) {
    return load_data(config, config.seed);
}

} // namespace ncv
