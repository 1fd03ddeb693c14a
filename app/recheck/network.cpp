#include "recheck.hpp"

namespace recheck {
namespace {

Balls exact(const Tensor& t) {
    Balls out(t.shape[0], t.shape[1]);
    arb_ptr to = out.at(0, 0); // row by row, too
    for (const double v : t.values) arb_set_d(to++, v);
    return out;
}

// sigma(x) as docs/claims.md defines it. Each is 0 at 0 and rises with slopes of at most 1.
Ball sigma(const Snapshot& s, const Ball& x) {
    const Ball gamma(s.gamma.value_or(0)), b(s.sharpness.value_or(1)), one(1), half(0.5);
    const bool positive = arb_is_positive(x.x);
    if (arb_is_zero(x.x)) return x;
    if (s.activation == "identity") return x;
    if (s.activation == "tanh") return tanh(x);
    if (s.activation == "relu") return positive ? x : Ball();
    if (s.activation == "leaky_relu") return positive ? x : gamma * x;
    if (s.activation == "softplus_leaky_relu") { // log(1 + e^t) = max(t, 0) + log(1 + e^-|t|)
        const Ball t = b * x, minus = positive ? Ball() - t : t;
        const Ball softplus = (positive ? t : Ball()) + log1p(exp(minus));
        return gamma * x + (one - gamma) * ((softplus - log(Ball(2))) / b);
    }
    if (s.activation == "gaussian_leaky_relu") {
        Ball pi;
        arb_const_pi(pi.x, bits);
        const Ball u = x / b, Phi = half * erfc(Ball() - u / sqrt(Ball(2)));
        const Ball phi_less = (exp(Ball() - half * square(u)) - one) / sqrt(Ball(2) * pi);
        return gamma * x + (one - gamma) * (b * (u * Phi + phi_less));
    }
    throw Failure(unreadable, "unknown activation " + s.activation);
}

// The value at the midpoint, with the radius that was there before.
void apply_sigma(const Snapshot& s, Balls& Z) {
    for (slong i = 0; i < Z.rows(); ++i)
        for (slong j = 0; j < Z.cols(); ++j) {
            Ball x, radius;
            arb_get_mid_arb(x.x, Z.at(i, j));
            arb_get_rad_arb(radius.x, Z.at(i, j));
            arb_set(Z.at(i, j), sigma(s, x).x);
            arb_add_error(Z.at(i, j), radius.x);
        }
}

void add_bias(Balls& Z, const Tensor& b) {
    for (slong i = 0; !b.shape.empty() && i < Z.rows(); ++i)
        for (slong j = 0; j < Z.cols(); ++j)
            arb_add(Z.at(i, j), Z.at(i, j), Ball(b.values[at(i)]).x, bits);
}

} // namespace

Network::Network(const Snapshot& s)
    : L(s.layers()), L1(s.nonlinear), W(at(L + 1)), Z(at(L + 1)), Y(s.classes(), s.samples()),
      R(at(L + 1)) {
    for (long i = 0; i < s.samples(); ++i) arb_one(Y.at(s.labels[at(i)], i));
    Balls now = exact(s.inputs).transpose();
    for (long l = 0; l <= L; ++l) {
        if (l > 0) {
            Balls w = exact(s.weights[at(l - 1)]);
            now = w * now;
            add_bias(now, s.biases[at(l - 1)]);
            if (l <= L1) apply_sigma(s, now);
            if (l > L1 || l == L - 1) W[at(l)] = std::move(w);
        }
        if (l >= std::min(L1, L - 2)) Z[at(l)] = now;
    }
    logits = now;
    E = now - Y;
    if (!s.has_head() || !s.has_gradients()) return;
    Balls delta = E;
    for (long l = L; l > L1; --l) {
        R[at(l)] = delta * Z[at(l - 1)].transpose() - Ball(-*s.weight_decay) * W[at(l)];
        if (l > L1 + 1) delta = W[at(l)].transpose() * delta;
    }
}

Balls class_means(const Balls& Z, const Snapshot& s) {
    Balls means(Z.rows(), s.classes());
    for (slong i = 0; i < Z.rows(); ++i) {
        for (slong j = 0; j < Z.cols(); ++j) {
            arb_ptr sum = means.at(i, s.labels[at(j)]);
            arb_add(sum, sum, Z.at(i, j), bits);
        }
        for (slong c = 0; c < s.classes(); ++c)
            arb_div_si(means.at(i, c), means.at(i, c), s.class_counts[at(c)], bits);
    }
    return means;
}

// tr Sigma_W/tr Sigma_B, N times both.
Interval within_class_ratio(const Balls& Z, const Snapshot& s, bool weighted) {
    const Balls means = class_means(Z, s);
    const Ball N(static_cast<double>(s.samples())), K(static_cast<double>(s.classes()));
    Ball within, between; // K and N times those of the classes of equal weight: no divisions
    for (slong i = 0; i < Z.rows(); ++i) {
        Ball all;
        for (slong j = 0; j < Z.cols(); ++j) {
            all = all + Ball(Z.at(i, j));
            const Ball apart = Ball(Z.at(i, j)) - Ball(means.at(i, s.labels[at(j)]));
            within = within + (weighted ? Ball(1) : K) * square(apart);
        }
        for (slong c = 0; c < s.classes(); ++c) {
            const Ball weight = weighted ? Ball(static_cast<double>(s.class_counts[at(c)])) : N;
            between = between + weight * square(Ball(means.at(i, c)) - all / N);
        }
    }
    const Interval a = size(within), b = size(between);
    return a.is_positive() || !b.is_not_positive() ? over(a, b) : size(unknown); // 0/0
}

Interval mean_cosine(const Balls& Z, const Balls& W, const Snapshot& s) {
    const Balls columns = Z.transpose();
    Interval sum;
    for (slong j = 0; j < columns.rows(); ++j) {
        const slong c = s.labels[at(j)];
        const Ball sizes = dot(columns, j, columns, j) * dot(W, c, W, c);
        if (arb_is_zero(sizes.x)) continue; // a zero vector has cosine 0
        sum = sum + cut(dot(columns, j, W, c) / sqrt(sizes), -1, 1);
    }
    return cut(sum / columns.rows(), -1, 1);
}

} // namespace recheck
