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
    return {
        entry(
            {
                .id = "B1",
                .title = "Gradients of linear layers balance",
                .statement = "W_{l+1}^T G_{l+1} = G_l W_l^T for L1 < l < L",
                .kind = "identity",
                .source = section4,
                .trivial = no_bound,
                .needs = {"two_linear_layers"},
            },
            [](auto& s) { return b1_gradient_balance(s.head()); }),
        entry(
            {
                .id = "B2",
                .title = "Weight decay balances the head, step by step",
                .statement =
                    "D_l' = (1 - eta lambda)^2 D_l + eta^2 (G_{l+1}^T G_{l+1} - G_l G_l^T)",
                .kind = "identity",
                .source = section4,
                .trivial = no_bound,
                .needs = {"two_linear_layers", "weight_decay_given", "learning_rate_given"},
            },
            [](auto& s) { return b2_balancedness_recursion(s.head()); }),
        entry(
            {
                .id = "B2r",
                .title = "The same step in the full gradient",
                .statement =
                    "D_l' = (1 - 2 eta lambda) D_l + eta^2 (R_{l+1}^T R_{l+1} - R_l R_l^T)",
                .kind = "extension",
                .source = ours + section4,
                .trivial = no_bound,
                .needs = {"two_linear_layers", "weight_decay_given", "learning_rate_given"},
            },
            [](auto& s) { return b2r_balancedness_recursion(s.head()); }),
        certifiable_entry(
            {
                .id = "B2s",
                .title = "Balancedness along any run",
                .statement =
                    "||D_l^k|| <= (1 - 2 eta lambda)^k ||D_l^0|| + eta^2 sum_{j<k} (1 - 2 eta "
                    "lambda)^(k-1-j) max(||R_{l+1}^j||, ||R_l^j||)^2",
                .kind = "extension",
                .source = ours + section4,
                .trivial = "max(||W_l^k||^2, ||W_{l+1}^k||^2)",
                .needs = {"two_linear_layers", "weight_decay_given", "learning_rate_given",
                          "contraction"},
            },
            [](auto& s) { return b2s_balancedness_along_runs(s.head(), s.descent()); }),
        entry(
            {
                .id = "B2f",
                .title = "Weight decay balances the head, gradient flow",
                .statement = "d/dt D_l = -2 lambda D_l",
                .kind = "identity",
                .source = section4,
                .trivial = no_bound,
                .needs = {"two_linear_layers", "weight_decay_given"},
            },
            [](auto& s) { return b2f_balancedness_flow(s.head()); }),
        certifiable_entry(
            {
                .id = "B3",
                .title = "Stationary networks are balanced",
                .statement = "||D_l|| <= (||W_{l+1}|| ||R_{l+1}|| + ||W_l|| ||R_l||)/lambda",
                .kind = "extension",
                .source = ours + section4,
                .trivial = "max(||W_l||^2, ||W_{l+1}||^2)",
                .needs = {"two_linear_layers", "weight_decay_given", "weight_decay"},
            },
            [](auto& s) { return b3_stationary_balance(s.head()); }),
        entry(
            {
                .id = "B4",
                .title = "Gradients of homogeneous layers balance on the diagonal",
                .statement = "diag(W_{l+1}^T G_{l+1}) = diag(G_l W_l^T) for l < L",
                .kind = "identity",
                .source = section4,
                .trivial = no_bound,
                .needs = {"two_layers", "positive_homogeneity"},
            },
            [](auto& s) { return b4_homogeneous_balance(s.head()); }),
        certifiable_entry(
            {
                .id = "B5",
                .title = "The loss obeys a Polyak-Lojasiewicz inequality on pyramids",
                .statement =
                    "||G_2||_F >= s_N(Z_1) gamma^(L1-1) prod_{l>=3} s_min(W_l) ||Z_L - Y||_F",
                .kind = "paper",
                .source = pyramids,
                .trivial = "0",
                .needs = pyramid_and({"two_layers"}),
            },
            [](auto& s) { return b5_polyak_lojasiewicz(s.landscape()); }),
        certifiable_entry(
            {
                .id = "B5p",
                .title = "The same as quoted, with an unsquared constant: refuted",
                .statement =
                    "||grad C_0||^2 >= 2^-(L-3) gamma^(L-2) s_N(Z_1) prod_{l>=3} s_min(W_l) C_0",
                .kind = "quoted",
                .source = "as quoted from Jacot et al. 2025, section 4",
                .trivial = "0",
                .needs = pyramid_and({"three_layers"}),
            },
            [](auto& s) { return b5p_as_quoted(s.landscape()); }),
        certifiable_entry(
            {
                .id = "B6",
                .title = "Weight decay shifts the Polyak-Lojasiewicz inequality",
                .statement =
                    "||grad C_lambda||^2 >= (a/4)(C_lambda - lambda m), m = R^2 (1/2 + 4 lambda/a)",
                .kind = "paper",
                .source = "Jacot et al. 2025, Proposition 4.5",
                .trivial = "0",
                .needs = {"weight_decay_given", "positive_gradient", "positive_loss"},
            },
            [](auto& s) { return b6_shifted_pl(s.landscape()); }),
        certifiable_entry(
            {
                .id = "B6s",
                .title = "The shifted inequality at its best share",
                .statement =
                    "||grad C_lambda||^2 >= t a (C_lambda - lambda R^2 (1/2 + lambda/((1-t) a))) "
                    "for 0 < t < 1, so >= (sqrt(a C_0) - lambda R)_+^2",
                .kind = "sharp",
                .source = ours + "Jacot et al. 2025, Proposition 4.5",
                .trivial = "0",
                .needs = {"weight_decay_given", "positive_gradient", "positive_loss"},
            },
            [](auto& s) { return b6s_shifted_pl(s.landscape()); }),
        entry(
            {
                .id = "B7",
                .title = "The Hessian is bounded on balls",
                .statement =
                    "||Hessian|| <= b^2 pi^2 q + e (b pi q + beta_s b^2 pi sum_{j<=L1} pi_j q_j) + "
                    "lambda, b = ||X||_F",
                .kind = "extension",
                .source = ours + section4,
                .trivial = no_bound,
                .needs = {"smooth_activation"},
            },
            [](auto& s) { return b7_smoothness(s.landscape(), s.hessian_norm()); }),
        entry(
            {
                .id = "B7s",
                .title = "The Hessian is bounded on balls, sharp",
                .statement = "the same with b = ||X|| and rho_1 >= ||W_1||_F",
                .kind = "sharp",
                .source = ours + section4,
                .trivial = no_bound,
                .needs = {"smooth_activation"},
            },
            [](auto& s) { return b7s_smoothness(s.landscape(), s.hessian_norm()); }),
        certifiable_entry(
            {
                .id = "B8",
                .title = "Phase 1: gradient descent interpolates",
                .statement = "C_lambda(theta_k) - lambda m <= (1 - eta a/8)^k u_0 and path <= 8 "
                             "sqrt(u_0/a), "
                             "until C_lambda <= 2 lambda m",
                .kind = "paper",
                .source = phases,
                .trivial = no_bound,
                .needs = first_phase,
            },
            [](auto& s) { return b8_interpolation_phase(s.landscape(), s.descent()); }),
        certifiable_entry(
            {
                .id = "B8s",
                .title = "Phase 1, with the shares chosen best",
                .statement = "the same with (1 - eta a/4)^k, path <= 4 sqrt(2 u_0/a), a from "
                             "singular values "
                             "times 1 - 1/L, m = R^2 (1/2 + 2 lambda/a)",
                .kind = "sharp",
                .source = ours + phases,
                .trivial = no_bound,
                .needs = first_phase,
            },
            [](auto& s) { return b8s_interpolation_phase(s.landscape(), s.descent()); }),
        certifiable_entry(
            {
                .id = "B8t",
                .title = "Phase 1, followed along its path",
                .statement =
                    "2 h p < 1: path <= s = (1 - sqrt(1-2hp))/h, C_lambda(theta_k) - lambda m <= "
                    "(1 - "
                    "eta c t a)^k u_0, a = (1-2hp) a_0, until C_lambda <= (65/64) lambda m",
                .kind = "sharp",
                .source = ours + phases,
                .trivial = no_bound,
                .needs = first_phase,
            },
            [](auto& s) { return b8t_interpolation_phase(s.landscape(), s.descent()); }),
        certifiable_entry(
            {
                .id = "B9",
                .title = "Phase 2: the head becomes balanced",
                .statement =
                    "C_lambda never increases, ||D_l^k|| <= (1 - eta lambda)^(2k) ||D_l^0|| + "
                    "eta G^2/lambda",
                .kind = "paper",
                .source = phases,
                .trivial = "4 m",
                .needs = second_phase,
            },
            [](auto& s) { return b9_balancedness_phase(s.landscape(), s.descent()); }),
        certifiable_entry(
            {
                .id = "B9s",
                .title = "Phase 2, in the full gradient",
                .statement =
                    "C_lambda never increases, ||D_l^k|| <= (1 - 2 eta lambda)^k ||D_l^0|| + "
                    "4 eta lambda m",
                .kind = "sharp",
                .source = ours + phases,
                .trivial = "4 m",
                .needs = second_phase,
            },
            [](auto& s) { return b9s_balancedness_phase(s.landscape(), s.descent()); }),
        certifiable_entry(
            {
                .id = "B9t",
                .title = "Phase 2, on its own sublevel set",
                .statement = "C_lambda never increases, ||theta||^2 <= S = 2 "
                             "C_lambda(theta_0)/lambda, ||D_l^k|| "
                             "<= (1 - 2 eta lambda)^k ||D_l^0|| + eta lambda S/(2 - eta beta)",
                .kind = "sharp",
                .source = ours + phases,
                .trivial = "S",
                .needs = second_phase,
            },
            [](auto& s) { return b9t_balancedness_phase(s.landscape(), s.descent()); }),
        entry(
            {
                .id = "B10",
                .title = "Gradient descent ends in within-class collapse",
                .statement =
                    "after k1 + k2 steps NC1(Z_{L-1}) <= A2's bound with eps1 = 2 sqrt(lambda m), "
                    "eps2 = 8 eta lambda m",
                .kind = "paper",
                .source = phases,
                .trivial = collapse_trivial,
                .needs = whole_run,
            },
            [](auto& s) { return b10_guaranteed_collapse(s.landscape(), s.head(), s.descent()); }),
        entry(
            {
                .id = "B10s",
                .title = "Gradient descent ends in within-class collapse, sharp plan",
                .statement = "the same from B8s's plan",
                .kind = "sharp",
                .source = ours + phases,
                .trivial = collapse_trivial,
                .needs = whole_run,
            },
            [](auto& s) { return b10s_guaranteed_collapse(s.landscape(), s.head(), s.descent()); }),
        entry(
            {
                .id = "B10t",
                .title = "Gradient descent ends in within-class collapse, a step for each phase",
                .statement = "after k1 steps of eta_1 and k2 of eta NC1(Z_{L-1}) <= A2's bound "
                             "with eps1^2 = lambda "
                             "(S - L ((||Y||_F - sqrt(lambda S))_+/||X||)^(2/L)), eps2 = 2 eta "
                             "lambda S/(2 - eta "
                             "beta), S = (65/32) m, from B8t's and B9t's plans",
                .kind = "sharp",
                .source = ours + phases,
                .trivial = collapse_trivial,
                .needs = whole_run,
            },
            [](auto& s) { return b10t_guaranteed_collapse(s.landscape(), s.head(), s.descent()); }),
        certifiable_entry(
            {
                .id = "B11",
                .title = "Residual and gradient alone bound the collapse",
                .statement =
                    "A2 with eps2 = max_l (||W_{l+1}|| ||R_{l+1}|| + ||W_l|| ||R_l||)/lambda",
                .kind = "extension",
                .source = ours + theorem + " and section 4",
                .trivial = collapse_trivial,
                .needs = {"eps1", "two_linear_layers", "head_width", "interpolation",
                          "weight_decay_given", "weight_decay", "balanced_classes"},
            },
            [](auto& s) { return b11_a_posteriori(s.head()); }),
    };
}

} // namespace ncv
