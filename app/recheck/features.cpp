#include "recheck.hpp"

namespace recheck {
namespace {

Balls near_solution(const Balls& G, const Balls& B) {
    Balls X(B.rows(), B.cols());
    if (!arb_mat_is_zero(B.m) && !arb_mat_solve(X.m, G.m, B.m, bits)) arb_mat_indeterminate(X.m);
    return X;
}

} // namespace

// C + G^{-1} (B - G C), C near G^{-1} B.
Balls solution(const Balls& G, const Balls& B) {
    Balls C = near_solution(G, B);
    for (slong i = 0; i < C.rows(); ++i)
        for (slong j = 0; j < C.cols(); ++j) {
            arb_ptr c = C.at(i, j);
            if (arb_contains_zero(c)) arb_zero(c);
            arb_get_mid_arb(c, c);
            arf_set_round(arb_midref(c), arb_midref(c), bits / 2, ARF_RND_NEAR);
        }
    return added(C, near_solution(G, B - G * C));
}

Balls added(const Balls& a, const Balls& b) {
    Balls out(a.rows(), a.cols());
    return arb_mat_add(out.m, a.m, b.m, bits), out;
}

Balls contrasts(long K) {
    Balls U(K - 1, K);
    for (long j = 1; j < K; ++j) {
        const Ball share = Ball(1) / sqrt(whole(j * (j + 1)));
        for (long i = 0; i < j; ++i) arb_set(U.at(j - 1, i), share.x);
        arb_mul_si(U.at(j - 1, j), share.x, -j, bits);
    }
    return U;
}

FeatureParts::FeatureParts(const Balls& Z, const Snapshot& s)
    : within(Z), between(class_means(Z, s)), weighted(Z.rows(), s.classes()) {
    const bool few = are_few(Z, s);
    for (slong k = 0; k < Z.rows(); ++k) {
        Ball mean;
        for (slong i = 0; i < Z.cols() && !few; ++i) {
            arb_add(mean.x, mean.x, Z.at(k, i), bits);
            arb_sub(within.at(k, i), Z.at(k, i), between.at(k, s.labels[at(i)]), bits);
        }
        for (slong c = 0; c < s.classes() && few; ++c) {
            arb_addmul_si(mean.x, between.at(k, c), s.class_counts[at(c)], bits);
            arb_zero(within.at(k, c));
        }
        mean = mean / whole(s.samples());
        for (slong c = 0; c < s.classes(); ++c) {
            arb_sub(between.at(k, c), between.at(k, c), mean.x, bits);
            arb_mul(weighted.at(k, c), between.at(k, c), sqrt(whole(s.class_counts[at(c)])).x,
                    bits);
        }
    }
}

Balls FeatureParts::together(const Snapshot& s) const {
    Balls out = within;
    for (slong k = 0; k < out.rows(); ++k)
        if (are_few(out, s))
            for (slong c = 0; c < s.classes(); ++c) arb_set(out.at(k, c), weighted.at(k, c));
        else
            for (slong i = 0; i < out.cols(); ++i)
                arb_add(out.at(k, i), out.at(k, i), between.at(k, s.labels[at(i)]), bits);
    return out;
}

std::vector<Ball> roots(std::vector<Ball> squares) {
    for (Ball& x : squares) x = sqrt(x);
    return squares;
}

std::vector<Ball> column_sizes(const Balls& A) {
    std::vector<Ball> out(at(A.cols()));
    for (slong k = 0; k < A.rows(); ++k)
        for (slong i = 0; i < A.cols(); ++i) arb_addmul(out[at(i)].x, A.at(k, i), A.at(k, i), bits);
    return roots(std::move(out));
}

// softmax(Z_L) - T, T the smoothed labels.
Balls cross_entropy_gradient(const Network& net, const Snapshot& s) {
    if (net.few) return net.few->cross_entropy_gradient(net.each(net.L));
    const Ball smoothing = s.label_smoothing, K = whole(s.classes());
    Balls out(s.classes(), s.samples());
    for (slong i = 0; i < s.samples(); ++i) {
        Ball largest = net.logits().at(0, i), shift, sum;
        for (slong j = 1; j < s.classes(); ++j) largest = most(largest, net.logits().at(j, i));
        arb_get_mid_arb(shift.x, largest.x);
        for (slong j = 0; j < s.classes(); ++j) {
            const Ball e = exp(Ball(net.logits().at(j, i)) - shift);
            arb_set(out.at(j, i), e.x);
            sum = sum + e;
        }
        for (slong j = 0; j < s.classes(); ++j) {
            Ball target = smoothing / K;
            if (j == s.labels[at(i)]) target = target + Ball(1) - smoothing;
            arb_set(out.at(j, i), (Ball(out.at(j, i)) / sum - target).x);
        }
    }
    return out;
}

} // namespace recheck
