/// A step of gradient descent and what B2r says of it, in any arithmetic.
#pragma once

#include "network/reference.hpp"

namespace ncv::proofs {

template <class S>
std::vector<Matrix<S>> full_gradient(const Network<S>& net, const std::vector<Matrix<S>>& G,
                                     const S& lambda) {
    std::vector<Matrix<S>> R = G;
    for (std::size_t i = 0; i < R.size(); ++i) R[i] += lambda * net.weights[i];
    return R;
}

template <class S>
Matrix<S> defect(const Network<S>& net, int l) {
    return net.W(l + 1).transpose() * net.W(l + 1) - net.W(l) * net.W(l).transpose();
}

/// D_l after a step, less what B2r says of it with the gradients R.
template <class S>
Matrix<S> surplus(const Network<S>& before, const Network<S>& after,
                  const std::vector<Matrix<S>>& R, int l, const S& eta, const S& lambda) {
    const auto i = static_cast<std::size_t>(l);
    return defect(after, l) - (1 - 2 * eta * lambda) * defect(before, l) -
           eta * eta * (R[i].transpose() * R[i] - R[i - 1] * R[i - 1].transpose());
}

} // namespace ncv::proofs
