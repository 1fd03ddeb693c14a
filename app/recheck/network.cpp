#include "recheck.hpp"

namespace recheck {
namespace {

Balls exact(const Tensor& t) {
    Balls out(t.shape[0], t.shape[1]);
    arb_ptr to = out.at(0, 0); // row by row, too
    for (const double v : t.values) arb_set_d(to++, v);
    return out;
}

// sigma as docs/claims.md defines it. Each is 0 at 0 and rises with slopes of at most 1.
class Sigma {
  public:
    explicit Sigma(const Snapshot& s)
        : kind_(s.activation), gamma_(s.gamma.value_or(0)), b_(s.sharpness.value_or(1)) {
        arb_const_pi(root_2_pi_.x, bits);
        root_2_pi_ = sqrt(Ball(2) * root_2_pi_);
    }

    Ball operator()(const Ball& x) const {
        const bool positive = arb_is_positive(x.x);
        if (arb_is_zero(x.x) || kind_ == "identity") return x;
        if (kind_ == "tanh") return tanh(x);
        if (kind_ == "relu") return positive ? x : Ball();
        if (kind_ == "leaky_relu") return positive ? x : gamma_ * x;
        if (kind_ == "softplus_leaky_relu") { // log(1 + e^t) = max(t, 0) + log(1 + e^-|t|)
            const Ball t = b_ * x, tail = log1p(exp(positive ? Ball() - t : t));
            return gamma_ * x + bend_ * (((positive ? t : Ball()) + tail - log_2_) / b_);
        }
        if (kind_ == "gaussian_leaky_relu") {
            const Ball u = x / b_, Phi = half_ * erfc(Ball() - u / root_2_);
            const Ball phi_less = (exp(Ball() - half_ * square(u)) - one_) / root_2_pi_;
            return gamma_ * x + bend_ * (b_ * (u * Phi + phi_less));
        }
        throw Failure(unreadable, "unknown activation " + kind_);
    }
    // The values at the midpoints, with the radii that were there before.
    void apply_to(Balls& Z) const {
        Ball x, radius;
        for (slong i = 0; i < Z.rows() * Z.cols(); ++i) {
            arb_ptr z = Z.at(0, 0) + i;
            arb_get_mid_arb(x.x, z);
            arb_get_rad_arb(radius.x, z);
            arb_set(z, (*this)(x).x);
            arb_add_error(z, radius.x);
        }
    }

  private:
    std::string kind_;
    Ball gamma_, b_, one_ = 1, half_ = 0.5, bend_ = one_ - gamma_, log_2_ = log(Ball(2)),
                     root_2_ = sqrt(Ball(2)), root_2_pi_;
};

void add_bias(Balls& Z, const Tensor& b) {
    for (slong i = 0; !b.shape.empty() && i < Z.rows(); ++i)
        for (slong j = 0; j < Z.cols(); ++j)
            arb_add(Z.at(i, j), Z.at(i, j), Ball(b.values[at(i)]).x, bits);
}

} // namespace

Network::Network(const Snapshot& s)
    : L(s.layers()), L1(s.nonlinear), W(at(L + 1)), Z(at(L + 1)), Y(s.classes(), s.samples()),
      G(at(L + 1)), D(at(L)) {
    for (long i = 0; i < s.samples(); ++i) arb_one(Y.at(s.labels[at(i)], i));
    Balls now = exact(s.inputs).transpose();
    const Sigma sigma(s);
    for (long l = 0; l <= L; ++l) {
        if (l > 0) {
            Balls w = exact(s.weights[at(l - 1)]);
            now = w * now;
            add_bias(now, s.biases[at(l - 1)]);
            if (l <= L1) sigma.apply_to(now);
            if (l > L1 || l == L - 1) W[at(l)] = std::move(w);
        }
        if (l >= std::min(L1, L - 2)) Z[at(l)] = now;
    }
    logits = now;
    E = now - Y;
    for (long l = L1 + 1; l < L; ++l)
        D[at(l)] = W[at(l + 1)].transpose() * W[at(l + 1)] - W[at(l)] * W[at(l)].transpose();
    delta = loss_gradient(*this, s);
    Balls above; // W_{L:l+1}
    for (long l = L; l > L1; --l) {
        G[at(l)] = delta * Z[at(l - 1)].transpose();
        if (l < L) G[at(l)] = above.transpose() * G[at(l)];
        above = l < L ? above * W[at(l)] : W[at(l)];
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
    Ball within, between, apart;
    for (slong i = 0; i < Z.rows(); ++i) {
        Ball all;
        for (slong j = 0; j < Z.cols(); ++j) {
            arb_add(all.x, all.x, Z.at(i, j), bits);
            arb_sub(apart.x, Z.at(i, j), means.at(i, s.labels[at(j)]), bits);
            arb_addmul(within.x, apart.x, apart.x, bits);
        }
        for (slong c = 0; c < s.classes(); ++c) {
            const Ball weight = weighted ? Ball(static_cast<double>(s.class_counts[at(c)])) : N;
            between = between + weight * square(Ball(means.at(i, c)) - all / N);
        }
    }
    if (!weighted) within = K * within; // K and N times those of the classes of equal weight
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
