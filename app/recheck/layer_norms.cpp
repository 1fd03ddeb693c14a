// What the claims H9 and H11 ask of the affine layers at the end (docs/certificates.md).
#include "recheck.hpp"

namespace recheck {
namespace {

Interval norm(const Balls& A) { return size(sqrt(squared_norm(A))); }
Balls column(const std::vector<double>& values) {
    Balls out(std::ssize(values), 1);
    for (slong i = 0; i < out.rows(); ++i) arb_set_d(out.at(i, 0), values[at(i)]);
    return out;
}
// Z_L less the labels, those of class c times `kept[c]`.
Balls apart(Balls logits, const std::vector<Interval>& kept, const Balls& Y) {
    for (slong c = 0; c < Y.rows(); ++c) {
        Ball own;
        arb_set_interval_arf(own.x, kept[at(c)].lower.x, kept[at(c)].upper.x, bits);
        for (slong i = 0; i < Y.cols(); ++i)
            if (!arb_is_zero(Y.at(c, i))) arb_submul(logits.at(c, i), own.x, Y.at(c, i), bits);
    }
    return logits;
}

} // namespace

LayerNorms::LayerNorms(const Network& net, const Snapshot& s)
    : has_biases(std::ranges::any_of(s.biases, [](const Tensor& b) { return !b.shape.empty(); })),
      last_has_bias(!s.biases.back().shape.empty()), features(norm(net.Z[at(net.L - 1)])),
      outputs(norm(net.logits())) {
    Ball due = Ball() - inner_product(net.delta(), net.beside_delta(net.L));
    Balls bias_gradient = net.delta() * net.ones.transpose();
    for (long l = net.L; l > net.L1; --l) {
        const Balls& W = net.W[at(l)];
        const Tensor& b = s.biases[at(l - 1)];
        if (!b.shape.empty()) due = due + inner_product(bias_gradient, column(b.values));
        bias_gradient = W.transpose() * bias_gradient;
        const double decay = s.decays[at(l - 1)].value_or(0);
        const Interval size = norm(W);
        layers.insert(layers.begin(),
                      {l + s.first_layer - 1, decay, size,
                       norm(added(net.G[at(l)], Ball(decay) * W)), decay * square(size), due});
    }
    mu = layers.back().decay * over(layers.back().W, features);
    std::vector<Interval> kept;
    Interval squares;
    for (const long n : s.class_counts) {
        const Interval root = sqrt(Interval(n)), left = positive_part(root - mu);
        kept.push_back(left / root);
        squares = squares + square(left);
    }
    optimum = sqrt(squares);
    distance = norm(apart(net.logits(), kept, net.Y));
}

} // namespace recheck
