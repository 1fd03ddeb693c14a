#include "training/checkpoint.hpp"

#include "io/errors.hpp"
#include "io/snapshot_file.hpp"
#include "training/run.hpp"

namespace ncv {
namespace {

bool same_shapes(const Network<double>& a, const Network<double>& b) {
    bool same = a.depth() == b.depth();
    for (int l = 1; same && l <= a.depth(); ++l)
        same = a.W(l).rows() == b.W(l).rows() && a.W(l).cols() == b.W(l).cols() &&
               a.has_bias(l) == b.has_bias(l);
    return same;
}

bool same_objective(const Snapshot& a, const Snapshot& b) {
    return a.loss.kind == b.loss.kind && a.loss.label_smoothing == b.loss.label_smoothing &&
           a.weight_decay == b.weight_decay && a.weight_decays == b.weight_decays;
}

} // namespace

Snapshot parse_checkpoint(std::string_view bytes, const std::string& name,
                          const TrainingConfig& config, const Dataset<double>& data) {
    Snapshot out = parse_snapshot(bytes, name);
    const Snapshot start = starting_snapshot(config, data);
    if (!same_shapes(out.network, start.network) || !same_objective(out, start))
        throw BadInput(name + ": has other shapes, biases, loss or decays than the runs of this "
                              "configuration");
    return out;
}

} // namespace ncv
