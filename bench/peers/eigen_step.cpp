#define Eigen EigenPeer // see eigen_step.hpp
#include "peers/eigen_step.hpp"

#include <Eigen/Core>

namespace ncv::bench {

template <class S>
struct EigenStep<S>::State {
    using Columns = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic>;

    int L, L1;
    S gamma, rate, decay, loss = S(0);
    Columns Y;
    std::vector<Columns> W, Z, Delta; // W[l-1] is W_l; Z[l], Delta[l] at l = 0 .. L

    explicit State(const PlainProblem<S>& p)
        : L(static_cast<int>(p.widths.size()) - 1), L1(p.nonlinear_layers), gamma(p.gamma),
          rate(p.rate), decay(p.decay) {
        const auto map = [](const std::vector<S>& v, std::ptrdiff_t rows, std::ptrdiff_t cols) {
            return Columns(Eigen::Map<const Columns>(v.data(), rows, cols));
        };
        Y = map(p.targets, p.widths.back(), p.samples);
        for (std::size_t l = 0; l < p.widths.size(); ++l) {
            Z.push_back(l == 0 ? map(p.inputs, p.widths[0], p.samples)
                               : Columns(p.widths[l], p.samples));
            Delta.emplace_back(l == 0 ? 0 : p.widths[l], p.samples);
            if (l > 0) W.push_back(map(p.weights[l - 1], p.widths[l], p.widths[l - 1]));
        }
    }

    void step() {
        for (int l = 1; l <= L; ++l) {
            Columns& z = Z[l];
            z.noalias() = W[l - 1] * Z[l - 1];
            if (l <= L1) z = z.cwiseMax(gamma * z); // 0 < gamma < 1
        }
        Delta[L] = Z[L] - Y;
        loss = Delta[L].squaredNorm() / S(2);
        const S keep = S(1) - rate * decay;
        for (int l = L; l >= 1; --l) {
            Columns& d = Delta[l];
            if (l <= L1) d = (Z[l].array() > S(0)).select(d, gamma * d); // sign z = sign pre
            if (l > 1) Delta[l - 1].noalias() = W[l - 1].transpose() * d;
            W[l - 1] *= keep;
            W[l - 1].noalias() -= rate * (d * Z[l - 1].transpose());
        }
    }
};

template <class S>
EigenStep<S>::EigenStep(const PlainProblem<S>& problem)
    : state_(std::make_unique<State>(problem)) {}
template <class S>
EigenStep<S>::~EigenStep() = default;
template <class S>
void EigenStep<S>::step() {
    state_->step();
}
template <class S>
S EigenStep<S>::loss_before_step() const {
    return state_->loss;
}
template <class S>
std::vector<S> EigenStep<S>::weights(int l) const {
    const auto& W = state_->W[static_cast<std::size_t>(l - 1)];
    return {W.data(), W.data() + W.size()};
}

template class EigenStep<double>;
template class EigenStep<float>;

} // namespace ncv::bench
