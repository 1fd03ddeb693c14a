// Section H of docs/certificates.md, from the last layer itself: a.last is exact but for the
// precision at hand.
#include "claims.hpp"

namespace recheck {
namespace {

Ball wrong(A a) { return static_cast<double>(a.K - 1); }
Ball tau(A a, const Ball& entropy) {
    const Ball excess = arb_gt(entropy.x, Ball(1).x) // log(e^CE - 1)
                            ? entropy + log(Ball(1) - exp(Ball() - entropy))
                            : log(expm1(entropy));
    return wrong(a) / Ball(static_cast<double>(a.K)) * (log(wrong(a)) - excess);
}
Interval from_margin(A a, const Ball& t) {
    return over(a.last.E_W * a.last.S_T, square(positive_part(t))) - 1;
}
Ball by_class(A a) {
    Ball sum;
    for (const Ball& entropy : a.last.entropies) sum = sum + tau(a, entropy);
    return sum / Ball(static_cast<double>(a.K));
}
Interval by_squares(A a, double g) {
    return 2 * square(a.last.eps1) / (square(Interval(1 - g)) * a.N);
}
Interval by_entropy(A a, double g) { return a.last.entropy / log(Ball(1) + exp(Ball(-g))); }
Side H1(A a, double g, I trivial) {
    return {0, true, a.last.errors(g) / a.N, min(by_squares(a, g), by_entropy(a, g)), trivial};
}
Interval H4(A a, I outside) {
    const auto q = [&](const char* name) { return size(enclosure(a.last_layer.at(name), name)); };
    return sqrt(over(square(q("projected_1")) + outside, square(q("projected_least"))));
}
Interval at_mu(A a, const Ball& mu) { // H5's right side
    std::vector<Interval> sums(a.last.N_c.size());
    for (const LastLayer::Sample& sample : a.last.samples) {
        const Interval price = size(mu * sample.projected), cosine = positive_part(sample.cosine);
        Interval lost;
        const Interval ratio = over(cosine, 2 * price);
        if (!cosine.is_not_positive() && !(ratio.upper <= Arf(1))) {
            const Interval root = max(cube_root(ratio), 1);
            lost = cosine * (1 - 1 / root) - price * (square(root) - 1);
        }
        sums[sample.label] = sums[sample.label] + (1 - sample.cosine + lost);
    }
    Interval out = Interval(mu) * size(a.last.rest);
    for (std::size_t c = 0; c < sums.size(); ++c) out = out + sums[c] / (a.K * a.last.N_c[c]);
    return out;
}
template <class Share>
Interval weighted(A a, const Share& share) { // over classes
    Interval sum;
    for (std::size_t c = 0; c < a.last.N_c.size(); ++c)
        sum = sum + a.last.N_c[c] * min(share(c), 1);
    return sum / a.N;
}
template <class Term>
std::vector<Interval> class_means_of(A a, const Term& term) {
    std::vector<Interval> out(a.last.N_c.size());
    for (const LastLayer::Sample& sample : a.last.samples)
        out[sample.label] = out[sample.label] + term(sample);
    for (std::size_t c = 0; c < out.size(); ++c) out[c] = out[c] / a.last.N_c[c];
    return out;
}
Interval joint(I mean, I v) { // H6j
    const Interval left = 1 - mean;
    if (left.is_positive()) return v / (v + square(left));
    return left.is_not_positive() ? 1 : Interval(0, 1);
}
template <class Term>
Interval others(A a, slong c, const Term& term) { // H6
    Interval sum;
    for (slong j = 0; j < a.K; ++j)
        if (j != c) sum = sum + term(a.last.distances.at(c, j), a.last.variances.at(c, j));
    return sum;
}
// A parameter of a bound, of which any value proves it: taken over from the file.
Ball chosen(A a, const std::string& name) {
    const Interval x = enclosure(a.printed->at("bounds").at(name), name);
    need(x.upper <= x.lower && !arf_is_inf(x.lower.x), rejected, name + " must be one number");
    Ball out;
    return arb_set_arf(out.x, x.lower.x), out;
}

} // namespace

const std::vector<Claim> last_layer_claims{
    {"H1", "", "share of errors <= min(2 eps1^2/N, CE/log 2)",
     [](A a) {
         return Follows{
             {H1(a, 0, 1), H1(a, 0.5, infinite)},
             {{"rhs_squared_error", by_squares(a, 0)}, {"rhs_cross_entropy", by_entropy(a, 0)}}};
     },
     About::any},
    {"H2", "linear_layer better_than_chance",
     "NC1_bal <= E_W S_T/tau^2 - 1, tau = ((K-1)/K) log((K-1)/(e^CE - 1))",
     [](A a) {
         const Interval plain = from_margin(a, tau(a, a.last.balanced_entropy)),
                        classes = from_margin(a, by_class(a)),
                        each = from_margin(a, a.last.soft_margin), nc1 = a.last.nc1();
         return Follows{{{0, true, nc1, plain, 1},
                         {0, true, nc1, classes, 1},
                         {0, true, nc1, each, 1},
                         {0, true, a.last.soft_margin, a.last.margin, infinite}},
                        {{"rhs_classes", classes}, {"rhs_samples", each}}};
     },
     About::any},
    {"H2m", "linear_layer positive_margin", "NC1_bal <= E_W S_T/tbar^2 - 1",
     [](A a) { return at_most(a.last.nc1(), from_margin(a, a.last.margin), 1); }, About::any},
    {"H2h", "linear_layer", "P_W/(P_B + q^2) <= NC1_bal <= S_T/P_B - 1",
     [](A a) {
         const Interval inside = size(a.last.P_W), means = size(a.last.P_B) + size(a.last.rest);
         const Interval low = means.is_not_positive() ? size(unknown) : over(inside, means);
         return Follows{{{0, true, a.last.nc1(), over(a.last.S_T, size(a.last.P_B)) - 1, 1},
                         {0, true, low, a.last.nc1(), infinite}},
                        {{"at_least", low}}};
     },
     About::any},
    {"H3", "linear_layer positive_margin", "cos(W~^T, M~) >= tbar/sqrt(E_W S_T)",
     [](A a) {
         const Interval least = over(positive_part(tau(a, a.last.balanced_entropy)),
                                     sqrt(Interval(a.last.E_W * a.last.S_B)));
         return Follows{{{0, false, a.last.means_cosine,
                          over(a.last.margin, sqrt(Interval(a.last.E_W * a.last.S_T))), 0},
                         {0, true, least, a.last.means_cosine, infinite}},
                        {{"rhs_cross_entropy", least}}};
     },
     About::any},
    {"H4", "linear_layer", "kappa(M~)^2 <= (s_1(P M~)^2 + K q^2)/s_{K-1}(P M~)^2",
     [](A a) {
         const Interval outside = positive_part(Interval(a.last.S_B) - size(a.last.P_B));
         const Interval nc2 = enclosure(a.last_layer.at("nc2_centred"), "nc2_centred");
         return Follows{{{0, true, nc2, H4(a, a.K * size(a.last.rest)), infinite}},
                        {{"rhs_given_S_B", H4(a, a.K * outside)}}};
     },
     About::any},
    {"H5", "linear_layer", "balanced mean of 1 - cos(z, w~_c) <= 1 - mean cp + mean l(mu) + mu q^2",
     [](A a) {
         const Ball mu = chosen(a, "mu");
         need(arb_is_positive(mu.x), rejected, "H5: mu must be positive");
         return Follows{{{0, true, 1 - a.last.nc3, at_mu(a, mu), 1}}, {{"mu", mu}}};
     },
     About::any},
    {"H6", "distinct_means", "share not nearest to its class mean <= sum_j v_cj/(v_cj + d_cj^2/4)",
     [](A a) {
         const Interval quarter = 0.25;
         const Interval cantelli = weighted(a, [&](std::size_t c) {
             return others(a, static_cast<slong>(c),
                           [&](const Ball& distance, const Ball& variance) {
                               const Interval v = size(variance);
                               return over(v, v + quarter * distance);
                           });
         });
         const Interval chebyshev = weighted(a, [&](std::size_t c) {
             return others(a, static_cast<slong>(c),
                           [&](const Ball& distance, const Ball& variance) {
                               return over(variance, quarter * distance);
                           });
         });
         return Follows{{{0, true, a.last.not_nearest() / a.N, cantelli, 1}},
                        {{"rhs_chebyshev", chebyshev}}};
     },
     About::any},
    {"H6j", "", "share not nearest to its class mean <= v/(v + (1-m)^2)",
     [](A a) {
         using Sample = LastLayer::Sample;
         const auto mean = class_means_of(a, [](const Sample& x) { return x.nearness; });
         const auto v =
             class_means_of(a, [&](const Sample& x) { return square(x.nearness - mean[x.label]); });
         return at_most(a.last.not_nearest() / a.N,
                        weighted(a, [&](std::size_t c) { return joint(mean[c], v[c]); }), 1);
     },
     About::any},
    {"H6e", "", "share not nearest to its class mean <= mean (g - h)_+/(1 - h)",
     [](A a) {
         Follows out;
         std::vector<Interval> h;
         for (std::size_t c = 0; c < a.last.N_c.size(); ++c) {
             const std::string name = "h_" + std::to_string(c);
             h.emplace_back(chosen(a, name));
             need(h[c].upper < Arf(1), rejected, "H6e: " + name + " must be below 1");
             out.bounds.emplace_back(name, h[c]);
         }
         const auto beyond = class_means_of(
             a, [&](const LastLayer::Sample& x) { return positive_part(x.nearness - h[x.label]); });
         const Interval share = weighted(a, [&](std::size_t c) { return beyond[c] / (1 - h[c]); });
         out.sides = {{0, true, a.last.not_nearest() / a.N, share, 1}};
         return out;
     },
     About::any}};

} // namespace recheck
