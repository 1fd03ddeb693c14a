/// A snapshot as the plain arrays that the Eigen peer takes.
#pragma once

#include "peers/eigen_step.hpp"

#include "network/network.hpp"

namespace ncv::bench {

template <class S>
PlainProblem<S> plain_problem(const Snapshot& s, double rate, double decay) {
    const auto plain = [](const auto& M) {
        const Matrix<S> m = M.template cast<S>();
        return std::vector<S>(m.data(), m.data() + m.size());
    };
    PlainProblem<S> p;
    p.nonlinear_layers = s.network.nonlinear_layers;
    p.gamma = S(s.network.activation.gamma);
    p.rate = S(rate);
    p.decay = S(decay);
    p.samples = s.data.samples();
    p.inputs = plain(s.data.inputs);
    p.targets = plain(s.data.one_hot());
    for (int l = 0; l <= s.network.depth(); ++l) p.widths.push_back(s.network.width(l));
    for (const auto& W : s.network.weights) p.weights.push_back(plain(W));
    return p;
}

} // namespace ncv::bench
