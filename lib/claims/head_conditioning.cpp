/// Section C: conditioning of the head, near optima and at large learning rates.
#include "claims/c1_near_optimal.hpp"
#include "claims/c1w_witness.hpp"
#include "claims/c2_tangent_kernel.hpp"
#include "claims/c3_sharpness.hpp"
#include "claims/catalogue.hpp"

namespace ncv {
using namespace catalogue;
namespace {

Names witness_and(const Names& more = {}) {
    Names all{"whole_network", "reaches_one", "witness_width", "independent_features",
              "inputs_are_labels"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}
Names near_optimum_and(const Names& more) {
    Names all = witness_and({"eps2", "two_layers", "linear_layer", "weight_decay_given",
                             "weight_decay", "near_optimal", "fits"});
    all.insert(all.end(), more.begin(), more.end());
    return all;
}
const std::string near_optimum = "Jacot et al. 2025, Theorem 5.2";
const std::string large_rate = "Jacot et al. 2025, Proposition 5.3";

} // namespace

std::vector<CatalogueEntry> head_conditioning_claims() {
    return {
        entry(
            {
                .id = "C1",
                .title = "Near an optimum the last layer is well conditioned",
                .statement = "C_lambda <= (lambda/2)(c + K L2), balanced head: ||Z_L - Y||_F <= e "
                             "and kappa(W_L) <= "
                             "exp((c-t)/(2 L2)) max(1, rho)^(K/L2)",
                .kind = "paper",
                .source = near_optimum,
                .trivial = no_bound,
                .needs = near_optimum_and({"balanced_head"}),
            },
            [](auto& s) { return c1_near_optimal(s.head(), s.near_optimum()); }),
        entry(
            {
                .id = "C1w",
                .title = "Layers that fit the labels, and their price",
                .statement =
                    "Z_L1 = [Y; 0] with c = ||W_1||_F^2 + a^2 ||Y Z_1^+||_F^2 + (L1-2) a^2 K",
                .kind = "identity",
                .source = near_optimum + ", construction ours",
                .trivial = no_bound,
                .needs = witness_and(),
            },
            [](auto& s) { return c1w_witness(s.head(), s.near_optimum()); }),
        entry(
            {
                .id = "C1s",
                .title = "Near an optimum the last layer is well conditioned, sharp",
                .statement = "kappa(W_L)^2 <= (1 + (c-t)/L2 + (K-1)(1-q))/q, q = rho^(-2/L2)",
                .kind = "sharp",
                .source = ours + near_optimum,
                .trivial = no_bound,
                .needs = near_optimum_and({"balanced_head"}),
            },
            [](auto& s) { return c1s_near_optimal(s.head(), s.near_optimum()); }),
        entry(
            {
                .id = "C1d",
                .title = "The same for a head that is only nearly balanced",
                .statement =
                    "kappa(W_L)^2 <= (1 + (c-t)/L2 + (K-1)(1-q) + K(L2-1) eps2/2)/q, q = (rho^-2 - "
                    "delta)^(1/L2)",
                .kind = "extension",
                .source = ours + near_optimum,
                .trivial = no_bound,
                .needs = near_optimum_and({"small_defect"}),
            },
            [](auto& s) { return c1d_near_optimal(s.head(), s.near_optimum()); }),
        entry(
            {
                .id = "C1p",
                .title = "The same with nothing measured",
                .statement =
                    "kappa(W_L) <= exp((c - K L1 + K L1 log K)/(2 L2)) (||X||_F/(s_K(Y)-e))^(K/L2)",
                .kind = "extension",
                .source = ours + near_optimum,
                .trivial = no_bound,
                .needs = near_optimum_and({"balanced_head", "nonlinear_layer"}),
            },
            [](auto& s) { return c1p_near_optimal(s.head(), s.near_optimum()); }),
        entry(
            {
                .id = "C2",
                .title = "A bounded tangent kernel conditions the head",
                .statement =
                    "||Z_{l-1}||^2 ||W_{L:l+1}||^2 <= T = ||NTK||, and kappa(W_{L:l+1}) <= r "
                    "sqrt(T)/(s_K(Y)-eps1)",
                .kind = "paper",
                .source = large_rate,
                .trivial = no_bound,
                .needs = {"eps1", "linear_layer", "interpolation"},
            },
            [](auto& s) { return c2_tangent_kernel(s.head(), s.head_products(), s.ntk_norm()); }),
        entry(
            {
                .id = "C2s",
                .title = "A bounded tangent kernel conditions the head, sharp",
                .statement = "kappa(W_{L:l+1}) <= sqrt(T/(||W_l||^-2 + "
                             "||W_{l+1}||^-2))/(s_K(Y)-eps1), and kappa(M) <= "
                             "||W_{L1+1}|| sqrt(T)/(s_K(Y)-eps1)",
                .kind = "sharp",
                .source = ours + large_rate,
                .trivial = no_bound,
                .needs = {"eps1", "linear_layer", "interpolation"},
            },
            [](auto& s) { return c2s_tangent_kernel(s.head(), s.head_products(), s.ntk_norm()); }),
        entry(
            {
                .id = "C2t",
                .title = "A deep head has a large tangent kernel",
                .statement = "L2 s_1(Z_L)^2/r^2 <= T = ||NTK||",
                .kind = "extension",
                .source = ours + large_rate,
                .trivial = no_bound,
                .needs = {"linear_layer"},
            },
            [](auto& s) { return c2t_tangent_kernel(s.head(), s.head_products(), s.ntk_norm()); }),
        entry(
            {
                .id = "C3",
                .title = "At the edge of stability",
                .statement =
                    "||Hessian of C_lambda|| <= about 2/eta where gradient descent has settled",
                .kind = "empirical",
                .source = "Jacot et al. 2025, section 5",
                .trivial = no_bound,
                .needs = {"learning_rate_given", "learning_rate"},
            },
            [](auto& s) { return c3_sharpness(s.head(), s.hessian_norm(), s.ntk_norm()); }),
    };
}

} // namespace ncv
