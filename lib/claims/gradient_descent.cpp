/// Section B: gradient descent with weight decay.
#include "claims/b10_guaranteed_collapse.hpp"
#include "claims/b10t_guaranteed_collapse.hpp"
#include "claims/b11_a_posteriori.hpp"
#include "claims/b1_gradient_balance.hpp"
#include "claims/b2_balancedness_recursion.hpp"
#include "claims/b3_stationary_balance.hpp"
#include "claims/b5_polyak_lojasiewicz.hpp"
#include "claims/b6_shifted_pl.hpp"
#include "claims/b7_smoothness.hpp"
#include "claims/b8_interpolation_phase.hpp"
#include "claims/b8t_interpolation_phase.hpp"
#include "claims/b9_balancedness_phase.hpp"
#include "claims/b9t_balancedness_phase.hpp"
#include "claims/catalogue.hpp"

namespace ncv {
using namespace catalogue;
namespace {
const std::string pyramids = "Nguyen & Mondelli 2020, Lemma 4.1, for this network";
const std::string phases = "Jacot et al. 2025, Theorem 4.4";

Names joined(Names all, const Names& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
}
Names pyramid_and(const Names& more) {
    return joined({"wide_first_layer", "pyramid", "slope_bound"}, more);
}

const Names first_phase =
    pyramid_and({"two_layers", "smooth_activation", "weight_decay_given", "initialisation",
                 "above_target", "learning_rate_given", "step_size"});
const Names second_phase{"two_linear_layers", "smooth_activation",   "weight_decay_given",
                         "weight_decay",      "learning_rate_given", "step_size"};
const Names whole_run = joined(first_phase, {"two_linear_layers", "head_width", "balanced_classes",
                                             "weight_decay", "interpolation", "complete_run"});
} // namespace

std::vector<CatalogueEntry> gradient_descent_claims() {
    std::vector<CatalogueEntry> all;
    all.push_back(entry({"B1",
                         "Gradients of linear layers balance",
                         "W_{l+1}^T G_{l+1} = G_l W_l^T for L1 < l < L",
                         "identity",
                         section4,
                         no_bound,
                         {"two_linear_layers"}},
                        [](auto& s) { return b1_gradient_balance(s.head()); }));
    all.push_back(entry({"B2",
                         "Weight decay balances the head, step by step",
                         "D_l' = (1 - eta lambda)^2 D_l + eta^2 (G_{l+1}^T G_{l+1} - G_l G_l^T)",
                         "identity",
                         section4,
                         no_bound,
                         {"two_linear_layers", "weight_decay_given", "learning_rate_given"}},
                        [](auto& s) { return b2_balancedness_recursion(s.head()); }));
    all.push_back(entry({"B2r",
                         "The same step in the full gradient",
                         "D_l' = (1 - 2 eta lambda) D_l + eta^2 (R_{l+1}^T R_{l+1} - R_l R_l^T)",
                         "extension",
                         ours + section4,
                         no_bound,
                         {"two_linear_layers", "weight_decay_given", "learning_rate_given"}},
                        [](auto& s) { return b2r_balancedness_recursion(s.head()); }));
    all.push_back(certifiable_entry(
        {"B2s",
         "Balancedness along any run",
         "||D_l^k|| <= (1 - 2 eta lambda)^k ||D_l^0|| + eta^2 sum_{j<k} (1 - 2 eta "
         "lambda)^(k-1-j) max(||R_{l+1}^j||, ||R_l^j||)^2",
         "extension",
         ours + section4,
         "max(||W_l^k||^2, ||W_{l+1}^k||^2)",
         {"two_linear_layers", "weight_decay_given", "learning_rate_given", "contraction"}},
        [](auto& s) { return b2s_balancedness_along_runs(s.head(), s.descent()); }));
    all.push_back(entry({"B2f",
                         "Weight decay balances the head, gradient flow",
                         "d/dt D_l = -2 lambda D_l",
                         "identity",
                         section4,
                         no_bound,
                         {"two_linear_layers", "weight_decay_given"}},
                        [](auto& s) { return b2f_balancedness_flow(s.head()); }));
    all.push_back(
        certifiable_entry({"B3",
                           "Stationary networks are balanced",
                           "||D_l|| <= (||W_{l+1}|| ||R_{l+1}|| + ||W_l|| ||R_l||)/lambda",
                           "extension",
                           ours + section4,
                           "max(||W_l||^2, ||W_{l+1}||^2)",
                           {"two_linear_layers", "weight_decay_given", "weight_decay"}},
                          [](auto& s) { return b3_stationary_balance(s.head()); }));
    all.push_back(entry({"B4",
                         "Gradients of homogeneous layers balance on the diagonal",
                         "diag(W_{l+1}^T G_{l+1}) = diag(G_l W_l^T) for l < L",
                         "identity",
                         section4,
                         no_bound,
                         {"two_layers", "positive_homogeneity"}},
                        [](auto& s) { return b4_homogeneous_balance(s.head()); }));
    all.push_back(certifiable_entry(
        {"B5", "The loss obeys a Polyak-Lojasiewicz inequality on pyramids",
         "||G_2||_F >= s_N(Z_1) gamma^(L1-1) prod_{l>=3} s_min(W_l) ||Z_L - Y||_F", "paper",
         pyramids, "0", pyramid_and({"two_layers"})},
        [](auto& s) { return b5_polyak_lojasiewicz(s.landscape()); }));
    all.push_back(certifiable_entry(
        {"B5p", "The same as quoted, with an unsquared constant: refuted",
         "||grad C_0||^2 >= 2^-(L-3) gamma^(L-2) s_N(Z_1) prod_{l>=3} s_min(W_l) C_0", "quoted",
         "as quoted from Jacot et al. 2025, section 4", "0", pyramid_and({"three_layers"})},
        [](auto& s) { return b5p_as_quoted(s.landscape()); }));
    all.push_back(certifiable_entry(
        {"B6",
         "Weight decay shifts the Polyak-Lojasiewicz inequality",
         "||grad C_lambda||^2 >= (a/4)(C_lambda - lambda m), m = R^2 (1/2 + 4 lambda/a)",
         "paper",
         "Jacot et al. 2025, Proposition 4.5",
         "0",
         {"weight_decay_given", "positive_gradient", "positive_loss"}},
        [](auto& s) { return b6_shifted_pl(s.landscape()); }));
    all.push_back(certifiable_entry(
        {"B6s",
         "The shifted inequality at its best share",
         "||grad C_lambda||^2 >= t a (C_lambda - lambda R^2 (1/2 + lambda/((1-t) a))) "
         "for 0 < t < 1, so >= (sqrt(a C_0) - lambda R)_+^2",
         "sharp",
         ours + "Jacot et al. 2025, Proposition 4.5",
         "0",
         {"weight_decay_given", "positive_gradient", "positive_loss"}},
        [](auto& s) { return b6s_shifted_pl(s.landscape()); }));
    all.push_back(
        entry({"B7",
               "The Hessian is bounded on balls",
               "||Hessian|| <= b^2 pi^2 q + e (b pi q + beta_s b^2 pi sum_{j<=L1} pi_j q_j) + "
               "lambda, b = ||X||_F",
               "extension",
               ours + section4,
               no_bound,
               {"smooth_activation"}},
              [](auto& s) { return b7_smoothness(s.landscape(), s.hessian_norm()); }));
    all.push_back(entry({"B7s",
                         "The Hessian is bounded on balls, sharp",
                         "the same with b = ||X|| and rho_1 >= ||W_1||_F",
                         "sharp",
                         ours + section4,
                         no_bound,
                         {"smooth_activation"}},
                        [](auto& s) { return b7s_smoothness(s.landscape(), s.hessian_norm()); }));
    all.push_back(certifiable_entry(
        {"B8", "Phase 1: gradient descent interpolates",
         "C_lambda(theta_k) - lambda m <= (1 - eta a/8)^k u_0 and path <= 8 sqrt(u_0/a), "
         "until C_lambda <= 2 lambda m",
         "paper", phases, no_bound, first_phase},
        [](auto& s) { return b8_interpolation_phase(s.landscape(), s.descent()); }));
    all.push_back(certifiable_entry(
        {"B8s", "Phase 1, with the shares chosen best",
         "the same with (1 - eta a/4)^k, path <= 4 sqrt(2 u_0/a), a from singular values "
         "times 1 - 1/L, m = R^2 (1/2 + 2 lambda/a)",
         "sharp", ours + phases, no_bound, first_phase},
        [](auto& s) { return b8s_interpolation_phase(s.landscape(), s.descent()); }));
    all.push_back(certifiable_entry(
        {"B8t", "Phase 1, followed along its path",
         "2 h p < 1: path <= s = (1 - sqrt(1-2hp))/h, C_lambda(theta_k) - lambda m <= (1 - "
         "eta c t a)^k u_0, a = (1-2hp) a_0, until C_lambda <= (65/64) lambda m",
         "sharp", ours + phases, no_bound, first_phase},
        [](auto& s) { return b8t_interpolation_phase(s.landscape(), s.descent()); }));
    all.push_back(certifiable_entry(
        {"B9", "Phase 2: the head becomes balanced",
         "C_lambda never increases, ||D_l^k|| <= (1 - eta lambda)^(2k) ||D_l^0|| + "
         "eta G^2/lambda",
         "paper", phases, "4 m", second_phase},
        [](auto& s) { return b9_balancedness_phase(s.landscape(), s.descent()); }));
    all.push_back(certifiable_entry(
        {"B9s", "Phase 2, in the full gradient",
         "C_lambda never increases, ||D_l^k|| <= (1 - 2 eta lambda)^k ||D_l^0|| + "
         "4 eta lambda m",
         "sharp", ours + phases, "4 m", second_phase},
        [](auto& s) { return b9s_balancedness_phase(s.landscape(), s.descent()); }));
    all.push_back(certifiable_entry(
        {"B9t", "Phase 2, on its own sublevel set",
         "C_lambda never increases, ||theta||^2 <= S = 2 C_lambda(theta_0)/lambda, ||D_l^k|| "
         "<= (1 - 2 eta lambda)^k ||D_l^0|| + eta lambda S/(2 - eta beta)",
         "sharp", ours + phases, "S", second_phase},
        [](auto& s) { return b9t_balancedness_phase(s.landscape(), s.descent()); }));
    all.push_back(entry(
        {"B10", "Gradient descent ends in within-class collapse",
         "after k1 + k2 steps NC1(Z_{L-1}) <= A2's bound with eps1 = 2 sqrt(lambda m), "
         "eps2 = 8 eta lambda m",
         "paper", phases, collapse_trivial, whole_run},
        [](auto& s) { return b10_guaranteed_collapse(s.landscape(), s.head(), s.descent()); }));
    all.push_back(entry(
        {"B10s", "Gradient descent ends in within-class collapse, sharp plan",
         "the same from B8s's plan", "sharp", ours + phases, collapse_trivial, whole_run},
        [](auto& s) { return b10s_guaranteed_collapse(s.landscape(), s.head(), s.descent()); }));
    all.push_back(entry(
        {"B10t", "Gradient descent ends in within-class collapse, a step for each phase",
         "after k1 steps of eta_1 and k2 of eta NC1(Z_{L-1}) <= A2's bound with eps1^2 = lambda "
         "(S - L ((||Y||_F - sqrt(lambda S))_+/||X||)^(2/L)), eps2 = 2 eta lambda S/(2 - eta "
         "beta), S = (65/32) m, from B8t's and B9t's plans",
         "sharp", ours + phases, collapse_trivial, whole_run},
        [](auto& s) { return b10t_guaranteed_collapse(s.landscape(), s.head(), s.descent()); }));
    all.push_back(certifiable_entry(
        {"B11",
         "Residual and gradient alone bound the collapse",
         "A2 with eps2 = max_l (||W_{l+1}|| ||R_{l+1}|| + ||W_l|| ||R_l||)/lambda",
         "extension",
         ours + theorem + " and section 4",
         collapse_trivial,
         {"eps1", "two_linear_layers", "head_width", "interpolation", "weight_decay_given",
          "weight_decay", "balanced_classes"}},
        [](auto& s) { return b11_a_posteriori(s.head()); }));
    return all;
}

} // namespace ncv
