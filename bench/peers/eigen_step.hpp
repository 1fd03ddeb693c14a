/// A peer: the full-batch step as an Eigen user writes it, for leaky ReLU networks.
///
/// theta' = (1 - eta lambda) theta - eta grad C_0, with noalias() products, coefficientwise work
/// fused into one expression each, no allocation in a step. eigen_step.cpp is compiled with -O3
/// -march=native and its Eigen under a namespace of its own; this header is free of Eigen.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace ncv::bench {

/// Column-major arrays, columns are samples: inputs n_0 x N, targets n_L x N, weights[l-1] W_l.
template <class S>
struct PlainProblem {
    std::vector<std::ptrdiff_t> widths; ///< n_0 .. n_L
    int nonlinear_layers = 0;
    S gamma = S(0.1), rate = S(0), decay = S(0);
    std::ptrdiff_t samples = 0;
    std::vector<S> inputs, targets;
    std::vector<std::vector<S>> weights;
};

template <class S>
class EigenStep {
  public:
    explicit EigenStep(const PlainProblem<S>& problem);
    ~EigenStep();

    void step();
    S loss_before_step() const;
    std::vector<S> weights(int l) const; ///< W_l, l = 1 .. L

  private:
    struct State;
    std::unique_ptr<State> state_;
};

extern template class EigenStep<double>;
extern template class EigenStep<float>;

} // namespace ncv::bench
