/// Section B: gradient descent with weight decay.
#include "claims/b11_a_posteriori.hpp"
#include "claims/b1_gradient_balance.hpp"
#include "claims/b2_balancedness_recursion.hpp"
#include "claims/b3_stationary_balance.hpp"
#include "claims/catalogue.hpp"

namespace ncv {
using namespace catalogue;

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
    all.push_back(
        entry({"B2s",
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
    all.push_back(entry({"B3",
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
    all.push_back(entry({"B11",
                         "Residual and gradient alone bound the collapse",
                         "A2 with eps2 = max_l (||W_{l+1}|| ||R_{l+1}|| + ||W_l|| ||R_l||)/lambda",
                         "extension",
                         ours + theorem + " and section 4",
                         collapse_trivial,
                         {"eps1", "two_linear_layers", "head_width", "interpolation",
                          "weight_decay_given", "weight_decay", "balanced_classes"}},
                        [](auto& s) { return b11_a_posteriori(s.head()); }));
    return all;
}

} // namespace ncv
