#include "claims/registry.hpp"

#include "claims/evaluate.hpp"

#include <algorithm>
#include <stdexcept>

namespace ncv {
namespace {

using Names = std::vector<std::string>;

const Names generic{"eps1", "eps2", "two_linear_layers", "head_width", "interpolation"};

Names generic_and(const Names& more) {
    Names all = generic;
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

constexpr const char* no_bound = "infinite";
constexpr const char* collapse_trivial = "1: no more between classes than within";

std::vector<Claim> catalogue() {
    const std::string theorem = "Jacot et al. 2025, Theorem 3.1";
    const std::string proof = "Jacot et al. 2025, proof of Theorem 3.1";
    const std::string section4 = "Jacot et al. 2025, section 4";
    const std::string ours = "extension of ";
    const Names exact = generic_and({"exact_interpolation", "balanced_head"});
    std::vector<Claim> all;
    all.push_back({"A0a", "The last layer keeps full rank", "s_K(W_L) >= (s_K(Y) - eps1)/r",
                   "paper", proof, "0", generic});
    all.push_back({"A0b",
                   "W_{L-1} hardly leaves the last layer's row space",
                   "||(I-P) W_{L-1}||_F^2 <= (m-K) eps2, and ||(I-P) W_{L-1}||^2 <= eps2",
                   "paper",
                   proof,
                   "||W_{L-1}||_F^2",
                   {"eps2", "two_linear_layers", "head_rank"}});
    all.push_back({"A1", "Features are close to collapsed ones",
                   "||Z_{L-1} - W_L^+ Y||_F <= Psi = r eps1/(s_K(Y)-eps1) + r sqrt((m-K) eps2)",
                   "paper", proof, "||Z_{L-1}||_F + ||W_L^+ Y||_F", generic});
    all.push_back({"A1s", "Features are close to collapsed ones, sharp",
                   "||Z_{L-1} - W_L^+ Y||_F^2 <= (z1 eps1/gap)^2 + z2^2 q eD", "sharp",
                   ours + proof, "(||Z_{L-1}||_F + ||W_L^+ Y||_F)^2", generic});
    all.push_back({"A2", "Within-class collapse (NC1)",
                   "NC1(Z_{L-1}) <= (r^2/N) Psi^2/(sqrt((K-1)/K) - eps1/sqrt(N))^2", "paper",
                   theorem, collapse_trivial, generic_and({"balanced_classes"})});
    all.push_back({"A2u", "Within-class collapse, any class sizes",
                   "NC1_weighted <= (r^2/N) Psi^2/(sqrt(1 - sum p_c^2) - eps1/sqrt(N))^2",
                   "extension", ours + theorem, collapse_trivial, generic});
    all.push_back({"A2s", "Within-class collapse, sharp",
                   "NC1_weighted <= (k^2 (eps1^2 - b^2) + c^2)/(g - b)^2", "sharp", ours + theorem,
                   collapse_trivial, generic});
    all.push_back({"A2v", "Within-class collapse, sharp, unweighted classes",
                   "NC1 <= (s1^2/N) B/(sqrt((K-1)/K) - eps1/(sqrt(K) s_K(Y)))^2, B as in A1s",
                   "sharp", ours + theorem, collapse_trivial, generic});
    all.push_back({"A3",
                   "The head's product is a power of its last layer",
                   "||M M^T - (W_L W_L^T)^L2|| <= delta = (L2(L2-1)/2) r^(2(L2-1)) eps2",
                   "paper",
                   proof,
                   "max(||M||^2, ||W_L||^(2 L2))",
                   {"eps2", "two_linear_layers"}});
    all.push_back(
        {"A4", "The last layer is well conditioned",
         "kappa(W_L)^(2 L2) <= c3^2 + (c3^2+1) delta (r/(s_K(Y)-eps1))^(2 L2), c3 = kappa(M)",
         "paper", theorem, no_bound, generic});
    all.push_back({"A4e", "The last layer's condition is a root of the product's",
                   "balanced head: kappa(W_L) = kappa(M)^(1/L2)", "extension", ours + theorem,
                   no_bound, generic_and({"balanced_head"})});
    all.push_back({"A4s", "The last layer is well conditioned, sharp",
                   "kappa(W_L)^(2 L2) <= (c3^2 + x)/(1 - x), x = d' ||Z_L1||^2/gap^2", "sharp",
                   ours + theorem, no_bound, generic_and({"small_defect"})});
    all.push_back({"A5", "Class means become orthogonal (NC2)",
                   "NC2(Z_{L-1}) <= (kappa(W_L) + r Psi/s_K(Y))/(1 - r Psi/s_K(Y))", "paper",
                   theorem, no_bound, generic_and({"small_psi"})});
    all.push_back({"A5s", "Class means become orthogonal, sharp",
                   "NC2(Z_{L-1}) <= sqrt(kappa^2 (1+eta)^2 + s1^2 z2^2 eD/s_K(Y)^2)/(1 - eta)",
                   "sharp", ours + theorem, no_bound, generic});
    all.push_back(
        {"A6", "Features align with the last layer (NC3)",
         "NC3 >= (1/kappa)(1 - eps1/sqrt(N) - s1 Psi/(kappa sqrt(N))) - [eps1 > 1] 2 eps1^2/N",
         "paper", theorem, "-1", generic});
    all.push_back(
        {"A6s", "Features align with the last layer, sharp",
         "1 - NC3 <= [(kappa-1)/sqrt(kappa^2+1) + sqrt(2) kappa eps1/sqrt(N) + s1 z2 sqrt(q "
         "eD/(2N))]^2",
         "sharp", ours + theorem, "2", generic});
    all.push_back({"A7", "Depth aligns and orthogonalises",
                   "exact head: NC3 >= kappa(M)^(-1/L2) and NC2(Z_{L-1}) = kappa(M)^(1/L2)",
                   "paper", theorem, "-1", exact});
    all.push_back({"A7d", "Every head layer collapses",
                   "exact head: NC1(Z_l) = 0 and NC2(Z_l) = kappa(M)^((L-l)/L2) for L1 < l < L",
                   "extension", ours + theorem, no_bound, [&] {
                       Names n = exact;
                       n.push_back("balanced_classes");
                       return n;
                   }()});
    all.push_back({"A7s", "Depth aligns at the rate 1/L2^2",
                   "exact head: NC3 >= sech(log kappa(M)/L2)", "sharp", ours + theorem, "-1",
                   exact});
    all.push_back({"B1",
                   "Gradients of linear layers balance",
                   "W_{l+1}^T G_{l+1} = G_l W_l^T for L1 < l < L",
                   "identity",
                   section4,
                   no_bound,
                   {"two_linear_layers"}});
    all.push_back({"B2",
                   "Weight decay balances the head, step by step",
                   "D_l' = (1 - eta lambda)^2 D_l + eta^2 (G_{l+1}^T G_{l+1} - G_l G_l^T)",
                   "identity",
                   section4,
                   no_bound,
                   {"two_linear_layers", "weight_decay_given", "learning_rate_given"}});
    all.push_back({"B2r",
                   "The same step in the full gradient",
                   "D_l' = (1 - 2 eta lambda) D_l + eta^2 (R_{l+1}^T R_{l+1} - R_l R_l^T)",
                   "extension",
                   ours + section4,
                   no_bound,
                   {"two_linear_layers", "weight_decay_given", "learning_rate_given"}});
    all.push_back(
        {"B2s",
         "Balancedness along any run",
         "||D_l^k|| <= (1 - 2 eta lambda)^k ||D_l^0|| + eta^2 sum_{j<k} (1 - 2 eta "
         "lambda)^(k-1-j) max(||R_{l+1}^j||, ||R_l^j||)^2",
         "extension",
         ours + section4,
         "max(||W_l^k||^2, ||W_{l+1}^k||^2)",
         {"two_linear_layers", "weight_decay_given", "learning_rate_given", "contraction"}});
    all.push_back({"B2f",
                   "Weight decay balances the head, gradient flow",
                   "d/dt D_l = -2 lambda D_l",
                   "identity",
                   section4,
                   no_bound,
                   {"two_linear_layers", "weight_decay_given"}});
    all.push_back({"B3",
                   "Stationary networks are balanced",
                   "||D_l|| <= (||W_{l+1}|| ||R_{l+1}|| + ||W_l|| ||R_l||)/lambda",
                   "extension",
                   ours + section4,
                   "max(||W_l||^2, ||W_{l+1}||^2)",
                   {"two_linear_layers", "weight_decay_given", "weight_decay"}});
    all.push_back({"B4",
                   "Gradients of homogeneous layers balance on the diagonal",
                   "diag(W_{l+1}^T G_{l+1}) = diag(G_l W_l^T) for l < L",
                   "identity",
                   section4,
                   no_bound,
                   {"two_layers", "positive_homogeneity"}});
    all.push_back({"B11",
                   "Residual and gradient alone bound the collapse",
                   "A2 with eps2 = max_l (||W_{l+1}|| ||R_{l+1}|| + ||W_l|| ||R_l||)/lambda",
                   "extension",
                   ours + theorem + " and section 4",
                   collapse_trivial,
                   {"eps1", "two_linear_layers", "head_width", "interpolation",
                    "weight_decay_given", "weight_decay", "balanced_classes"}});
    return all;
}

/// Throws std::invalid_argument unless the snapshot is a network with its data.
void require_valid(const Snapshot& s) {
    const auto require = [](bool met, const char* what) {
        if (!met) throw std::invalid_argument(std::string("not a valid snapshot: ") + what);
    };
    const auto& net = s.network;
    require(net.depth() >= 1 && net.nonlinear_layers >= 0 && net.linear_layers() >= 0,
            "layers are missing");
    require(s.data.inputs.cols() == s.data.samples() && s.data.samples() >= 1,
            "there must be one label for each column of inputs, and at least one");
    require(s.data.inputs.allFinite(), "inputs must be finite");
    for (int l = 1; l <= net.depth(); ++l) {
        require(net.W(l).cols() == (l == 1 ? s.data.inputs.rows() : net.width(l - 1)),
                "each layer must take what the one below gives");
        require(net.W(l).rows() >= 1 && net.W(l).allFinite(), "weights must be finite");
    }
    require(s.data.classes >= 2 && net.width(net.depth()) == s.data.classes,
            "the last layer must have one row a class, two at least");
    for (int label : s.data.labels)
        require(label >= 0 && label < s.data.classes, "labels must be in 0 .. classes - 1");
    for (auto n : s.data.class_counts()) require(n >= 1, "every class needs a sample");
}

template <class Real>
std::vector<Outcome> check_in(const Snapshot& snapshot, const CheckOptions& options) {
    Subject<Real> subject(snapshot, options.lacks);
    std::vector<Outcome> outcomes;
    if (options.ids.empty())
        for (const Claim& claim : claims()) outcomes.push_back(evaluate(claim.id, subject));
    for (const std::string& id : options.ids) outcomes.push_back(evaluate(id, subject));
    return outcomes;
}

} // namespace

const std::vector<Claim>& claims() {
    static const std::vector<Claim> all = catalogue();
    return all;
}

const Claim* find_claim(std::string_view id) {
    const auto found =
        std::find_if(claims().begin(), claims().end(), [&](const Claim& c) { return c.id == id; });
    return found == claims().end() ? nullptr : &*found;
}

std::vector<Outcome> check(const Snapshot& snapshot, const CheckOptions& options) {
    for (const std::string& id : options.ids)
        if (!find_claim(id)) throw std::invalid_argument("unknown claim " + id);
    require_valid(snapshot);
    return options.arithmetic == Arithmetic::mp ? check_in<Approx<mp100>>(snapshot, options)
                                                : check_in<Approx<double>>(snapshot, options);
}

} // namespace ncv
