#include "measure/descent.hpp"

#include "measure/by_class.hpp"
#include "measure/descent_state.hpp"
#include "network/multiprecision.hpp"

namespace ncv {

template <class Real>
Descent<Real>::Descent(const Snapshot& snapshot, TrackedPasses<S> t, long steps)
    : eta(snapshot.learning_rate), lambda(snapshot.weight_decay),
      L2(snapshot.network.linear_layers()), t_(std::move(t)), offset_(snapshot.layer_offset),
      horizon_(steps ? steps : default_horizon(snapshot)),
      defect_rounding_(t_.net.weights.size(), S(0)) {
    measure();
}

template <class Real>
void Descent<Real>::measure() {
    state_ = state_of<Real>(t_, t_.net.nonlinear_layers, offset_, lambda.value_or(0));
    for (auto& layer : state_.head)
        layer.D.error += defect_rounding_[static_cast<std::size_t>(layer.l - offset_ - 1)];
    state_.regularised_loss.error += loss_rounding_;
    state_.squared_norm.error += norm_rounding_;
}

template <class Real>
void Descent<Real>::advance() {
    const S step = S(eta.value()), decay = S(lambda.value());
    Network<S> net = std::move(t_.net);
    const std::vector<Matrix<S>>& G = t_.back.G;
    descend(net, G, step, decay);
    std::vector<S> moved(G.size());
    for (std::size_t i = 0; i < G.size(); ++i) {
        const S size = net.weights[i].norm(), slope = G[i].norm() + decay * size;
        moved[i] = S(4) * unit_roundoff<S>() * (size + S(2) * step * G[i].norm());
        loss_rounding_ += S(2) * moved[i] * slope;
        norm_rounding_ += S(3) * moved[i] * size;
        if (i > 0)
            defect_rounding_[i - 1] +=
                S(3) * (moved[i] * size + moved[i - 1] * net.weights[i - 1].norm());
    }
    ++k;
    t_ = t_.few ? track(std::move(net), t_.few) : track(std::move(net), std::move(t_.data));
    measure();
}

template <class Real>
std::vector<Real> Descent<Real>::one_sided_defects() const {
    auto defects = one_sided_defects_of(t_.W, t_.net.nonlinear_layers);
    for (std::size_t i = 0; i < defects.size(); ++i)
        defects[i].error += defect_rounding_[static_cast<std::size_t>(t_.net.nonlinear_layers) + i];
    return defects;
}

template <class Real>
CollapsedState<Real> Descent<Real>::collapse() const {
    const TrackedPasses<S>& t = t_;
    const std::size_t L = t.Z.size() - 1;
    CollapsedState<Real> out;
    out.nc1 = t.few ? collapse_at(L - 1, t, *t.few->samples).nc1
                    : collapse_of(t.Z[L - 1], t.data.labels, t.data.classes).nc1;
    out.residual = frobenius_norm(t.E);
    out.r = max(operator_norm(t.Z[L - 1]), operator_norm(t.Z[L - 2]));
    out.balancedness = out.one_sided = Real(S(0));
    for (const Real& N : one_sided_defects()) out.one_sided = max(out.one_sided, N);
    for (const auto& layer : state_.head) {
        out.r = max(out.r, layer.W);
        if (layer.l - offset_ < t.net.depth()) out.balancedness = max(out.balancedness, layer.D);
    }
    return out;
}

template class Descent<Approx<double>>;
template class Descent<Approx<mp100>>;

} // namespace ncv
