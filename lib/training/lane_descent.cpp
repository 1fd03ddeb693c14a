#include "training/lane_descent.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>

namespace ncv {
namespace {

constexpr std::align_val_t alignment{128};

template <class S>
kernels::LanePlan plan_of(const std::vector<typename LaneDescent<S>::Start>& starts) {
    if (starts.empty()) throw std::invalid_argument("no networks to train");
    const Network<S>& net = starts.front().network;
    std::vector<int> widths;
    for (int l = 0; l <= net.depth(); ++l) widths.push_back(static_cast<int>(net.width(l)));
    const auto N = starts.front().data->samples();
    for (const auto& start : starts) {
        const Network<S>& other = start.network;
        const Activation &a = net.activation, &b = other.activation;
        bool same = other.depth() == net.depth() && other.nonlinear_layers == net.nonlinear_layers;
        for (int l = 0; same && l <= net.depth(); ++l) same = other.width(l) == net.width(l);
        same = same && !other.has_biases() && a.kind == b.kind &&
               (!a.uses_gamma() || a.gamma == b.gamma) &&
               (!a.uses_sharpness() || a.sharpness == b.sharpness) && start.data->samples() == N &&
               start.data->inputs.rows() == net.width(0) &&
               start.data->classes == net.width(net.depth()) &&
               start.weight_decay.size() == net.weights.size();
        if (!same)
            throw std::invalid_argument("networks trained in lanes must have one shape, "
                                        "activation and number of samples, a decay a layer and no "
                                        "biases");
    }
    return {widths, net.nonlinear_layers, static_cast<int>(N), net.activation};
}

} // namespace

template <class S>
void LaneDescent<S>::Free::operator()(S* memory) const {
    ::operator delete(memory, alignment);
}

template <class S>
LaneDescent<S>::LaneDescent(const std::vector<Start>& starts)
    : plan_(plan_of<S>(starts)), engine_(kernels::make_lanes<S>(plan_)),
      lanes_(kernels::lane_count<S>()) {
    const std::size_t scalars = plan_.cells * lanes_;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        if (i % lanes_ == 0) {
            groups_.emplace_back(static_cast<S*>(::operator new(scalars * sizeof(S), alignment)));
            std::fill_n(groups_.back().get(), scalars, S(0));
        }
        weight_decay_.push_back(starts[i].weight_decay);
        fill(i, starts[i]);
    }
}

template <class S>
const S& LaneDescent<S>::at(std::size_t i, std::size_t cell) const {
    return groups_[i / lanes_][cell * lanes_ + i % lanes_];
}

template <class S>
void LaneDescent<S>::fill(std::size_t i, const Start& start) {
    const int L = plan_.depth();
    for (int l = 1; l <= L; ++l) {
        const Matrix<S>& W = start.network.W(l);
        for (Eigen::Index r = 0; r < W.rows(); ++r)
            for (Eigen::Index c = 0; c < W.cols(); ++c) at(i, plan_.weight(l, r, c)) = W(r, c);
    }
    const Matrix<S>&X = start.data->inputs, Y = start.data->one_hot();
    for (Eigen::Index s = 0; s < X.cols(); ++s) {
        for (Eigen::Index k = 0; k < X.rows(); ++k)
            at(i, plan_.value(plan_.Z[0], 0, k, s)) = X(k, s);
        for (Eigen::Index k = 0; k < Y.rows(); ++k) at(i, plan_.value(plan_.Y, L, k, s)) = Y(k, s);
    }
}

template <class S>
void LaneDescent<S>::steps(std::int64_t count, const std::vector<S>& learning_rates) {
    for (std::size_t i = 0; i < size(); ++i) {
        at(i, plan_.rate) = learning_rates[i];
        for (std::size_t l = 0; l < weight_decay_[i].size(); ++l)
            at(i, plan_.keep + l) = S(1) - learning_rates[i] * weight_decay_[i][l];
    }
    std::vector<S*> groups;
    for (const auto& group : groups_) groups.push_back(group.get());
    engine_->steps(groups.data(), groups.size(), count);
}

template <class S>
void LaneDescent<S>::evaluate() {
    for (const auto& group : groups_) engine_->evaluate(group.get());
}

template <class S>
Network<S> LaneDescent<S>::network(std::size_t i) const {
    Network<S> net{{}, plan_.L1, plan_.activation};
    for (int l = 1; l <= plan_.depth(); ++l) {
        Matrix<S>& W = net.weights.emplace_back(
            static_cast<Eigen::Index>(plan_.n[static_cast<std::size_t>(l)]),
            static_cast<Eigen::Index>(plan_.n[static_cast<std::size_t>(l - 1)]));
        for (Eigen::Index r = 0; r < W.rows(); ++r)
            for (Eigen::Index c = 0; c < W.cols(); ++c) W(r, c) = at(i, plan_.weight(l, r, c));
    }
    return net;
}

template class LaneDescent<double>;
template class LaneDescent<float>;

} // namespace ncv
