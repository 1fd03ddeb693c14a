/// Random classifiers, with biases or without and of either loss, with their passes: where the proof
/// steps about norms are checked, in any arithmetic.
#pragma once

#include "support/proof_instance.hpp"

namespace ncv::proofs {

template <class S>
struct PassedClassifier {
    Snapshot snapshot;
    Network<S> net;
    Dataset<S> data;
    int K, N, L, L1;
    Matrix<S> Y, C; ///< C = I - 11^T/K
    ForwardPass<S> f;
    BackwardPass<S> back;

    const Matrix<S>& logits() const { return f.Z.back(); }
    const Matrix<S>& features() const { return f.Z[static_cast<std::size_t>(L - 1)]; }
    const Matrix<S>& before(int l) const { return f.Z[static_cast<std::size_t>(l - 1)]; }
    const Matrix<S>& Delta(int l) const { return back.Delta[static_cast<std::size_t>(l - 1)]; }
    const Matrix<S>& G(int l) const { return back.G[static_cast<std::size_t>(l - 1)]; }
    S decay(int l) const { return S(snapshot.decay_of('W', l)); }
    Matrix<S> R(int l) const { return G(l) + decay(l) * net.W(l); }
    bool is_homogeneous() const { return L1 == 0 || net.activation.is_positively_homogeneous(); }
};

template <class S>
PassedClassifier<S> pass(const Snapshot& s) {
    PassedClassifier<S> p;
    p.snapshot = s;
    p.net = s.network.cast<S>();
    p.data = s.data.cast<S>();
    p.K = s.data.classes;
    p.N = static_cast<int>(s.data.samples());
    p.L = p.net.depth();
    p.L1 = p.net.nonlinear_layers;
    p.Y = p.data.one_hot();
    p.C = Matrix<S>::Identity(p.K, p.K) - Matrix<S>::Constant(p.K, p.K, S(1) / S(p.K));
    p.f = forward(p.net, p.data.inputs);
    p.back = backward_from(loss_gradient(s.loss, p.f.Z.back(), p.Y), p.net, p.f);
    return p;
}

/// Runs a step's check on random classifiers at 50 and at 100 digits.
template <class Step>
void for_passed_classifiers(Step step, std::uint64_t count = 60) {
    for (std::uint64_t i = 0; i < count; ++i) {
        const Snapshot s = build(random_spec(i, {.heads = {HeadKind::classifier}}));
        SCOPED_TRACE(s.source);
        step(pass<mp50>(s));
        if (i % 4 == 0) step(pass<mp100>(s));
        if (::testing::Test::HasFailure()) return;
    }
}

/// <A, B>.
template <class S>
S inner(const Matrix<S>& A, const Matrix<S>& B) {
    return A.cwiseProduct(B).sum();
}

} // namespace ncv::proofs
