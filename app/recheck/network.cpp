#include "recheck.hpp"

namespace recheck {
namespace {

Balls exact(const Tensor& t) {
    Balls out(t.shape[0], t.shape[1]);
    arb_ptr to = out.at(0, 0); // row by row, too
    for (const double v : t.values) arb_set_d(to++, v);
    return out;
}
Balls exact(const Rows& rows) { // as columns
    Balls out(rows.shape[1], rows.shape[0]);
    std::vector<double> row(at(out.rows()));
    for (slong i = 0; i < out.cols(); ++i) {
        rows.read(i, 1, row.data());
        for (slong k = 0; k < out.rows(); ++k) arb_set_d(out.at(k, i), row[at(k)]);
    }
    return out;
}
Balls one_hot(const Snapshot& s) {
    Balls out(s.classes(), s.samples());
    for (long i = 0; i < s.samples(); ++i) arb_one(out.at(s.labels[at(i)], i));
    return out;
}
Balls row_of_ones(long n) {
    Balls out(1, n);
    for (slong i = 0; i < n; ++i) arb_one(out.at(0, i));
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

void add_bias(Balls& Z, const Tensor& b, const Balls& ones) {
    for (slong i = 0; !b.shape.empty() && i < Z.rows(); ++i) {
        const Ball bias = b.values[at(i)];
        for (slong j = 0; j < Z.cols(); ++j) arb_addmul(Z.at(i, j), bias.x, ones.at(0, j), bits);
    }
}

} // namespace

Network::Network(const Snapshot& s, const FewColumns* columns)
    : few(columns), L(s.layers()), L1(s.nonlinear), W(at(L + 1)), Z(at(L + 1)),
      Y(few ? few->labels() : one_hot(s)), ones(few ? few->ones() : row_of_ones(s.samples())),
      G(at(L + 1)), D(at(L)), s_(s), by_entropy_(s.loss == "cross_entropy") {
    Balls now = few ? few->inputs : exact(s.inputs);
    if (few) each_.push_back(few->each);
    const Sigma sigma(s);
    for (long l = 0; l <= L; ++l) {
        if (l > 0) {
            Balls w = exact(s.weights[at(l - 1)]);
            now = w * now;
            add_bias(now, s.biases[at(l - 1)], ones);
            if (l <= L1) sigma.apply_to(now);
            if (few) add_bias(each_.emplace_back(w * each_.back()), s.biases[at(l - 1)], ones);
            if (l > L1 || l == L - 1) W[at(l)] = std::move(w);
        }
        if (l >= std::min(L1, L - 2)) Z[at(l)] = now;
    }
    E = logits() - Y;
    for (long l = L1 + 1; l < L; ++l)
        D[at(l)] = W[at(l + 1)].transpose() * W[at(l + 1)] - W[at(l)] * W[at(l)].transpose();
    if (by_entropy_) delta_ = cross_entropy_gradient(*this, s);
    Balls above; // W_{L:l+1}
    for (long l = L; l > L1; --l) {
        G[at(l)] = delta() * beside_delta(l - 1).transpose();
        if (l < L) G[at(l)] = above.transpose() * G[at(l)];
        above = l < L ? above * W[at(l)] : W[at(l)];
    }
}

std::vector<Ball> Network::squares(const Balls& B) const {
    if (few) return few->squares(B);
    const Balls columns = B.transpose();
    std::vector<Ball> out;
    for (slong i = 0; i < columns.rows(); ++i) out.push_back(dot(columns, i, columns, i));
    return out;
}

std::vector<Ball> Network::products(const Balls& B, const Balls& rows) const {
    if (few) return few->products(B, rows);
    const Balls columns = B.transpose();
    std::vector<Ball> out;
    for (slong i = 0; i < columns.rows(); ++i)
        out.push_back(dot(columns, i, rows, s_.labels[at(i)]));
    return out;
}

const Balls& Network::beside_delta(long l) const { return by_entropy_ ? each(l) : Z[at(l)]; }

Balls class_means(const Balls& Z, const Snapshot& s) {
    Balls means(Z.rows(), s.classes());
    for (slong i = 0; i < Z.rows(); ++i) {
        for (slong j = 0; j < Z.cols() && !are_few(Z, s); ++j) {
            arb_ptr sum = means.at(i, s.labels[at(j)]);
            arb_add(sum, sum, Z.at(i, j), bits);
        }
        for (slong c = 0; c < s.classes(); ++c)
            if (are_few(Z, s))
                arb_div(means.at(i, c), Z.at(i, c), sqrt(whole(s.class_counts[at(c)])).x, bits);
            else
                arb_div_si(means.at(i, c), means.at(i, c), s.class_counts[at(c)], bits);
    }
    return means;
}

// tr Sigma_W/tr Sigma_B, N times both; of classes of equal weight K and N times theirs.
Interval within_class_ratio(const Balls& Z, const Snapshot& s, bool weighted) {
    const FeatureParts parts(Z, s);
    Ball within = squared_norm(parts.within);
    if (!weighted) within = whole(s.classes()) * within;
    const Interval a = size(within),
                   b = size(weighted ? squared_norm(parts.weighted)
                                     : whole(s.samples()) * squared_norm(parts.between));
    return a.is_positive() || !b.is_not_positive() ? over(a, b) : size(unknown); // 0/0
}

Interval mean_cosine(const Balls& Z, const Balls& W, const Network& net, const Snapshot& s) {
    const std::vector<Ball> squares = net.squares(Z), along = net.products(Z, W);
    const Precision enough(net.digits_of_samples());
    Interval sum;
    for (std::size_t i = 0; i < squares.size(); ++i) {
        const slong c = s.labels[i];
        const Ball sizes = squares[i] * dot(W, c, W, c);
        if (arb_is_zero(sizes.x)) continue; // a zero vector has cosine 0
        sum = sum + cut(along[i] / sqrt(sizes), -1, 1);
    }
    return cut(sum / std::ssize(squares), -1, 1);
}

} // namespace recheck
