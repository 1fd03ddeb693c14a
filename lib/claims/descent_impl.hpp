/// Definition of Descent; included only where it is instantiated.
#pragma once

#include "claims/descent.hpp"
#include "claims/descent_state.hpp"
#include "claims/tracked_collapse.hpp"
#include "claims/tracked_passes.hpp"

namespace ncv {

template <class Real>
Descent<Real>::Descent(const Snapshot& snapshot, std::string lacks_, long steps)
    : lacks(std::move(lacks_)), eta(snapshot.learning_rate), lambda(snapshot.weight_decay),
      L2(snapshot.network.linear_layers()), net_(snapshot.network.template cast<S>()),
      data_(snapshot.data.template cast<S>()), offset_(snapshot.layer_offset), horizon_(steps),
      defect_rounding_(net_.weights.size(), S(0)) {
    if (horizon_ == 0) horizon_ = default_horizon(snapshot);
    measure();
}

template <class Real>
void Descent<Real>::measure() {
    TrackedPasses<S> t = track(net_, data_);
    state_ = state_of<Real>(t, net_.nonlinear_layers, offset_, lambda.value_or(0));
    for (auto& layer : state_.head)
        layer.D.error += defect_rounding_[static_cast<std::size_t>(layer.l - offset_ - 1)];
    state_.regularised_loss.error += loss_rounding_;
    G_ = std::move(t.b.G);
}

template <class Real>
void Descent<Real>::advance() {
    const S step = S(eta.value()), decay = S(lambda.value());
    descend(net_, G_, step, decay);
    std::vector<S> moved(G_.size());
    for (std::size_t i = 0; i < G_.size(); ++i) {
        const S size = net_.weights[i].norm(), slope = G_[i].norm() + decay * size;
        moved[i] = S(4) * unit_roundoff<S>() * (size + S(2) * step * G_[i].norm());
        loss_rounding_ += S(2) * moved[i] * slope;
        if (i > 0)
            defect_rounding_[i - 1] +=
                S(3) * (moved[i] * size + moved[i - 1] * net_.weights[i - 1].norm());
    }
    ++k;
    measure();
}

template <class Real>
CollapsedState<Real> Descent<Real>::collapse() const {
    const TrackedPasses<S> t = track(net_, data_);
    const std::size_t L = t.Z.size() - 1;
    CollapsedState<Real> out;
    out.nc1 = collapse_of(t.Z[L - 1], data_.labels, data_.classes).nc1;
    out.residual = frobenius_norm(t.E);
    out.r = max(operator_norm(t.Z[L - 1]), operator_norm(t.Z[L - 2]));
    out.balancedness = Real(S(0));
    for (const auto& layer : state_.head) {
        out.r = max(out.r, layer.W);
        if (layer.l - offset_ < net_.depth()) out.balancedness = max(out.balancedness, layer.D);
    }
    return out;
}

} // namespace ncv
