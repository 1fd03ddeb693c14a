/// H7: margins against the norms of the last layer and its features
/// Hypotheses  the last layer is affine, Z_L = W Z + b 1^T
///             H7: b = 0, any class sizes; or any b and equal classes, with Z less its mean column
/// Result      H7   gamma nuc <= gamma_w nuc = <Z_L, B> <= ||C Z_L||_* <= ||W~||_F ||Z||_F, gamma the least
///                  margin, C = I - 11^T/K, D = diag(N_c), nuc = ||C Y||_* = tr (D - sqrt(n) sqrt(n)^T/K)^{1/2},
///                  B the polar factor of C Y
///             H7b  gamma <= (K/(K-1)) sqrt(E_W S_B), any b and class sizes
/// Steps       Y = D^{1/2} times orthonormal rows, so B has the columns Q e_c of Q = D^{-1/2} A^{1/2} D^{-1/2},
///             A = D^{1/2} C D^{1/2} = D - v v^T/K with v = sqrt(n). For an eigenvector u of A to l,
///             (n_i - l)(n_j - l) u_i u_j = v_i v_j (<v, u>/K)^2 >= 0, and sqrt(l) (v_i + v_j) =
///             l + v_i v_j - (sqrt(l) - v_i)(sqrt(l) - v_j): summed over u, (A^{1/2})_ij (v_i + v_j) <=
///             A_ij < 0 off the diagonal, so no such entry of Q is positive, and Q 1 = 0. Of sample i of
///             class c, <z_i, Q e_c> = sum_{j != c} -Q_jc (z_c - z_j) >= gamma Q_cc, and sum_i Q_cc =
///             tr A^{1/2}. ||B|| = 1, C B = B: Hoelder. For equal classes B 1 = 0 as well, so what is
///             the same of all samples drops out.
///             H7b: (K-1) gamma <= K tbar <= K sqrt(E_W S_B)
/// Source      Thrampoulidis et al. 2022 (arXiv 2208.05512), there for the optimum. Attained at W~ = B's left
///             half, Z its right half. With a bias and sizes (99, 1) it fails by 5
#pragma once

#include "claims/any_classifier.hpp"
#include "measure/logit_norms.hpp"

namespace ncv {

template <class Real>
Real least_margin_of(const LastLayer<Real>& m) {
    Real least = m.samples.front().margin;
    for (const auto& sample : m.samples) least = min(least, Real(sample.margin));
    return least;
}

template <class Real>
void h7_margin_norms(Ledger<Real>& ledger, const LastLayer<Real>& m, const LogitNorms<Real>& n) {
    require_affine_last_layer(ledger, m);
    ledger.require_count(Hypothesis::no_last_bias, n.has_bias && !n.balanced_classes ? -1 : 0);
    if (!ledger.applicable()) return;
    const Real infinite = infinity<Real>(), norms = n.W * n.Z, least = least_margin_of(m);
    ledger.quantity("nuc", n.nuc).quantity("margin_least", least);
    ledger.quantity("margin_weighted", n.along_labels / n.nuc);
    ledger.quantity("W_centred", n.W).quantity("Z", n.Z).quantity("nuclear", n.nuclear);
    ledger.at_most(n.along_labels, norms, infinite);
    ledger.beside_at_most(least * n.nuc, n.along_labels, infinite);
    if (ledger.drops(Hypothesis::no_last_bias)) return;
    ledger.beside_at_most(n.along_labels, n.nuclear, infinite);
    ledger.beside_at_most(n.nuclear, norms, infinite);
}

template <class Real>
void h7b_margin_between(Ledger<Real>& ledger, const LastLayer<Real>& m) {
    require_affine_last_layer(ledger, m);
    if (!ledger.applicable()) return;
    const Real K = number<Real>(m.K);
    ledger.quantity("E_W", m.E_W).quantity("S_B", m.S_B);
    ledger.at_most(least_margin_of(m), K / (K - number<Real>(1)) * sqrt(m.E_W * m.S_B),
                   infinity<Real>());
}

inline auto h7_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "H7",
            .title = "Margins against the norms of last layer and features",
            .statement = "<Z_L, B> <= ||W~||_F ||Z||_F, and <Z_L, B> >= (least margin) tr(D - "
                         "sqrt(n) sqrt(n)^T/K)^{1/2}",
            .kind = Kind::extension,
            .source = "Thrampoulidis et al. 2022, for any network",
            .trivial = trivial::no_bound,
            .needs = {linear_layer, no_last_bias},
            .networks = Networks::classifiers,
            .any_loss = true,
            .biases = true,
            .theorems = {"H7_margin_any_sizes", "H7_margin_equal_classes",
                         "H7_margin_unequal_classes"},
        },
        [](auto& ledger, auto& s) { h7_margin_norms(ledger, s.last_layer(), s.logit_norms()); });
}

inline auto h7b_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "H7b",
            .title = "The least margin against centred norms, with any bias",
            .statement = "least margin <= (K/(K-1)) sqrt(E_W S_B)",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::no_bound,
            .needs = {linear_layer},
            .networks = Networks::classifiers,
            .any_loss = true,
            .biases = true,
            .certified = true,
            .theorems = {"H7b_margin_between"},
        },
        [](auto& ledger, auto& s) { h7b_margin_between(ledger, s.last_layer()); });
}

} // namespace ncv
