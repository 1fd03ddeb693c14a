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
    std::vector<CatalogueEntry> all;
    all.push_back(entry(
        {"C1", "Near an optimum the last layer is well conditioned",
         "C_lambda <= (lambda/2)(c + K L2), balanced head: ||Z_L - Y||_F <= e and kappa(W_L) <= "
         "exp((c-t)/(2 L2)) max(1, rho)^(K/L2)",
         "paper", near_optimum, no_bound, near_optimum_and({"balanced_head"})},
        [](auto& s) { return c1_near_optimal(s.head(), s.near_optimum()); }));
    all.push_back(entry({"C1w", "Layers that fit the labels, and their price",
                         "Z_L1 = [Y; 0] with c = ||W_1||_F^2 + a^2 ||Y Z_1^+||_F^2 + (L1-2) a^2 K",
                         "identity", near_optimum + ", construction ours", no_bound, witness_and()},
                        [](auto& s) { return c1w_witness(s.head(), s.near_optimum()); }));
    all.push_back(entry({"C1s", "Near an optimum the last layer is well conditioned, sharp",
                         "kappa(W_L)^2 <= (1 + (c-t)/L2 + (K-1)(1-q))/q, q = rho^(-2/L2)", "sharp",
                         ours + near_optimum, no_bound, near_optimum_and({"balanced_head"})},
                        [](auto& s) { return c1s_near_optimal(s.head(), s.near_optimum()); }));
    all.push_back(
        entry({"C1d", "The same for a head that is only nearly balanced",
               "kappa(W_L)^2 <= (1 + (c-t)/L2 + (K-1)(1-q) + K(L2-1) eps2/2)/q, q = (rho^-2 - "
               "delta)^(1/L2)",
               "extension", ours + near_optimum, no_bound, near_optimum_and({"small_defect"})},
              [](auto& s) { return c1d_near_optimal(s.head(), s.near_optimum()); }));
    all.push_back(
        entry({"C1p", "The same with nothing measured",
               "kappa(W_L) <= exp((c - K L1 + K L1 log K)/(2 L2)) (||X||_F/(s_K(Y)-e))^(K/L2)",
               "extension", ours + near_optimum, no_bound,
               near_optimum_and({"balanced_head", "nonlinear_layer"})},
              [](auto& s) { return c1p_near_optimal(s.head(), s.near_optimum()); }));
    all.push_back(entry(
        {"C2",
         "A bounded tangent kernel conditions the head",
         "||Z_{l-1}||^2 ||W_{L:l+1}||^2 <= T = ||NTK||, and kappa(W_{L:l+1}) <= r "
         "sqrt(T)/(s_K(Y)-eps1)",
         "paper",
         large_rate,
         no_bound,
         {"eps1", "linear_layer", "interpolation"}},
        [](auto& s) { return c2_tangent_kernel(s.head(), s.head_products(), s.ntk_norm()); }));
    all.push_back(entry(
        {"C2s",
         "A bounded tangent kernel conditions the head, sharp",
         "kappa(W_{L:l+1}) <= sqrt(T/(||W_l||^-2 + ||W_{l+1}||^-2))/(s_K(Y)-eps1), and kappa(M) <= "
         "||W_{L1+1}|| sqrt(T)/(s_K(Y)-eps1)",
         "sharp",
         ours + large_rate,
         no_bound,
         {"eps1", "linear_layer", "interpolation"}},
        [](auto& s) { return c2s_tangent_kernel(s.head(), s.head_products(), s.ntk_norm()); }));
    all.push_back(entry(
        {"C2t",
         "A deep head has a large tangent kernel",
         "L2 s_1(Z_L)^2/r^2 <= T = ||NTK||",
         "extension",
         ours + large_rate,
         no_bound,
         {"linear_layer"}},
        [](auto& s) { return c2t_tangent_kernel(s.head(), s.head_products(), s.ntk_norm()); }));
    all.push_back(
        entry({"C3",
               "At the edge of stability",
               "||Hessian of C_lambda|| <= about 2/eta where gradient descent has settled",
               "empirical",
               "Jacot et al. 2025, section 5",
               no_bound,
               {"learning_rate_given", "learning_rate"}},
              [](auto& s) { return c3_sharpness(s.head(), s.hessian_norm(), s.ntk_norm()); }));
    return all;
}

} // namespace ncv
