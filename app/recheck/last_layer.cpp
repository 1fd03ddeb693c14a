// What the last layer, its features and its logits say of any classifier: the quantities of
// docs/certificates.md under `last_layer`, and the claims H. Samples are rows here.
#include "recheck.hpp"

namespace recheck {
namespace {

Balls class_rows(const Balls& X, const Snapshot& s) { // K x p, means of each class
    return class_means(X.transpose(), s).transpose();
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
    const Balls from = wide ? V * X.transpose() : X.top(1).transpose(); // of all rows, or any one
    Balls C(G.rows(), from.cols()), anything(X.rows(), X.cols());
    arb_mat_indeterminate(anything.m);
    if (!arb_mat_solve(C.m, G.m, from.m, bits)) return anything;
    return wide ? C.transpose() * V : arb_mat_is_finite(C.m) ? X : anything;
}
// X less the mean, as often in each row as `times` says.
Balls centred(Balls X, const Balls& times, const Balls& mean) {
    for (slong i = 0; i < X.rows(); ++i)
        for (slong k = 0; k < X.cols() && !arb_is_zero(times.at(0, i)); ++k)
            arb_submul(X.at(i, k), times.at(0, i), mean.at(0, k), bits);
    return X;
}
// sum over classes of their mean |A (x_i - mu_c)|^2, B = [.., A].
Ball within_few(const Balls& B, const FewColumns& few) {
    const slong p = few.balanced.rows();
    Balls A(B.rows(), p);
    for (slong k = 0; k < A.rows(); ++k)
        for (slong j = 0; j < p; ++j) arb_set(A.at(k, j), B.at(k, B.cols() - p + j));
    return inner_product(A * few.balanced, A);
}
Balls squared_distances(const Balls& M) { // of rows
    Balls out(M.rows(), M.rows()), step(1, M.cols());
    for (slong c = 0; c < M.rows(); ++c)
        for (slong j = 0; j < c; ++j) {
            for (slong k = 0; k < M.cols(); ++k)
                arb_sub(step.at(0, k), M.at(c, k), M.at(j, k), bits);
            arb_set(out.at(c, j), squared_norm(step).x);
            arb_set(out.at(j, c), out.at(c, j));
        }
    return out;
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
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i].label = at(s.labels[i]);
    take_logits(net);

    const Balls& W = net.W[at(net.L)];
    const auto first = [](slong) { return 0L; };
    const Balls rows = less(W, mean_row(W), first), U = contrasts(K);
    Balls X = net.each(net.L - 1).transpose();
    X = centred(X, net.ones, mean_row(class_rows(X, s)));
    const Balls M = class_rows(X, s);
    const Balls PX = projected(X, less(W, W, [&](slong) { return K - 1; }).top(K - 1));
    const Balls PM = class_rows(PX, s);
    means = U * M;
    projected_means = U * PM;
    S_B = squared_norm(M) / whole(K);
    E_W = squared_norm(rows) / whole(K);
    P_B = squared_norm(PM) / whole(K);
    for (long c = 0; c < K; ++c) margin = margin + dot(rows, c, M, c) / whole(K);
    means_cosine = cosine(margin, S_B, E_W);
    S_W = balanced_within(net, X, M);
    P_W = balanced_within(net, PX, PM);
    S_T = S_W + S_B;
    rest = most(S_T - P_B - P_W, Ball());
    take_nearness(net, X, M);

    const bool all_kept = arb_mat_equal(X.m, PX.m);
    const std::vector<Ball> sizes = net.squares(X.transpose()),
                            kept = all_kept ? sizes : net.squares(PX.transpose()),
                            along = net.products(X.transpose(), rows);
    const Precision enough(net.digits_of_samples());
    std::vector<Interval> cosines(at(K));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const slong c = s.labels[i];
        const Ball row = dot(rows, c, rows, c);
        samples[i].projected = kept[i];
        samples[i].cosine = cosine(along[i], kept[i], row);
        cosines[at(c)] = cosines[at(c)] + cosine(along[i], sizes[i], row);
    }
    for (std::size_t c = 0; c < at(K); ++c) nc3 = nc3 + cosines[c] / N_c[c];
    nc3 = cut(nc3 / K, -1, 1);
}

// Of each class the mean, of classes the sum, of each one's sums.
Ball LastLayer::balanced(const std::vector<Ball>& sums) const {
    Ball out;
    for (std::size_t c = 0; c < sums.size(); ++c) out = out + sums[c] / whole(N_c[c]);
    return out / whole(K);
}

Ball LastLayer::balanced_within(const Network& net, const Balls& X, const Balls& M) const {
    if (net.few) return within_few(X.transpose(), *net.few) / whole(K);
    std::vector<Ball> sums(at(K));
    const Balls apart = less(X, M, [&](slong i) { return label(i); });
    for (long i = 0; i < N; ++i) sums[at(label(i))] = sums[at(label(i))] + dot(apart, i, apart, i);
    return balanced(sums);
}

void LastLayer::take_logits(const Network& net) {
    const Precision enough(net.digits_of_samples());
    std::vector<Ball> soft(at(K));
    const auto judge = [&](long i, const FewColumns::Odds& odds) {
        Sample& sample = samples[at(i)];
        const Ball &shift = odds.shift, &sum = odds.sum;
        sample.margin = odds.margin;
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
    };
    if (net.few) net.few->for_each_odds(net.each(net.L), judge);
    for (long i = 0; i < N && !net.few; ++i) {
        std::vector<Ball> apart;
        for (long j = 0; j < K; ++j)
            if (j != label(i))
                apart.push_back(Ball(net.logits().at(label(i), i)) - Ball(net.logits().at(j, i)));
        FewColumns::Odds odds{apart[0], {}, {}};
        for (const Ball& d : apart) odds.margin = least(odds.margin, d);
        arb_get_mid_arb(odds.shift.x, odds.margin.x);
        for (const Ball& d : apart) odds.sum = odds.sum + exp(odds.shift - d);
        judge(i, odds);
    }
    for (const Ball& e : entropies) entropy = entropy + e;
    entropy = entropy / whole(N);
    balanced_entropy = balanced(entropies);
    for (std::size_t c = 0; c < at(K); ++c) entropies[c] = entropies[c] / whole(N_c[c]);
    soft_margin = balanced(soft);
}

void LastLayer::take_nearness(const Network& net, const Balls& X, const Balls& M) {
    distances = squared_distances(M);
    variances = Balls(K, K); // sums of squares, at first
    const Precision enough(net.digits_of_samples());
    if (net.few) {
        FewColumns::Steps steps = net.few->steps(M * X.transpose(), distances);
        for (long i = 0; i < N; ++i) samples[at(i)].nearness = steps.nearness[at(i)];
        variances = std::move(steps.squares);
    } else {
        const Balls towards = less(X, M, [&](slong i) { return label(i); }) * M.transpose();
        for (long i = 0; i < N; ++i) {
            const long c = label(i);
            Interval& nearness = samples[at(i)].nearness;
            bool any = false;
            for (long j = 0; j < K; ++j) {
                if (j == c) continue;
                const Ball ahead = Ball(towards.at(i, j)) - Ball(towards.at(i, c)),
                           distance = distances.at(c, j);
                const Interval share = arb_is_zero(distance.x) ? 1
                                       : Interval(distance).is_positive()
                                           ? Interval(Ball(2) * ahead / distance)
                                           : unknown;
                nearness = any ? max(nearness, share) : share;
                any = true;
                arb_addmul(variances.at(c, j), ahead.x, ahead.x, bits);
            }
        }
    }
    for (long c = 0; c < K; ++c)
        for (long j = 0; j < K; ++j) {
            const Ball all = Ball(distances.at(c, j)) * whole(N_c[at(c)]);
            arb_div(variances.at(c, j), variances.at(c, j), all.x, bits);
        }
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
