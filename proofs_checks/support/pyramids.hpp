/// Random pyramids in any arithmetic, for the proof steps of sections B5 to B10.
#pragma once

#include "network/multiprecision.hpp"
#include "support/proof_instance.hpp"

#include "data/random.hpp"

namespace ncv::proofs {

template <class S>
struct Pyramid {
    Network<S> net;
    Dataset<S> data;
    Matrix<S> Y;
    ForwardPass<S> f;
    BackwardPass<S> b;
    S gamma, residual;

    S s_min(int l) const { return singular_values(net.W(l)).minCoeff(); }
    S s_N_Z1() const { return singular_values(f.Z[1])(data.samples() - 1); }
    S theta() const {
        using std::sqrt;
        return sqrt(squared_norm(net));
    }
};

template <class S>
Pyramid<S> lift_pyramid(const Snapshot& s) {
    Pyramid<S> p;
    p.net = s.network.cast<S>();
    p.data = s.data.cast<S>();
    p.Y = p.data.one_hot();
    p.f = forward(p.net, p.data.inputs);
    p.b = backward(p.net, p.f, p.Y);
    p.gamma = S(s.network.activation.least_slope());
    p.residual = (p.f.Z.back() - p.Y).norm();
    return p;
}

/// Runs a step's check on random pyramids with smooth activations, at 50 and at 100 digits.
template <class Step>
void for_pyramids(Step step, HeadKind kind = HeadKind::pyramid, int count = 40) {
    DrawOptions options;
    options.heads = {kind};
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(count); ++i) {
        InstanceSpec spec = random_spec(i, options);
        if (!spec.activation.uses_sharpness())
            spec.activation.kind = ActivationKind::softplus_leaky_relu;
        const Snapshot s = build(spec);
        SCOPED_TRACE(s.source);
        step(lift_pyramid<mp50>(s));
        if (i % 4 == 0) step(lift_pyramid<mp100>(s));
        if (::testing::Test::HasFailure()) return;
    }
}

/// A direction of Frobenius norm 1 in the weights, the same for the same seed.
template <class S>
std::vector<Matrix<S>> random_direction(const Network<S>& net, std::uint64_t seed) {
    Random random(seed);
    std::vector<Matrix<S>> V;
    S squares(0);
    for (const auto& W : net.weights) {
        V.push_back(gaussian_matrix(random, W.rows(), W.cols()).template cast<S>());
        squares += V.back().squaredNorm();
    }
    using std::sqrt;
    for (auto& A : V) A /= S(sqrt(squares));
    return V;
}

template <class S>
Network<S> moved(Network<S> net, const std::vector<Matrix<S>>& V, const S& by) {
    for (std::size_t i = 0; i < V.size(); ++i) net.weights[i] += by * V[i];
    return net;
}

} // namespace ncv::proofs
