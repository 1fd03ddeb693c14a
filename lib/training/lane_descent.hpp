/// Full-batch gradient descent with weight decay of many networks of one shape, one per SIMD lane.
///
/// The same steps as GradientDescent takes, W_l' = (1 - eta lambda_l) W_l - eta G_l, each network
/// with its own weights, data, rate and decays. A network's result does not depend on its
/// neighbours, their number or its place among them. Its bits are GradientDescent's as long as no
/// sum has so many terms that the latter adds them up in blocks (128); a step agrees with the exact
/// one within gamma_k of its products (kernels/lanes.hpp; properties/lanes.cpp derives the bound and
/// asserts it). S: double or float.
#pragma once

#include "network/network.hpp"
#include "training/kernels/lanes.hpp"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ncv {

template <class S>
class LaneDescent {
  public:
    struct Start {
        Network<S> network;
        const Dataset<S>* data;      ///< read at construction only
        std::vector<S> weight_decay; ///< lambda_1 .. lambda_L
    };

    /// Widths, L1, activation and number of samples must be the same in all starts; throws
    /// std::invalid_argument if they are not, if there is none, without a decay a layer, and for
    /// biases.
    explicit LaneDescent(const std::vector<Start>& starts);

    std::size_t size() const { return weight_decay_.size(); }

    /// `count` updates of every network i, at learning_rates[i].
    void steps(std::int64_t count, const std::vector<S>& learning_rates);

    /// C_0 of every state as it is.
    void evaluate();

    /// C_0 as of evaluate(), or of the state before the last step, whichever came last.
    S loss(std::size_t i) const { return at(i, plan_.loss); }
    /// Whether every loss of network i so far was finite, in steps and in evaluate().
    bool finite(std::size_t i) const { return at(i, plan_.health) == S(0); }
    Network<S> network(std::size_t i) const;

    /// How many networks share a vector; small ones go fastest in twos of that.
    static std::size_t lanes() { return kernels::lane_count<S>(); }

  private:
    struct Free {
        void operator()(S* memory) const;
    };
    const S& at(std::size_t i, std::size_t cell) const;
    S& at(std::size_t i, std::size_t cell) {
        return const_cast<S&>(std::as_const(*this).at(i, cell));
    }
    void fill(std::size_t i, const Start& start);

    kernels::LanePlan plan_;
    std::unique_ptr<kernels::LaneEngine<S>> engine_;
    std::size_t lanes_;
    std::vector<std::vector<S>> weight_decay_;
    std::vector<std::unique_ptr<S[], Free>> groups_;
};

extern template class LaneDescent<double>;
extern template class LaneDescent<float>;

} // namespace ncv
