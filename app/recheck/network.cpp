#include "network.hpp"

#include "errors.hpp"

#include <algorithm>

namespace recheck {
namespace {

std::size_t at(long l) { return static_cast<std::size_t>(l); }

Balls exact(const Tensor& t, bool transposed) {
    Balls out(transposed ? t.cols : t.rows, transposed ? t.rows : t.cols);
    for (long i = 0; i < t.rows; ++i)
        for (long j = 0; j < t.cols; ++j)
            arb_set_d(transposed ? out.at(j, i) : out.at(i, j), t.values[at(i * t.cols + j)]);
    return out;
}

// log((1 + e^t)/2), without cancellation near 0.
Ball centred_softplus(const Ball& t) { return log1p(expm1(t) * Ball(0.5)); }

// sigma(x) as docs/claims.md defines it, at a point.
Ball sigma_at(const Snapshot& s, const Ball& x) {
    const Ball gamma(s.gamma.value_or(0)), b(s.sharpness.value_or(1)), rest = Ball(1) - gamma;
    if (s.activation == "leaky_relu") return x.is_positive() ? x : gamma * x;
    if (s.activation == "relu") return x.is_positive() ? x : Ball();
    if (s.activation == "tanh") return tanh(x);
    if (s.activation == "identity") return x;
    if (s.activation == "softplus_leaky_relu") {
        const Ball t = b * x;
        // For large t: t - log 2 + log(1 + e^-t).
        const Ball ramp = (t - Ball(1)).is_positive() ? t - log(Ball(2)) + log1p(exp(Ball() - t))
                                                      : centred_softplus(t);
        return gamma * x + rest * (ramp / b);
    }
    if (s.activation == "gaussian_leaky_relu") {
        const Ball u = x / b, root_two = sqrt(Ball(2));
        Ball pi;
        arb_const_pi(pi.get(), bits);
        const Ball Phi = erfc(Ball() - u / root_two) * Ball(0.5);
        const Ball phi_less = expm1(Ball() - square(u) * Ball(0.5)) / sqrt(Ball(2) * pi);
        return gamma * x + rest * (b * (u * Phi + phi_less));
    }
    throw Unreadable("unknown activation " + s.activation);
}

// All of them rise, with slopes of at most 1: the value at the midpoint, and the radius.
void apply_sigma(const Snapshot& s, Balls& Z) {
    Ball x;
    for (slong i = 0; i < Z.rows(); ++i)
        for (slong j = 0; j < Z.cols(); ++j) {
            arb_get_mid_arb(x.get(), Z.at(i, j));
            const Ball y = sigma_at(s, x);
            mag_t radius;
            mag_init_set(radius, arb_radref(Z.at(i, j)));
            arb_set(Z.at(i, j), y.get());
            mag_add(arb_radref(Z.at(i, j)), arb_radref(Z.at(i, j)), radius);
            mag_clear(radius);
        }
}

} // namespace

Network::Network(const Snapshot& s)
    : L(static_cast<long>(s.weights.size())), L1(s.nonlinear), K(s.classes()), N(s.samples()),
      W(at(L + 1)), Z(at(L + 1)), Y(K, N), R(at(L + 1)) {
    for (long i = 0; i < N; ++i) arb_one(Y.at(s.labels[at(i)], i));
    Balls now = exact(s.inputs, true);
    const long kept = std::min(L1, L - 2);
    for (long l = 0; l <= L; ++l) {
        if (l > 0) {
            Balls w = exact(s.weights[at(l - 1)], false);
            now = w * now;
            if (l <= L1) apply_sigma(s, now);
            if (l > L1 || l == L - 1) W[at(l)] = std::move(w);
        }
        if (l >= kept) Z[at(l)] = now;
    }
    E = now - Y;
    if (!s.weight_decay) return;
    Balls delta = E;
    for (long l = L; l > L1; --l) {
        R[at(l)] = delta * Z[at(l - 1)].transpose() + Ball(*s.weight_decay) * W[at(l)];
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

Ball within_class_ratio(const Balls& Z, const Snapshot& s, bool weighted) {
    const Balls means = class_means(Z, s);
    Ball within, between;
    for (slong i = 0; i < Z.rows(); ++i) {
        Ball global, apart;
        for (slong c = 0; c < s.classes(); ++c)
            arb_addmul_si(global.get(), means.at(i, c), s.class_counts[at(c)], bits);
        arb_div_si(global.get(), global.get(), Z.cols(), bits);
        for (slong j = 0; j < Z.cols(); ++j) {
            arb_sub(apart.get(), Z.at(i, j), means.at(i, s.labels[at(j)]), bits);
            within = within + square(apart);
        }
        for (slong c = 0; c < s.classes(); ++c) {
            arb_sub(apart.get(), means.at(i, c), global.get(), bits);
            const double weight = weighted ? static_cast<double>(s.class_counts[at(c)])
                                           : static_cast<double>(Z.cols());
            between = between + Ball(weight) * square(apart);
        }
    }
    // tr Sigma_W/tr Sigma_B; unweighted (within/N)/(sum/K) with the sum above N times too large.
    return weighted ? within / between : Ball(static_cast<double>(s.classes())) * within / between;
}

Ball mean_cosine(const Balls& Z, const Balls& W, const Snapshot& s) {
    const Balls columns = Z.transpose();
    Ball sum;
    for (slong j = 0; j < columns.rows(); ++j) {
        const slong c = s.labels[at(j)], p = columns.cols();
        Ball product, z, w;
        arb_dot(product.get(), nullptr, 0, columns.at(j, 0), 1, W.at(c, 0), 1, p, bits);
        arb_dot(z.get(), nullptr, 0, columns.at(j, 0), 1, columns.at(j, 0), 1, p, bits);
        arb_dot(w.get(), nullptr, 0, W.at(c, 0), 1, W.at(c, 0), 1, p, bits);
        if (!z.is_zero() && !w.is_zero()) sum = sum + product / sqrt(z * w);
    }
    return sum / Ball(static_cast<double>(columns.rows()));
}

} // namespace recheck
