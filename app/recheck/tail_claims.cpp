// Section G of docs/certificates.md, with A2b and B12, from the printed enclosures of the affine
// layers.
#include "claims.hpp"

namespace recheck {
namespace {

Interval k(A a, long i) { // of V, layer i
    return condition(a.affine("s_1", i), a.affine("s_rho", i),
                     a.ranks[static_cast<std::size_t>(i)]);
}
Interval unweighted(A a, I ratio) { return ratio * a.K / a.N; }
Interval gradient_part(A a) { return a.tail("gradient") / *a.decays.back(); } // ||R||/lambda
Interval outside(A a, long i) { return square(a.affine("outside_within", i)); }

Interval G2(A a, long i, I between, I outside2) {
    return over(square(k(a, i) * a.tail("logits_within")) + square(a.affine("s_1", i)) * outside2,
                square(between));
}
Interval G2t(A a, long i, I outside2) {
    const Interval e = a.tail("misfit"), g = a.tail("label_spread"), k2 = square(k(a, i));
    const Interval c2 = square(a.affine("s_1", i)) * outside2;
    const Interval b = min(e, over(square(e) + c2 / k2, g));
    return over(k2 * (square(e) - square(b)) + c2, square(positive_part(g - b)));
}
Interval G5(I largest, I least, I outside) {
    return sqrt(over(square(largest) + square(outside), square(least)));
}
Interval G6(I alpha2, I turned, I lifted) {
    return square(sqrt(alpha2) + sqrt(turned) + sqrt(lifted));
}
Interval G6m(A a, I outside2) {
    return G6(a.tail("label_angle"), a.tail("label_turn"),
              square(a("s1")) * outside2 / (2 * Interval(a.N)));
}
Interval A2b(A a) {
    const Interval eps1 = a.tail("eps1"), below = a.tail("within_below");
    const Interval flat = square(a.tail("features_spread") * eps1 / (a.tail("label_gap") - eps1));
    if (a.m < a.K) return flat;
    return flat + below * eps1 +
           (a.m - a.K + 1) * (square(below) * a.affine("unbalanced", a.heads - 1));
}
Interval B12(A a, I norm2) { return G2t(a, a.heads - 1, norm2 * a.tail("tail")); }

// One side a layer, from the last features down.
template <class Sides>
Follows by_layer(A a, const Sides& sides) {
    Follows out;
    for (long i = a.heads - 1; i >= 0; --i)
        for (Side& side : sides(i)) {
            if (side.layer)
                side.layer = a.affine_layers.at(static_cast<std::size_t>(i)).at("layer");
            out.sides.push_back(std::move(side));
        }
    return out;
}
using Sides = std::vector<Side>;
Side at_layer(I lhs, I rhs, I trivial, bool most = true) { return {1, most, lhs, rhs, trivial}; }

constexpr const char* affine = "two_linear_layers weight_decay_given weight_decay tail_rank";
constexpr const char* distinct =
    "two_linear_layers weight_decay_given weight_decay tail_rank distinct_logits";

} // namespace

const std::vector<Claim> tail_claims{
    {"A2b", "two_linear_layers centred_interpolation",
     "N tr Sigma_W <= (r eps1/(h - eps1))^2 + [m >= K] zw eps1 + (m-K+1)_+ zw^2 "
     "lambda_max(-D_{L-1})_+, h = s_{K-1}(Y(I-J))",
     [](A a) {
         const Interval within = square(a.tail("within"));
         return at_most(within, A2b(a), within + square(a.tail("between")));
     },
     About::affine},
    {"B12", "two_linear_layers head_width interpolation weight_decay_given weight_decay",
     "NC1 <= (k^2 (e^2 - b^2) + c^2)/(g - b)^2, c^2 = s1^2 tail t^2, t = ||(I-P) R_{L-1}||/lambda",
     [](A a) {
         const Interval t2 = square(a.affine("outside", a.heads - 1));
         return Follows{{{0, true, a("nc1_weighted"), B12(a, t2), 1}},
                        {{"rhs_gradient", B12(a, square(gradient_part(a)))},
                         {"nc2_bound", A5s(a, t2)},
                         {"nc3_bound", 1 - G6m(a, t2 * a.tail("tail_all"))}}};
     },
     About::affine_head},
    {"G0a", "two_linear_layers", "||(I-P) W_l||_F <= min over mu of ||mu G_l + W_l||_F",
     [](A a) {
         return by_layer(a, [&](long i) {
             return Sides{at_layer(a.affine("outside_frobenius", i), a.affine("along_gradient", i),
                                   a.affine("W_frobenius", i))};
         });
     },
     About::affine, 3},
    {"G2", affine,
     "NC1(Z_l) <= k^2 NC1(A Z_L) + s_1^2 ||(I-P) R_l Z^w_{l-1}||^2/(lambda_l ||A Z_L^b||)^2",
     [](A a) {
         const Interval between = a.tail("logits_between"), means = a.tail("logits_means");
         Follows out = by_layer(a, [&](long i) {
             return Sides{
                 at_layer(a.affine("nc1_weighted", i), G2(a, i, between, outside(a, i)), 1),
                 {0, true, a.affine("nc1", i), unweighted(a, G2(a, i, means, outside(a, i))), 1}};
         });
         out.bounds = {{"rhs_gradient",
                        G2(a, a.heads - 1, between, square(gradient_part(a)) * a.tail("tail"))}};
         return out;
     },
     About::affine},
    {"G2l", affine,
     "NC1(Z_l) >= (||A Z_L^w||^2/s_1^2 + ||O Z^w_{l-1}||^2)/(||A Z_L^b||^2/s_rho^2 + "
     "||O Z^b_{l-1}||^2), O = (I-P) R_l/lambda_l",
     [](A a) {
         return by_layer(a, [&](long i) {
             const Interval within =
                 square(over(a.tail("logits_within"), a.affine("s_1", i))) + outside(a, i);
             const Interval between = square(over(a.tail("logits_between"), a.affine("s_rho", i))) +
                                      square(a.affine("outside_between", i));
             return Sides{at_layer(a.affine("nc1_weighted", i), over(within, between), 0, false)};
         });
     },
     About::affine},
    {"G2v", affine,
     "NC1(Z_l) <= (||V^+ A Z_L^w||^2 + ||(I-P) R_l Z^w_{l-1}||^2/lambda_l^2)/||V^+ A Z_L^b||^2",
     [](A a) {
         return by_layer(a, [&](long i) {
             const Interval within = square(a.affine("seen_within", i)) + outside(a, i);
             const auto bound = [&](const char* between) {
                 return over(within, square(a.affine(between, i)));
             };
             return Sides{at_layer(a.affine("nc1_weighted", i), bound("seen_between"), 1),
                          {0, true, a.affine("nc1", i), unweighted(a, bound("seen_means")), 1}};
         });
     },
     About::affine},
    {"G2t", "two_linear_layers weight_decay_given weight_decay tail_rank centred_fit",
     "NC1(Z_l) <= (k^2 (e^2 - b^2) + c^2)/(g - b)^2, c = s_1 ||(I-P) R_l Z^w_{l-1}||_F/lambda_l",
     [](A a) {
         Follows out = by_layer(a, [&](long i) {
             return Sides{at_layer(a.affine("nc1_weighted", i), G2t(a, i, outside(a, i)), 1)};
         });
         out.bounds = {{"rhs_gradient", B12(a, square(gradient_part(a)))}};
         return out;
     },
     About::affine},
    {"G3", "two_linear_layers",
     "||(I-P) W_l||^2 <= sum_{j=l}^{L-1} lambda_max(-D_j)_+ + ||(I-A) W_L||^2",
     [](A a) {
         Interval bound = square(a.tail("unseen_last"));
         return by_layer(a, [&](long i) {
             bound = bound + a.affine("unbalanced", i);
             return Sides{at_layer(square(a.affine("outside", i)), bound,
                                   square(a.affine("W_frobenius", i)))};
         });
     },
     About::affine},
    {"G5", affine,
     "kappa(Mu_l C_K)^2 <= k^2 kappa(U)^2 + s_1^2 ||(I-P) R_l Mu_{l-1} C_K||^2/(lambda_l "
     "s_{K-1}(U))^2, U = A Mu_L C_K",
     [](A a) {
         return by_layer(a, [&](long i) {
             const Interval rhs =
                 G5(k(a, i) * a.tail("logit_spread_1"), a.tail("logit_spread_least"),
                    a.affine("s_1", i) * a.affine("outside_means", i));
             return Sides{at_layer(a.affine("nc2_centred", i), rhs, infinite)};
         });
     },
     About::affine},
    {"G5v", affine,
     "kappa(Mu_l C_K)^2 <= (||V^+ U||^2 + ||(I-P) R_l Mu_{l-1} C_K||^2/lambda_l^2)/s_{K-1}(V^+ "
     "U)^2",
     [](A a) {
         return by_layer(a, [&](long i) {
             const Interval rhs = G5(a.affine("seen_spread_1", i), a.affine("seen_spread_least", i),
                                     a.affine("outside_means", i));
             return Sides{at_layer(a.affine("nc2_centred", i), rhs, infinite)};
         });
     },
     About::affine},
    {"G6", distinct, "mean(1 - cos(z_i, V^T u_c(i))) <= [alpha + t_2 + t_3]^2",
     [](A a) {
         return by_layer(a, [&](long i) {
             const Interval rhs = G6(a.affine("logit_angle", i), a.affine("turned_by_k", i),
                                     a.affine("lifted_by_s1", i));
             return Sides{at_layer(a.affine("misalignment", i), rhs, 2)};
         });
     },
     About::affine},
    {"G6v", distinct,
     "mean(1 - cos(z_i, V^T u_c(i))) <= [alpha + t_2 + t_3]^2, t_2 and t_3 from arcsin v_i and "
     "arctan "
     "r_i",
     [](A a) {
         return by_layer(a, [&](long i) {
             const Interval rhs =
                 G6(a.affine("logit_angle", i), a.affine("turned", i), a.affine("lifted", i));
             return Sides{at_layer(a.affine("misalignment", i), rhs, 2)};
         });
     },
     About::affine},
    {"G6m", generic,
     "1 - NC3 <= [alpha + t_2 + s1 z2 sqrt(q eD/(2N))]^2, "
     "alpha^2 = mean(1 - 1/(|W_L^+ e_c| |W_L^T e_c|))",
     [](A a) { return at_most(1 - a.nc3(), G6m(a, square(a("z2")) * a.q * a.eD), 2); },
     About::affine_head}};

} // namespace recheck
