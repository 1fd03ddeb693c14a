/// Networks in which the proof steps of section G are checked, in any arithmetic: A as the K x K
/// matrix that it is, everything else by Eigen.
#pragma once

#include "support/proof_instance.hpp"

#include <Eigen/LU>

namespace ncv::proofs {

template <class S>
struct AffineNetwork {
    Network<S> net;
    Dataset<S> data;
    int K, N, L, L1;
    Matrix<S> Y, A, Delta; ///< the loss' gradient in the logits
    std::vector<Matrix<S>> Z, G;
    Matrix<S> J, average;  ///< 11^T/N; H (H^T H)^{-1}, whose product gives class means
    std::vector<S> lambda; ///< lambda_l at [l]

    const Matrix<S>& W(int l) const { return net.W(l); }
    const Matrix<S>& at(int l) const { return Z[static_cast<std::size_t>(l)]; }
    const Matrix<S>& gradient(int l) const { return G[static_cast<std::size_t>(l - 1)]; }
    S decay(int l) const { return lambda[static_cast<std::size_t>(l)]; }
    /// R_l.
    Matrix<S> full_gradient(int l) const { return gradient(l) + decay(l) * W(l); }
    /// W_{L:l+1}.
    Matrix<S> product(int l) const {
        Matrix<S> out = W(L);
        for (int j = L - 1; j > l; --j) out = (out * W(j)).eval();
        return out;
    }
    Matrix<S> V(int l) const { return A * product(l); }
    Matrix<S> means(const Matrix<S>& M) const { return M * average; }
    Matrix<S> within(const Matrix<S>& M) const { return M - means(M) * data.one_hot(); }
    Matrix<S> between(const Matrix<S>& M) const { return means(M) * data.one_hot() - M * J; }
};

/// Of a matrix of any rank: by a rank-revealing LU, V = B C, V^+ = C^T (C C^T)^{-1} (B^T B)^{-1} B^T.
template <class S>
Matrix<S> pseudo_inverse(const Matrix<S>& V) {
    Eigen::FullPivLU<Matrix<S>> lu(V);
    lu.setThreshold(tiny<S>());
    const auto r = lu.rank();
    const Matrix<S> B = lu.image(V);
    if (r == 0) return Matrix<S>::Zero(V.cols(), V.rows());
    const auto inverse_of = [](const Matrix<S>& M) {
        return Matrix<S>(Eigen::FullPivLU<Matrix<S>>(M).inverse());
    };
    const Matrix<S> C = inverse_of(B.transpose() * B) * (B.transpose() * V);
    return C.transpose() * inverse_of(C * C.transpose()) * inverse_of(B.transpose() * B) *
           B.transpose();
}

template <class S>
AffineNetwork<S> lift_affine(const Snapshot& s) {
    AffineNetwork<S> c;
    c.net = s.network.cast<S>();
    c.data = s.data.cast<S>();
    c.K = s.data.classes;
    c.N = static_cast<int>(s.data.samples());
    c.L = c.net.depth();
    c.L1 = c.net.nonlinear_layers;
    c.Y = c.data.one_hot();
    const S K(c.K), N(c.N);
    c.A = Matrix<S>::Identity(c.K, c.K);
    if (s.loss.kind == LossKind::cross_entropy) c.A.array() -= S(1) / K;
    const auto f = forward(c.net, c.data.inputs);
    c.Z = f.Z;
    c.Delta = loss_gradient(s.loss, c.Z.back(), c.Y);
    c.G = backward_from(c.Delta, c.net, f).G;
    c.J = Matrix<S>::Constant(c.N, c.N, S(1) / N);
    const Matrix<S> H = c.Y.transpose();
    c.average = H * Vector<S>((H.transpose() * H).diagonal().cwiseInverse()).asDiagonal();
    c.lambda.push_back(S(0));
    for (int l = 1; l <= c.L; ++l) c.lambda.push_back(S(s.decay_of('W', l)));
    return c;
}

/// No V is all but of a lower rank, as where a last layer fits features of fewer dimensions: there
/// its pseudo-inverse leaves few of 50 digits.
template <class S>
bool is_well_conditioned(const AffineNetwork<S>& c) {
    for (int l = c.L - 1; l > c.L1; --l) {
        const Vector<S> s = singular_values(c.V(l));
        for (const S& value : s)
            if (value > tiny<S>() * s(0) && value < S(1e-6) * s(0)) return false;
    }
    return true;
}

/// Runs a step's check on networks of every kind at 50 and at 100 digits.
template <class Step>
void for_affine_networks(Step step, int count = 60) {
    DrawOptions options;
    options.heads = {HeadKind::affine};
    int taken = 0;
    for (std::uint64_t seed = 1; seed <= static_cast<std::uint64_t>(count); ++seed) {
        const Snapshot s = build(random_spec(seed, options));
        SCOPED_TRACE(s.source);
        const auto in_50 = lift_affine<mp50>(s);
        if (!is_well_conditioned(in_50)) continue;
        ++taken;
        step(in_50);
        if (seed % 4 == 0) step(lift_affine<mp100>(s));
        if (::testing::Test::HasFailure()) return;
    }
    EXPECT_GT(taken, count / 2);
}

/// The same for each hidden affine layer l: step(network, l).
template <class Step>
void for_affine_layers(Step step) {
    for_affine_networks([&](const auto& c) {
        for (int l = c.L - 1; l > c.L1; --l) step(c, l);
    });
}

template <class S>
S squares(const Matrix<S>& M) {
    return M.squaredNorm();
}

} // namespace ncv::proofs
