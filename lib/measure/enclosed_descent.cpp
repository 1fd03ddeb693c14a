#include "measure/enclosed_descent.hpp"

#include "enclosure/environment.hpp"
#include "enclosure/passes.hpp"
#include "measure/descent_state.hpp"

namespace ncv {

Descent<Interval>::Descent(const Snapshot& snapshot, unsigned bits, long steps)
    : eta(snapshot.learning_rate), lambda(snapshot.weight_decay),
      L2(snapshot.network.linear_layers()), snapshot_(&snapshot), bits_(bits),
      horizon_(steps ? steps : default_horizon(snapshot)), W_(exact_weights(snapshot.network)) {
    measure();
}

void Descent<Interval>::measure() {
    const StandardFloatingPoint standard;
    const IntervalPrecision precision(bits_);
    Passes<IntervalMatrix> t = enclose_all_passes(*snapshot_, W_);
    state_ = state_of<Interval>(t, snapshot_->network.nonlinear_layers, snapshot_->layer_offset,
                                lambda.value_or(0));
    G_ = std::move(t.G);
}

std::vector<Interval> Descent<Interval>::one_sided_defects() const {
    const StandardFloatingPoint standard;
    const IntervalPrecision precision(bits_);
    return one_sided_defects_of(W_, snapshot_->network.nonlinear_layers);
}

void Descent<Interval>::advance() {
    {
        const StandardFloatingPoint standard;
        const IntervalPrecision precision(bits_);
        const mpx step(eta.value()), decay(lambda.value());
        for (std::size_t l = 1; l < W_.size(); ++l) W_[l] = W_[l] - step * (G_[l] + decay * W_[l]);
    }
    ++k;
    measure();
}

} // namespace ncv
