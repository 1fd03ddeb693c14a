/// The quantities of FeatureOptimum in any arithmetic.
#pragma once

#include "measure/by_class.hpp"
#include "measure/feature_optimum.hpp"

namespace ncv {

template <class A, class Real>
void measure_feature_optimum_in(const Snapshot& snapshot, const Passes<A>& t,
                                FeatureOptimum<Real>& out) {
    const int L = snapshot.network.depth();
    const auto number = [](double v) { return Real(scalar_of_t<Real>(v)); };
    out.K = snapshot.data.classes;
    out.N = static_cast<int>(snapshot.data.samples());
    out.L2 = snapshot.network.linear_layers();
    out.N_c = snapshot.data.class_counts();
    out.has_bias = snapshot.network.has_bias(L);
    out.decay_given = snapshot.weight_decay || !snapshot.weight_decays.empty();
    out.decay = snapshot.decay_of('W', L);
    if (out.L2 < 1) return;

    const A& logits = t.Z[static_cast<std::size_t>(L)];
    out.W = frobenius_norm(t.W[static_cast<std::size_t>(L)]);
    out.H = frobenius_norm(t.Z[static_cast<std::size_t>(L - 1)]);
    out.mu = number(out.decay) * over(out.W, out.H);
    out.residual = frobenius_norm(t.E);
    out.outputs = frobenius_norm(logits);
    std::vector<Real> kept;
    Real squares = number(0);
    for (const auto n : out.N_c) {
        const Real root = sqrt(number(static_cast<double>(n))),
                   left = max(root - out.mu, number(0));
        kept.push_back(left / root);
        squares += square(left);
    }
    out.optimum = sqrt(squares);
    const A shares = A::of(out.K, out.K, [&](Eigen::Index c, Eigen::Index j) {
        return c == j ? kept[static_cast<std::size_t>(c)] : number(0);
    });
    out.distance = frobenius_norm(logits - shares * one_hot_of(t, snapshot.data));
}

} // namespace ncv
