/// Section A: the generic theorem, its forms and its depth claims.
#include "claims/a0_head_conditioning.hpp"
#include "claims/a1_distance_to_collapse.hpp"
#include "claims/a2_within_class_collapse.hpp"
#include "claims/a3_head_product.hpp"
#include "claims/a4_head_condition.hpp"
#include "claims/a5_class_mean_orthogonality.hpp"
#include "claims/a6_alignment.hpp"
#include "claims/a7_depth.hpp"
#include "claims/catalogue.hpp"

namespace ncv {
using namespace catalogue;
namespace {
const std::string proof = "Jacot et al. 2025, proof of Theorem 3.1";

Names exact_and(const Names& more = {}) {
    Names all = generic_and({"exact_interpolation", "balanced_head"});
    all.insert(all.end(), more.begin(), more.end());
    return all;
}
} // namespace

std::vector<CatalogueEntry> generic_theorem_claims() {
    std::vector<CatalogueEntry> all;
    all.push_back(
        certifiable_entry({"A0a", "The last layer keeps full rank", "s_K(W_L) >= (s_K(Y) - eps1)/r",
                           "paper", proof, "0", generic_and()},
                          [](auto& s) { return a0a_head_full_rank(s.head()); }));
    all.push_back(
        certifiable_entry({"A0b",
                           "W_{L-1} hardly leaves the last layer's row space",
                           "||(I-P) W_{L-1}||_F^2 <= (m-K) eps2, and ||(I-P) W_{L-1}||^2 <= eps2",
                           "paper",
                           proof,
                           "||W_{L-1}||_F^2",
                           {"eps2", "two_linear_layers", "head_rank"}},
                          [](auto& s) { return a0b_outside_row_space(s.head()); }));
    all.push_back(certifiable_entry(
        {"A1", "Features are close to collapsed ones",
         "||Z_{L-1} - W_L^+ Y||_F <= Psi = r eps1/(s_K(Y)-eps1) + r sqrt((m-K) eps2)", "paper",
         proof, "||Z_{L-1}||_F + ||W_L^+ Y||_F", generic_and()},
        [](auto& s) { return a1_distance_to_collapse(s.head()); }));
    all.push_back(
        certifiable_entry({"A1s", "Features are close to collapsed ones, sharp",
                           "||Z_{L-1} - W_L^+ Y||_F^2 <= (z1 eps1/gap)^2 + z2^2 q eD", "sharp",
                           ours + proof, "(||Z_{L-1}||_F + ||W_L^+ Y||_F)^2", generic_and()},
                          [](auto& s) { return a1s_distance_to_collapse(s.head()); }));
    all.push_back(
        certifiable_entry({"A2", "Within-class collapse (NC1)",
                           "NC1(Z_{L-1}) <= (r^2/N) Psi^2/(sqrt((K-1)/K) - eps1/sqrt(N))^2",
                           "paper", theorem, collapse_trivial, generic_and({"balanced_classes"})},
                          [](auto& s) { return a2_within_class_collapse(s.head()); }));
    all.push_back(
        certifiable_entry({"A2u", "Within-class collapse, any class sizes",
                           "NC1_weighted <= (r^2/N) Psi^2/(sqrt(1 - sum p_c^2) - eps1/sqrt(N))^2",
                           "extension", ours + theorem, collapse_trivial, generic_and()},
                          [](auto& s) { return a2u_within_class_collapse(s.head()); }));
    all.push_back(certifiable_entry({"A2s", "Within-class collapse, sharp",
                                     "NC1_weighted <= (k^2 (eps1^2 - b^2) + c^2)/(g - b)^2",
                                     "sharp", ours + theorem, collapse_trivial, generic_and()},
                                    [](auto& s) { return a2s_within_class_collapse(s.head()); }));
    all.push_back(certifiable_entry(
        {"A2v", "Within-class collapse, sharp, unweighted classes",
         "NC1 <= (s1^2/N) B/(sqrt((K-1)/K) - eps1/(sqrt(K) s_K(Y)))^2, B as in A1s", "sharp",
         ours + theorem, collapse_trivial, generic_and()},
        [](auto& s) { return a2v_within_class_collapse(s.head()); }));
    all.push_back(
        certifiable_entry({"A3",
                           "The head's product is a power of its last layer",
                           "||M M^T - (W_L W_L^T)^L2|| <= delta = (L2(L2-1)/2) r^(2(L2-1)) eps2",
                           "paper",
                           proof,
                           "max(||M||^2, ||W_L||^(2 L2))",
                           {"eps2", "two_linear_layers"}},
                          [](auto& s) { return a3_head_product(s.head()); }));
    all.push_back(certifiable_entry(
        {"A4", "The last layer is well conditioned",
         "kappa(W_L)^(2 L2) <= c3^2 + (c3^2+1) delta (r/(s_K(Y)-eps1))^(2 L2), c3 = kappa(M)",
         "paper", theorem, no_bound, generic_and({"kappa_product"})},
        [](auto& s) { return a4_head_condition(s.head()); }));
    all.push_back(certifiable_entry({"A4e", "The last layer's condition is a root of the product's",
                                     "balanced head: kappa(W_L) = kappa(M)^(1/L2)", "extension",
                                     ours + theorem, no_bound, generic_and({"balanced_head"})},
                                    [](auto& s) { return a4e_head_condition(s.head()); }));
    all.push_back(
        certifiable_entry({"A4s", "The last layer is well conditioned, sharp",
                           "kappa(W_L)^(2 L2) <= (c3^2 + x)/(1 - x), x = d' ||Z_L1||^2/gap^2",
                           "sharp", ours + theorem, no_bound, generic_and({"small_defect"})},
                          [](auto& s) { return a4s_head_condition(s.head()); }));
    all.push_back(
        certifiable_entry({"A5", "Class means become orthogonal (NC2)",
                           "NC2(Z_{L-1}) <= (kappa(W_L) + r Psi/s_K(Y))/(1 - r Psi/s_K(Y))",
                           "paper", theorem, no_bound, generic_and({"small_psi"})},
                          [](auto& s) { return a5_class_mean_orthogonality(s.head()); }));
    all.push_back(certifiable_entry(
        {"A5s", "Class means become orthogonal, sharp",
         "NC2(Z_{L-1}) <= sqrt(kappa^2 (1+eta)^2 + s1^2 z2^2 eD/s_K(Y)^2)/(1 - eta)", "sharp",
         ours + theorem, no_bound, generic_and()},
        [](auto& s) { return a5s_class_mean_orthogonality(s.head()); }));
    all.push_back(certifiable_entry(
        {"A6", "Features align with the last layer (NC3)",
         "NC3 >= (1/kappa)(1 - eps1/sqrt(N) - s1 Psi/(kappa sqrt(N))) - [eps1 > 1] 2 eps1^2/N",
         "paper", theorem, "-1", generic_and()},
        [](auto& s) { return a6_alignment(s.head()); }));
    all.push_back(certifiable_entry(
        {"A6s", "Features align with the last layer, sharp",
         "1 - NC3 <= [(kappa-1)/sqrt(kappa^2+1) + sqrt(2) kappa eps1/sqrt(N) + s1 z2 sqrt(q "
         "eD/(2N))]^2",
         "sharp", ours + theorem, "2", generic_and()},
        [](auto& s) { return a6s_alignment(s.head()); }));
    all.push_back(
        certifiable_entry({"A7", "Depth aligns and orthogonalises",
                           "exact head: NC3 >= kappa(M)^(-1/L2) and NC2(Z_{L-1}) = kappa(M)^(1/L2)",
                           "paper", theorem, "-1", exact_and({"kappa_product", "depth"})},
                          [](auto& s) { return a7_depth(s.head()); }));
    all.push_back(certifiable_entry(
        {"A7d", "Every head layer collapses",
         "exact head: NC1(Z_l) = 0 and NC2(Z_l) = kappa(M)^((L-l)/L2) for L1 < l < L", "extension",
         ours + theorem, no_bound, exact_and()},
        [](auto& s) { return a7d_depth(s.head()); }));
    all.push_back(certifiable_entry({"A7s", "Depth aligns at the rate 1/L2^2",
                                     "exact head: NC3 >= sech(log kappa(M)/L2)", "sharp",
                                     ours + theorem, "-1", exact_and({"kappa_product", "depth"})},
                                    [](auto& s) { return a7s_depth(s.head()); }));
    return all;
}

} // namespace ncv
