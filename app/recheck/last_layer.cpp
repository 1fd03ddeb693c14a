// What the last layer, its features and its logits say of any classifier: the quantities of
// docs/certificates.md under `last_layer`, and the claims H. Samples are rows here.
#include "recheck.hpp"

namespace recheck {
namespace {

Balls class_rows(const Balls& X, const Snapshot& s) { // K x p, means of each class
    Balls out(s.classes(), X.cols());
    for (slong i = 0; i < X.rows(); ++i)
        for (slong k = 0; k < X.cols(); ++k) {
            arb_ptr sum = out.at(s.labels[at(i)], k);
            arb_add(sum, sum, X.at(i, k), bits);
        }
    for (slong c = 0; c < out.rows(); ++c)
        for (slong k = 0; k < X.cols(); ++k)
            arb_div_si(out.at(c, k), out.at(c, k), s.class_counts[at(c)], bits);
    return out;
}
Balls mean_row(const Balls& A) {
    Balls ones(1, A.rows());
    for (slong i = 0; i < A.rows(); ++i) arb_set_si(ones.at(0, i), 1);
    return (Ball(1) / whole(A.rows())) * (ones * A);
}
// Row i less row `which(i)` of B.
template <class Which>
Balls less(Balls A, const Balls& B, const Which& which) {
    for (slong i = 0; i < A.rows(); ++i)
        for (slong k = 0; k < A.cols(); ++k)
            arb_sub(A.at(i, k), A.at(i, k), B.at(which(i), k), bits);
    return A;
}
Ball up_by(const Ball& a, const Ball& most) { // what is between a and a + most
    Ball out = a + most / Ball(2), error = most / Ball(2);
    return arb_add_error(out.x, error.x), out;
}
// Each row of X in the row space of V; anything where V may not have its full rank.
Balls projected(const Balls& X, const Balls& V) {
    const bool wide = V.rows() < V.cols();
    const Balls G = wide ? V * V.transpose() : V.transpose() * V;
    Balls C(G.rows(), X.rows());
    if (!arb_mat_solve(C.m, G.m, (wide ? V * X.transpose() : X.transpose()).m, bits))
        arb_mat_indeterminate(C.m);
    if (wide) return C.transpose() * V;
    return arb_mat_is_finite(C.m) ? X : C.transpose();
}
// <a, b>/(|a| |b|) from these squares; 0 for a vector 0.
Interval cosine(const Ball& product, const Ball& a, const Ball& b) {
    if (arb_is_zero(a.x) || arb_is_zero(b.x)) return 0;
    return cut(product / sqrt(a * b), -1, 1);
}

} // namespace

LastLayer::LastLayer(const Network& net, const Snapshot& s)
    : K(s.classes()), N(s.samples()), L2(net.L - net.L1), eps1(sqrt(squared_norm(net.E))),
      entropies(at(K)), samples(at(N)), N_c(s.class_counts) {
    const auto L = at(net.L);
    const auto label = [&](slong i) { return s.labels[at(i)]; };
    const auto first = [](slong) { return 0L; };
    std::vector<Ball> soft(at(K)), within(at(K)), kept(at(K));
    for (long i = 0; i < N; ++i) {
        Sample& sample = samples[at(i)];
        sample.label = at(label(i));
        std::vector<Ball> apart;
        for (long j = 0; j < K; ++j)
            if (j != label(i))
                apart.push_back(Ball(net.logits.at(label(i), i)) - Ball(net.logits.at(j, i)));
        sample.margin = apart[0];
        for (const Ball& d : apart) sample.margin = least(sample.margin, d);
        Ball shift, sum;
        arb_get_mid_arb(shift.x, sample.margin.x);
        for (const Ball& d : apart) sum = sum + exp(shift - d);
        // Where the exponentials are out of reach, their sum is still 1 to K-1 times the largest.
        const Ball gone = arb_is_positive(shift.x) ? log1p(exp(Ball() - shift) * sum)
                                                   : log(exp(shift) + sum) - shift;
        const Ball mean = shift - log(sum / whole(K - 1));
        const Ball loss = arb_is_finite(gone.x)
                              ? gone
                              : up_by(most(Ball() - sample.margin, Ball()), log(whole(K))),
                   softest = arb_is_finite(mean.x) ? mean : up_by(sample.margin, log(whole(K - 1)));
        entropies[sample.label] = entropies[sample.label] + loss;
        soft[sample.label] = soft[sample.label] + whole(K - 1) / whole(K) * softest;
    }
    const auto balanced = [&](const std::vector<Ball>& sums) {
        Ball out;
        for (std::size_t c = 0; c < sums.size(); ++c) out = out + sums[c] / whole(N_c[c]);
        return out / whole(K);
    };
    for (const Ball& e : entropies) entropy = entropy + e;
    entropy = entropy / whole(N);
    balanced_entropy = balanced(entropies);
    for (std::size_t c = 0; c < at(K); ++c) entropies[c] = entropies[c] / whole(N_c[c]);
    soft_margin = balanced(soft);

    const Balls& W = net.W[L];
    const Balls rows = less(W, mean_row(W), first), U = contrasts(K);
    Balls X = net.Z[L - 1].transpose();
    X = less(X, mean_row(class_rows(X, s)), first);
    const Balls M = class_rows(X, s), apart = less(X, M, label);
    const Balls PX = projected(X, less(W, W, [&](slong) { return K - 1; }).top(K - 1));
    const Balls PM = class_rows(PX, s), P_apart = less(PX, PM, label);
    means = U * M;
    projected_means = U * PM;
    S_B = squared_norm(M) / whole(K);
    E_W = squared_norm(rows) / whole(K);
    P_B = squared_norm(PM) / whole(K);
    for (long c = 0; c < K; ++c) margin = margin + dot(rows, c, M, c) / whole(K);
    means_cosine = cosine(margin, S_B, E_W);

    std::vector<Interval> cosines(at(K));
    const Balls towards = apart * M.transpose();
    pairs.resize(at(K), std::vector<Pair>(at(K)));
    for (long c = 0; c < K; ++c) {
        const Balls from = less(M, M, [&](slong) { return c; });
        for (long j = 0; j < K; ++j) pairs[at(c)][at(j)].distance = dot(from, j, from, j);
    }
    for (long i = 0; i < N; ++i) {
        Sample& sample = samples[at(i)];
        const long c = label(i);
        const Ball along = dot(rows, c, X, i), row = dot(rows, c, rows, c);
        within[at(c)] = within[at(c)] + dot(apart, i, apart, i);
        kept[at(c)] = kept[at(c)] + dot(P_apart, i, P_apart, i);
        sample.projected = dot(PX, i, PX, i);
        sample.cosine = cosine(along, sample.projected, row);
        cosines[at(c)] = cosines[at(c)] + cosine(along, dot(X, i, X, i), row);
        bool any = false;
        for (long j = 0; j < K; ++j) {
            if (j == c) continue;
            Pair& pair = pairs[at(c)][at(j)];
            const Ball ahead = Ball(towards.at(i, j)) - Ball(towards.at(i, c));
            const Interval distance = pair.distance;
            const Interval share = arb_is_zero(pair.distance.x) ? 1
                                   : distance.is_positive()
                                       ? Interval(Ball(2) * ahead / pair.distance)
                                       : unknown;
            sample.nearness = any ? max(sample.nearness, share) : share;
            any = true;
            pair.variance = pair.variance + square(ahead);
        }
    }
    for (std::size_t c = 0; c < at(K); ++c) {
        nc3 = nc3 + cosines[c] / N_c[c];
        for (Pair& pair : pairs[c]) pair.variance = pair.variance / (pair.distance * whole(N_c[c]));
    }
    nc3 = cut(nc3 / K, -1, 1);
    S_W = balanced(within);
    P_W = balanced(kept);
    S_T = S_W + S_B;
    rest = most(S_T - P_B - P_W, Ball());
}

Interval LastLayer::errors(double g) const {
    double certain = 0, possible = 0;
    for (const Sample& sample : samples) {
        certain += arb_le(sample.margin.x, Ball(g).x);
        possible += !arb_gt(sample.margin.x, Ball(g).x);
    }
    return {certain, possible};
}
Interval LastLayer::not_nearest() const {
    double certain = 0, possible = 0;
    for (const Sample& sample : samples) {
        certain += Arf(1) <= sample.nearness.lower;
        possible += !(sample.nearness.upper < Arf(1));
    }
    return {certain, possible};
}
Interval LastLayer::nc1() const {
    const Interval within = size(S_W), between = size(S_B);
    const bool defined = within.is_positive() || !between.is_not_positive();
    return defined ? over(within, between) : size(unknown); // 0/0
}

Json LastLayer::quantities(const Json& printed) const {
    Taken q(printed.at("last_layer"), " of the last layer");
    q.is("errors", errors(0));
    q.is("not_nearest", not_nearest());
    q.is_size("eps1", eps1);
    q.is_size("cross_entropy", entropy);
    q.is_size("cross_entropy_balanced", balanced_entropy);
    q.is_number("soft_margin", soft_margin);
    q.is_number("margin", margin);
    q.is_size("S_W", S_W);
    q.is_size("S_B", S_B);
    q.is_size("E_W", E_W);
    q.is_size("P_W", P_W);
    q.is_size("P_B", P_B);
    q.is_size("rest", rest);
    q.is_norm("means_1", means);
    q.is_smallest("means_least", means, K - 1);
    q.is_norm("projected_1", projected_means);
    q.is_smallest("projected_least", projected_means, K - 1);
    q.is("nc1_balanced", nc1());
    q.is("nc2_centred", condition(q.at("means_1"), q.at("means_least"), K - 1));
    q.is_number("nc3_centred", nc3);
    q.is_number("nc3_centred_means", means_cosine);
    return q.out;
}

} // namespace recheck
