// Sections A and B of docs/certificates.md, from the printed enclosures of the head alone.
#include "claims.hpp"

namespace recheck {
namespace {

Interval psi(A a, I defect, long directions) {
    return a.r * a.eps1 / a.gap + a.r * sqrt(directions * defect);
}

} // namespace

Interval psi(A a) { return psi(a, a.eps2, a.m - a.K); }
Interval x(A a) { // of A4s
    Interval defect;
    for (long i = 0; i < a.heads; ++i) {
        Interval powers;
        for (long j = 0; j <= i; ++j)
            powers = powers + power(a("W", i), 2 * j) * power(a("W", i + 1), 2 * (i - j));
        defect = defect + square(a("tail", i)) * powers * a("D", i);
    }
    return defect * square(a("z_L1")) / square(a.gap);
}
Interval A5s(A a, I defect) {
    const Interval eta = a.eps1 / a("s_K_Y");
    const Interval apart = square(a("s1")) * square(a("z2")) * defect / square(a("s_K_Y"));
    return over(sqrt(square(a.k) * square(1 + eta) + (a.m == a.K ? 0 : apart)), 1 - eta);
}

namespace {

Interval lengths(A a) { return a("features") + a("collapsed"); }
Interval B(A a) { // of A1s
    return square(a("z1") * a.eps1 / a.gap) + square(a("z2")) * a.q * a.eD;
}
// A2, A2u and, with times = 2, the paper's form.
Interval A2(A a, I psi, I spread, long times = 1) {
    const Interval root = sqrt(spread) - times * a.eps1 / sqrt(Interval(a.N));
    return over(square(a.r) / a.N * square(psi), square(positive_part(root)));
}
Interval even(A a) { return Interval(a.K - 1) / a.K; } // spread of balanced classes
Interval A2s(A a, I defect) {
    const Interval g = sqrt(a.N * a.spread), k2 = square(a.k), e2 = square(a.eps1);
    const Interval c2 = square(a("s1")) * square(a("z2")) * std::min(a.q, a.N - a.K) * defect;
    const Interval b = min(a.eps1, over(e2 + c2 / k2, g));
    return over(size(k2 * (e2 - square(b)) + c2), square(positive_part(g - b)));
}
Interval A2v(A a) {
    const Interval root = sqrt(even(a)) - a.eps1 / (sqrt(Interval(a.K)) * a("s_K_Y"));
    return over(square(a("s1")) / a.N * B(a), square(positive_part(root)));
}
Interval delta(A a) { // of A3
    return Interval(a.L2() * a.heads / 2) * power(a.r, 2 * a.heads) * a.eps2;
}
Interval head(A a) { return power(a.k, 2 * a.L2()); }
Interval A4(A a, I c) { return c + (c + 1) * delta(a) * power(a.r / a.gap, 2 * a.L2()); }
Interval A6(A a) {
    const Interval n = sqrt(Interval(a.N));
    const Interval aligned = (1 - a.eps1 / n - a("s1") * psi(a) / (a.k * n)) / a.k;
    const Interval counted = aligned - 2 * square(a.eps1) / a.N;
    return {a.eps1.upper <= 1 ? aligned.lower : counted.lower,
            Arf(1) < a.eps1.lower ? counted.upper : aligned.upper};
}
Interval A6s(A a, I defect) {
    const Interval root_two = sqrt(Interval(2)), n = sqrt(Interval(a.N));
    const Interval inner = a("s1") * a("z2") * sqrt(a.q * defect / (2 * Interval(a.N)));
    return square((a.k - 1) / sqrt(square(a.k) + 1) + (root_two * a.k * a.eps1 / n + inner));
}
Interval B3(A a, long i) {
    return (a("W", i + 1) * a("R", i + 1) + a("W", i) * a("R", i)) / *a.lambda;
}

} // namespace

const std::vector<Claim> head_claims{
    {"A0a", generic, "s_K(W_L) >= (s_K(Y) - eps1)/r",
     [](A a) { return at_least(a("s_K"), over(a.gap, a.r), 0); }},
    {"A0b", "two_linear_layers head_rank",
     "||(I-P) W_{L-1}||_F^2 <= (m-K) eps2, and ||(I-P) W_{L-1}||^2 <= eps2",
     [](A a) {
         const Interval all = a("W_before_squared");
         return Follows{{{0, true, a("outside_frobenius_squared"), (a.m - a.K) * a.eps2, all},
                         {0, true, a("outside_operator_squared"), a.eps2, all}}};
     }},
    {"A1", generic, "||Z_{L-1} - W_L^+ Y||_F <= Psi = r eps1/(s_K(Y)-eps1) + r sqrt((m-K) eps2)",
     [](A a) {
         return Follows{{{0, true, a("to_collapsed"), psi(a), lengths(a)}},
                        {{"rhs_paper", psi(a, a.eps2, a.m)}}};
     }},
    {"A1s", generic, "||Z_{L-1} - W_L^+ Y||_F^2 <= (z1 eps1/gap)^2 + z2^2 q eD",
     [](A a) { return at_most(square(a("to_collapsed")), B(a), square(lengths(a))); }},
    {"A2", "two_linear_layers head_width interpolation balanced_classes",
     "NC1(Z_{L-1}) <= (r^2/N) Psi^2/(sqrt((K-1)/K) - eps1/sqrt(N))^2",
     [](A a) {
         return Follows{{{0, true, a("nc1"), A2(a, psi(a), even(a)), 1}},
                        {{"rhs_paper", A2(a, psi(a, a.eps2, a.m), even(a), 2)}}};
     }},
    {"A2u", generic, "NC1_weighted <= (r^2/N) Psi^2/(sqrt(1 - sum p_c^2) - eps1/sqrt(N))^2",
     [](A a) { return at_most(a("nc1_weighted"), A2(a, psi(a), a.spread), 1); }},
    {"A2s", generic, "NC1_weighted <= (k^2 (eps1^2 - b^2) + c^2)/(g - b)^2",
     [](A a) { return at_most(a("nc1_weighted"), A2s(a, a.eD), 1); }},
    {"A2v", generic, "NC1 <= (s1^2/N) B/(sqrt((K-1)/K) - eps1/(sqrt(K) s_K(Y)))^2, B as in A1s",
     [](A a) { return at_most(a("nc1"), A2v(a), 1); }},
    {"A3", "two_linear_layers",
     "||M M^T - (W_L W_L^T)^L2|| <= delta = (L2(L2-1)/2) r^(2(L2-1)) eps2",
     [](A a) {
         const Interval trivial = max(square(a("M1")), power(a("s1"), 2 * a.L2()));
         return at_most(a("powers_apart"), delta(a), trivial);
     }},
    {"A4", generic,
     "kappa(W_L)^(2 L2) <= c3^2 + (c3^2+1) delta (r/(s_K(Y)-eps1))^(2 L2), c3 = kappa(M)",
     [](A a) { return at_most(head(a), A4(a, square(a.k_M)), infinite); }},
    {"A4s", "two_linear_layers head_width interpolation small_defect",
     "kappa(W_L)^(2 L2) <= (c3^2 + x)/(1 - x), x = d' ||Z_L1||^2/gap^2",
     [](A a) { return at_most(head(a), over(square(a.k_M) + x(a), 1 - x(a)), infinite); }},
    {"A5", "two_linear_layers head_width interpolation small_psi",
     "NC2(Z_{L-1}) <= (kappa(W_L) + r Psi/s_K(Y))/(1 - r Psi/s_K(Y))",
     [](A a) {
         const Interval y = a.r * psi(a) / a("s_K_Y");
         return at_most(a("nc2"), over(a.k + y, 1 - y), infinite);
     }},
    {"A5s", generic, "NC2(Z_{L-1}) <= sqrt(kappa^2 (1+eta)^2 + s1^2 z2^2 eD/s_K(Y)^2)/(1 - eta)",
     [](A a) { return at_most(a("nc2"), A5s(a, a.eD), infinite); }},
    {"A6", generic,
     "NC3 >= (1/kappa)(1 - eps1/sqrt(N) - s1 Psi/(kappa sqrt(N))) - [eps1 > 1] 2 eps1^2/N",
     [](A a) { return at_least(a.nc3(), A6(a), -1); }},
    {"A6s", generic,
     "1 - NC3 <= [(kappa-1)/sqrt(kappa^2+1) + sqrt(2) kappa eps1/sqrt(N) + s1 z2 "
     "sqrt(q eD/(2N))]^2",
     [](A a) { return at_most(1 - a.nc3(), A6s(a, a.eD), 2); }},
    {"B3", "two_linear_layers weight_decay_given weight_decay",
     "||D_l|| <= (||W_{l+1}|| ||R_{l+1}|| + ||W_l|| ||R_l||)/lambda",
     [](A a) {
         Follows out;
         for (long i = 0; i < a.heads; ++i)
             out.sides.push_back({a.layers[static_cast<std::size_t>(i)].at("layer"), true,
                                  a("D", i), B3(a, i),
                                  max(square(a("W", i)), square(a("W", i + 1)))});
         return out;
     },
     About::gradients},
    {"B11",
     "two_linear_layers head_width interpolation weight_decay_given weight_decay balanced_classes",
     "A2 with eps2 = max_l (||W_{l+1}|| ||R_{l+1}|| + ||W_l|| ||R_l||)/lambda",
     [](A a) {
         Interval eps2, eD;
         for (long i = 0; i < a.heads; ++i) eps2 = max(eps2, eD = B3(a, i));
         return Follows{{{0, true, a("nc1"), A2(a, psi(a, eps2, a.m - a.K), even(a)), 1}},
                        {{"eps2_stationary", eps2},
                         {"eD_stationary", eD},
                         {"rhs_sharp", A2s(a, eD)},
                         {"nc2_bound", A5s(a, eD)},
                         {"nc3_bound", 1 - A6s(a, eD)}}};
     },
     About::gradients}};

} // namespace recheck
