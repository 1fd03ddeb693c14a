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
    return {
        certifiable_entry(
            {
                .id = "A0a",
                .title = "The last layer keeps full rank",
                .statement = "s_K(W_L) >= (s_K(Y) - eps1)/r",
                .kind = "paper",
                .source = proof,
                .trivial = "0",
                .needs = generic_and(),
            },
            [](auto& s) { return a0a_head_full_rank(s.head()); }),
        certifiable_entry(
            {
                .id = "A0b",
                .title = "W_{L-1} hardly leaves the last layer's row space",
                .statement = "||(I-P) W_{L-1}||_F^2 <= (m-K) eps2, and ||(I-P) W_{L-1}||^2 <= eps2",
                .kind = "paper",
                .source = proof,
                .trivial = "||W_{L-1}||_F^2",
                .needs = {"eps2", "two_linear_layers", "head_rank"},
            },
            [](auto& s) { return a0b_outside_row_space(s.head()); }),
        certifiable_entry(
            {
                .id = "A1",
                .title = "Features are close to collapsed ones",
                .statement =
                    "||Z_{L-1} - W_L^+ Y||_F <= Psi = r eps1/(s_K(Y)-eps1) + r sqrt((m-K) eps2)",
                .kind = "paper",
                .source = proof,
                .trivial = "||Z_{L-1}||_F + ||W_L^+ Y||_F",
                .needs = generic_and(),
            },
            [](auto& s) { return a1_distance_to_collapse(s.head()); }),
        certifiable_entry(
            {
                .id = "A1s",
                .title = "Features are close to collapsed ones, sharp",
                .statement = "||Z_{L-1} - W_L^+ Y||_F^2 <= (z1 eps1/gap)^2 + z2^2 q eD",
                .kind = "sharp",
                .source = ours + proof,
                .trivial = "(||Z_{L-1}||_F + ||W_L^+ Y||_F)^2",
                .needs = generic_and(),
            },
            [](auto& s) { return a1s_distance_to_collapse(s.head()); }),
        certifiable_entry(
            {
                .id = "A2",
                .title = "Within-class collapse (NC1)",
                .statement = "NC1(Z_{L-1}) <= (r^2/N) Psi^2/(sqrt((K-1)/K) - eps1/sqrt(N))^2",
                .kind = "paper",
                .source = theorem,
                .trivial = collapse_trivial,
                .needs = generic_and({"balanced_classes"}),
            },
            [](auto& s) { return a2_within_class_collapse(s.head()); }),
        certifiable_entry(
            {
                .id = "A2u",
                .title = "Within-class collapse, any class sizes",
                .statement = "NC1_weighted <= (r^2/N) Psi^2/(sqrt(1 - sum p_c^2) - eps1/sqrt(N))^2",
                .kind = "extension",
                .source = ours + theorem,
                .trivial = collapse_trivial,
                .needs = generic_and(),
            },
            [](auto& s) { return a2u_within_class_collapse(s.head()); }),
        certifiable_entry(
            {
                .id = "A2s",
                .title = "Within-class collapse, sharp",
                .statement = "NC1_weighted <= (k^2 (eps1^2 - b^2) + c^2)/(g - b)^2",
                .kind = "sharp",
                .source = ours + theorem,
                .trivial = collapse_trivial,
                .needs = generic_and(),
            },
            [](auto& s) { return a2s_within_class_collapse(s.head()); }),
        certifiable_entry(
            {
                .id = "A2v",
                .title = "Within-class collapse, sharp, unweighted classes",
                .statement =
                    "NC1 <= (s1^2/N) B/(sqrt((K-1)/K) - eps1/(sqrt(K) s_K(Y)))^2, B as in A1s",
                .kind = "sharp",
                .source = ours + theorem,
                .trivial = collapse_trivial,
                .needs = generic_and(),
            },
            [](auto& s) { return a2v_within_class_collapse(s.head()); }),
        certifiable_entry(
            {
                .id = "A3",
                .title = "The head's product is a power of its last layer",
                .statement = "||M M^T - (W_L W_L^T)^L2|| <= delta = (L2(L2-1)/2) r^(2(L2-1)) eps2",
                .kind = "paper",
                .source = proof,
                .trivial = "max(||M||^2, ||W_L||^(2 L2))",
                .needs = {"eps2", "two_linear_layers"},
            },
            [](auto& s) { return a3_head_product(s.head()); }),
        certifiable_entry(
            {
                .id = "A4",
                .title = "The last layer is well conditioned",
                .statement = "kappa(W_L)^(2 L2) <= c3^2 + (c3^2+1) delta (r/(s_K(Y)-eps1))^(2 L2), "
                             "c3 = kappa(M)",
                .kind = "paper",
                .source = theorem,
                .trivial = no_bound,
                .needs = generic_and({"kappa_product"}),
            },
            [](auto& s) { return a4_head_condition(s.head()); }),
        certifiable_entry(
            {
                .id = "A4e",
                .title = "The last layer's condition is a root of the product's",
                .statement = "balanced head: kappa(W_L) = kappa(M)^(1/L2)",
                .kind = "extension",
                .source = ours + theorem,
                .trivial = no_bound,
                .needs = generic_and({"balanced_head"}),
            },
            [](auto& s) { return a4e_head_condition(s.head()); }),
        certifiable_entry(
            {
                .id = "A4s",
                .title = "The last layer is well conditioned, sharp",
                .statement = "kappa(W_L)^(2 L2) <= (c3^2 + x)/(1 - x), x = d' ||Z_L1||^2/gap^2",
                .kind = "sharp",
                .source = ours + theorem,
                .trivial = no_bound,
                .needs = generic_and({"small_defect"}),
            },
            [](auto& s) { return a4s_head_condition(s.head()); }),
        certifiable_entry(
            {
                .id = "A5",
                .title = "Class means become orthogonal (NC2)",
                .statement = "NC2(Z_{L-1}) <= (kappa(W_L) + r Psi/s_K(Y))/(1 - r Psi/s_K(Y))",
                .kind = "paper",
                .source = theorem,
                .trivial = no_bound,
                .needs = generic_and({"small_psi"}),
            },
            [](auto& s) { return a5_class_mean_orthogonality(s.head()); }),
        certifiable_entry(
            {
                .id = "A5s",
                .title = "Class means become orthogonal, sharp",
                .statement =
                    "NC2(Z_{L-1}) <= sqrt(kappa^2 (1+eta)^2 + s1^2 z2^2 eD/s_K(Y)^2)/(1 - eta)",
                .kind = "sharp",
                .source = ours + theorem,
                .trivial = no_bound,
                .needs = generic_and(),
            },
            [](auto& s) { return a5s_class_mean_orthogonality(s.head()); }),
        certifiable_entry(
            {
                .id = "A6",
                .title = "Features align with the last layer (NC3)",
                .statement = "NC3 >= (1/kappa)(1 - eps1/sqrt(N) - s1 Psi/(kappa sqrt(N))) - [eps1 "
                             "> 1] 2 eps1^2/N",
                .kind = "paper",
                .source = theorem,
                .trivial = "-1",
                .needs = generic_and(),
            },
            [](auto& s) { return a6_alignment(s.head()); }),
        certifiable_entry(
            {
                .id = "A6s",
                .title = "Features align with the last layer, sharp",
                .statement = "1 - NC3 <= [(kappa-1)/sqrt(kappa^2+1) + sqrt(2) kappa eps1/sqrt(N) + "
                             "s1 z2 sqrt(q "
                             "eD/(2N))]^2",
                .kind = "sharp",
                .source = ours + theorem,
                .trivial = "2",
                .needs = generic_and(),
            },
            [](auto& s) { return a6s_alignment(s.head()); }),
        certifiable_entry(
            {
                .id = "A7",
                .title = "Depth aligns and orthogonalises",
                .statement =
                    "exact head: NC3 >= kappa(M)^(-1/L2) and NC2(Z_{L-1}) = kappa(M)^(1/L2)",
                .kind = "paper",
                .source = theorem,
                .trivial = "-1",
                .needs = exact_and({"kappa_product", "depth"}),
            },
            [](auto& s) { return a7_depth(s.head()); }),
        certifiable_entry(
            {
                .id = "A7d",
                .title = "Every head layer collapses",
                .statement =
                    "exact head: NC1(Z_l) = 0 and NC2(Z_l) = kappa(M)^((L-l)/L2) for L1 < l < L",
                .kind = "extension",
                .source = ours + theorem,
                .trivial = no_bound,
                .needs = exact_and(),
            },
            [](auto& s) { return a7d_depth(s.head()); }),
        certifiable_entry(
            {
                .id = "A7s",
                .title = "Depth aligns at the rate 1/L2^2",
                .statement = "exact head: NC3 >= sech(log kappa(M)/L2)",
                .kind = "sharp",
                .source = ours + theorem,
                .trivial = "-1",
                .needs = exact_and({"kappa_product", "depth"}),
            },
            [](auto& s) { return a7s_depth(s.head()); }),
    };
}

} // namespace ncv
