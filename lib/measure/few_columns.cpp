#include "measure/few_columns.hpp"

#include "enclosure/cross_entropy.hpp"
#include "enclosure/passes.hpp"
#include "measure/triangle_of_rows.hpp"
#include "network/multiprecision.hpp"

namespace ncv {
namespace {

/// Class means, Mu + M, with a bound on ||M D^{1/2}||_F.
template <class A>
struct ClassMeans {
    Matrix<typename A::Point> means;
    typename RoundingIn<A>::Bound error;
};

/// Means of differences from a first member of the class, as class_statistics has them. Of a block their
/// sums add up to n terms, the most members that a class has in a block, and the blocks' sums are added:
/// the class's mean is off by gamma_{n + blocks + 2} of the mean of its differences' sizes, which times
/// sqrt(N_c) is no longer than their Euclidean length, and by u of itself.
template <class A>
ClassMeans<A> class_means(const Dataset<double>& data) {
    using std::sqrt;
    using S = typename A::Point;
    using Rounding = RoundingIn<A>;
    const Eigen::Index p = data.dimension(), K = data.classes;
    const auto counts = data.class_counts();
    Matrix<S> anchor(p, K), sums = Matrix<S>::Zero(p, K), block(p, K);
    std::vector<bool> anchored(static_cast<std::size_t>(K), false);
    auto squares = Rounding::number(0);
    Eigen::Index blocks = 0, most = 0;
    for_each_range(data.samples(), [&](Eigen::Index first, Eigen::Index n) {
        std::vector<Eigen::Index> members(static_cast<std::size_t>(K), 0);
        Matrix<S> X = data.columns(first, n).template cast<S>();
        for (Eigen::Index i = 0; i < n; ++i) {
            const int c = data.labels[static_cast<std::size_t>(first + i)];
            if (!anchored[static_cast<std::size_t>(c)]) anchor.col(c) = X.col(i);
            anchored[static_cast<std::size_t>(c)] = true;
            X.col(i) -= anchor.col(c);
            Eigen::Index& so_far = members[static_cast<std::size_t>(c)];
            if (so_far++ == 0)
                block.col(c) = X.col(i);
            else
                block.col(c) += X.col(i);
            most = std::max(most, so_far);
        }
        for (Eigen::Index c = 0; c < K; ++c)
            if (members[static_cast<std::size_t>(c)] > 0) sums.col(c) += block.col(c);
        squares += Rounding::squares(X);
        ++blocks;
    });
    ClassMeans<A> out{std::move(anchor), Rounding::gamma(most + blocks + 2) * sqrt(squares)};
    auto sizes = Rounding::number(0);
    for (Eigen::Index c = 0; c < K; ++c) {
        const S n(static_cast<double>(counts[static_cast<std::size_t>(c)]));
        out.means.col(c) += sums.col(c) / n;
        sizes += Rounding::number(static_cast<double>(counts[static_cast<std::size_t>(c)])) *
                 Rounding::squares(Matrix<S>(out.means.col(c)));
    }
    out.error += Rounding::unit() * sqrt(sizes) + Rounding::underflow(p * data.samples());
    return out;
}

/// R^T of samples less their class means, and what [R 0] is off by.
template <class A>
A triangle_within(const Dataset<double>& data, const ClassMeans<A>& of) {
    using std::sqrt;
    using S = typename A::Point;
    using Rounding = RoundingIn<A>;
    TriangleOfRows<S> triangle(data.dimension());
    const Eigen::Index most = triangle.most_rows();
    auto squares = Rounding::number(0);
    for (Eigen::Index first = 0; first < data.samples(); first += most) {
        const Eigen::Index n = std::min(most, data.samples() - first);
        Matrix<S> within = data.columns(first, n).template cast<S>();
        for (Eigen::Index i = 0; i < n; ++i)
            within.col(i) -= of.means.col(data.labels[static_cast<std::size_t>(first + i)]);
        squares += Rounding::squares(within);
        triangle.add(within.transpose());
    }
    ApproxMatrix<S> out = triangle.all();
    const auto error = Rounding::counted(out.error) + of.error +
                       Rounding::number(2) * Rounding::unit() * sqrt(squares);
    return {std::move(out.value), sqrt(Rounding::number(2)) * error};
}

/// A power of two near x: scaling by it is exact.
template <class S>
S unit_near(const S& x) {
    using std::frexp, std::ldexp;
    if (!(x > S(0))) return S(1);
    int exponent = 0;
    frexp(x, &exponent);
    return ldexp(S(1), exponent);
}

/// The loss' gradient in logits, K x n.
template <class S>
ApproxMatrix<S> gradient_in(const ApproxMatrix<S>& logits, const Loss& loss,
                            const std::vector<int>& labels) {
    const Eigen::Index K = logits.rows(), n = logits.cols();
    Matrix<S> Y = Matrix<S>::Zero(K, n);
    for (Eigen::Index i = 0; i < n; ++i) Y(labels[static_cast<std::size_t>(i)], i) = S(1);
    ApproxMatrix<S> out(loss_gradient(loss, logits.value, Y), logits.error);
    out.error += S(2) * unit_roundoff<S>() * out.value.norm();
    if (loss.kind == LossKind::cross_entropy) out.error += softmax_rounding<S>(K, n);
    return out;
}
BallMatrix<double> gradient_in(const BallMatrix<double>& logits, const Loss& loss,
                               const std::vector<int>& labels) {
    if (loss.kind == LossKind::cross_entropy) return softmax_error(loss, logits, labels);
    Matrix<double> Y = Matrix<double>::Zero(logits.rows(), logits.cols());
    for (Eigen::Index i = 0; i < Y.cols(); ++i) Y(labels[static_cast<std::size_t>(i)], i) = 1;
    return logits - BallMatrix<double>(std::move(Y));
}

/// The passes' Delta_L by blocks: [Delta H D^{-1/2}, Delta (X^w)^T/t], t the unit of beside_delta.
template <class A>
A delta_of_blocks(const Passes<A>& t, const Loss& loss) {
    using std::sqrt;
    using S = typename A::Point;
    using Rounding = RoundingIn<A>;
    const Dataset<double>& data = *t.few->samples;
    const Eigen::Index K = data.classes, p = data.dimension();
    const A map = maps_of(t).back(), means = t.beside_delta.back() * t.few->means;
    Matrix<S> sums = Matrix<S>::Zero(K, K), products = Matrix<S>::Zero(K, p), block_sums(K, K);
    auto delta_errors = Rounding::number(0), deltas = delta_errors, within_errors = delta_errors,
         withins = delta_errors;
    Eigen::Index blocks = 0;
    for_each_block(*t.few, [&](const SampleBlock<A>& block) {
        const A logits = of_block(map, block.within) + by_class(means, block.labels);
        const A gradient = gradient_in(logits, loss, block.labels);
        const Matrix<S>& delta = gradient.computed();
        products += product(delta, Matrix<S>(block.within.computed().transpose()));
        block_sums.setZero();
        for (Eigen::Index i = 0; i < delta.cols(); ++i)
            block_sums.col(block.labels[static_cast<std::size_t>(i)]) += delta.col(i);
        sums += block_sums;
        delta_errors += gradient.off() * gradient.off();
        deltas += Rounding::squares(delta);
        within_errors += block.within.off() * block.within.off();
        withins += Rounding::squares(block.within.computed());
        ++blocks;
    });
    // H D^{-1/2} has orthonormal columns; a sum has block_size terms in a block, and the blocks' sums.
    const auto rounding = Rounding::gamma(block_size + blocks + 4) * sqrt(deltas);
    const auto error = sqrt(delta_errors), within_error = sqrt(within_errors);
    const auto counts = data.class_counts();
    for (Eigen::Index c = 0; c < K; ++c)
        sums.col(c) /= S(sqrt(S(static_cast<double>(counts[static_cast<std::size_t>(c)]))));
    const A R = within_of(t.few->inputs, K);
    const auto length = Rounding::norm(R.computed()) + R.off();
    const auto off = error * (length + within_error) + sqrt(deltas) * within_error +
                     rounding * sqrt(withins) + Rounding::underflow(K * p * data.samples());
    const S unit = t.few->beside_delta.computed()(0, K);
    Matrix<S> out(K, K + p);
    out << sums, products / unit;
    return {std::move(out), error + rounding + off / Rounding::number(static_cast<double>(unit))};
}

} // namespace

bool is_worth_few_columns(const Snapshot& s) {
    const Eigen::Index p = s.data.dimension(), N = s.data.samples();
    return s.network.nonlinear_layers == 0 && N >= 4 * (s.data.classes + p) && N * p >= 1L << 18;
}

bool is_gradient_of_blocks(const Snapshot& s) {
    return s.loss.kind == LossKind::cross_entropy || s.data.classes <= s.data.dimension();
}

template <class A>
std::shared_ptr<const FewColumns<A>> few_columns(const Dataset<double>& samples) {
    using std::sqrt;
    using S = typename A::Point;
    using R = typename A::Real;
    using Rounding = RoundingIn<A>;
    const Eigen::Index K = samples.classes, p = samples.dimension(), C = K + p;
    const auto counts = samples.class_counts();
    const auto count = [&](Eigen::Index c) {
        return static_cast<double>(counts[static_cast<std::size_t>(c)]);
    };
    const auto fewest = *std::min_element(counts.begin(), counts.end());
    const auto n = [&](Eigen::Index c) { return R(scalar_of_t<R>(count(c))); };
    const R N(scalar_of_t<R>(static_cast<double>(samples.samples()))), none(scalar_of_t<R>(0.0)),
        one(scalar_of_t<R>(1.0));

    auto out = std::make_shared<FewColumns<A>>();
    out->samples = &samples;
    ClassMeans<A> of = class_means<A>(samples);
    const A triangle = triangle_within(samples, of);

    Matrix<S> weighted(p, K);
    for (Eigen::Index c = 0; c < K; ++c) weighted.col(c) = S(sqrt(S(count(c)))) * of.means.col(c);
    const auto off = of.error +
                     Rounding::number(3) * Rounding::unit() * Rounding::length(weighted) +
                     Rounding::underflow(weighted.size());
    Matrix<S> inputs(p, C), beside(p, C);
    inputs << weighted, triangle.computed().transpose();
    out->inputs = A(std::move(inputs), off + triangle.off());
    // In a unit as long as what it goes with, so that neither's rounding outweighs the other's.
    beside << weighted, unit_near(S(triangle.computed().norm())) * Matrix<S>::Identity(p, p);
    out->beside_delta = A(std::move(beside), off);
    out->input_means =
        A(std::move(of.means), of.error / sqrt(Rounding::number(static_cast<double>(fewest))));

    const auto at = [&](Eigen::Index rows, Eigen::Index cols, auto entry) {
        return A::of(rows, cols, entry);
    };
    out->one_hot = at(K, C, [&](auto c, auto j) { return c == j ? sqrt(n(c)) : none; });
    out->ones = at(C, 1, [&](auto c, auto) { return c < K ? sqrt(n(c)) : none; });
    out->means = at(C, K, [&](auto i, auto c) { return i == c ? one / sqrt(n(c)) : none; });
    out->between = at(C, K, [&](auto i, auto c) {
        if (i >= K) return none;
        return ((i == c ? one : none) - n(i) / N) / sqrt(n(i));
    });
    out->weighted = at(C, K, [&](auto i, auto c) {
        if (i >= K) return none;
        return ((i == c ? one : none) - n(i) / N) * sqrt(n(c) / n(i));
    });
    return out;
}

namespace {

/// Z_0 .. Z_L of affine layers from Z_0, in columns that hold `ones` of 1.
template <class A>
std::vector<A> features_from(A first, const Passes<A>& t, const A& ones) {
    std::vector<A> Z{std::move(first)};
    for (std::size_t l = 1; l < t.W.size(); ++l) {
        Z.push_back(t.W[l] * Z.back());
        if (t.b[l].rows() > 0) Z.back() = Z.back() + t.b[l] * ones.transpose();
    }
    return Z;
}

/// G_L .. G_1 from Delta_L and what stands beside it; `keep(l, Delta_l)`.
template <class A, class Keep>
void take_gradients(Passes<A>& t, const std::vector<A>& beside, Keep keep) {
    A delta = t.Delta;
    for (std::size_t l = t.W.size() - 1; l >= 1; --l) {
        t.G[l] = delta * beside[l - 1].transpose();
        A below = l > 1 ? t.W[l].transpose() * delta : A();
        keep(l, std::move(delta));
        delta = std::move(below);
    }
}

/// W and b in place, G to come.
template <class A>
void take_weights(Passes<A>& t, const Network<typename A::Point>& net) {
    const auto layers = static_cast<std::size_t>(net.depth());
    t.W.resize(layers + 1);
    t.b.resize(layers + 1);
    t.G.resize(layers + 1);
    for (int l = 1; l <= net.depth(); ++l) {
        const auto i = static_cast<std::size_t>(l);
        t.W[i] = net.W(l);
        if (net.has_bias(l)) t.b[i] = A(Matrix<typename A::Point>(net.b(l)));
    }
}

} // namespace

template <class S>
TrackedPasses<S> track(Network<S> network, std::shared_ptr<const FewColumns<ApproxMatrix<S>>> few) {
    using A = ApproxMatrix<S>;
    TrackedPasses<S> t;
    t.net = std::move(network);
    t.data.classes = few->samples->classes;
    t.few = std::move(few);
    take_weights(t, t.net);
    t.Z = features_from(t.few->inputs, t, t.few->ones);
    for (const A& Z : t.Z) t.f.Z.push_back(Z.value);
    t.f.pre.assign(t.f.Z.begin() + 1, t.f.Z.end());
    t.E = t.Z.back() - t.few->one_hot;
    t.Delta = t.E;
    const std::size_t layers = t.W.size() - 1;
    t.back.Delta.resize(layers);
    t.back.G.resize(layers);
    t.delta_errors.resize(layers);
    take_gradients(t, t.Z, [&](std::size_t l, A delta) {
        t.back.G[l - 1] = t.G[l].value;
        t.delta_errors[l - 1] = delta.error;
        t.back.Delta[l - 1] = std::move(delta.value);
    });
    return t;
}

template <class S>
TrackedPasses<S> track(Network<S> network, std::shared_ptr<const FewColumns<ApproxMatrix<S>>> few,
                       const Loss& loss) {
    using A = ApproxMatrix<S>;
    TrackedPasses<S> t = track(std::move(network), std::move(few));
    t.beside_delta = features_from(t.few->beside_delta, t, t.few->ones);
    t.Delta = delta_of_blocks<A>(t, loss);
    t.block_deltas.resize(t.W.size() - 1);
    take_gradients(t, t.beside_delta,
                   [&](std::size_t l, A delta) { t.block_deltas[l - 1] = std::move(delta); });
    return t;
}

Passes<BallMatrix<double>> enclose_few_columns(const Snapshot& snapshot) {
    using A = BallMatrix<double>;
    Passes<A> t;
    t.few = few_columns<A>(snapshot.data);
    take_weights(t, snapshot.network);
    for (std::size_t l = 1; l < t.W.size(); ++l) t.W[l] = with_norm(std::move(t.W[l]));
    t.Z = features_from(t.few->inputs, t, t.few->ones);
    t.E = t.Z.back() - t.few->one_hot;
    t.Delta = t.E;
    if (is_gradient_of_blocks(snapshot)) {
        t.beside_delta = features_from(t.few->beside_delta, t, t.few->ones);
        t.Delta = delta_of_blocks(t, snapshot.loss);
    }
    take_gradients(t, t.beside_delta.empty() ? t.Z : t.beside_delta, [](std::size_t, const A&) {});
    return t;
}

#define NCV_FEW_COLUMNS(S)                                                                         \
    template std::shared_ptr<const FewColumns<ApproxMatrix<S>>> few_columns(                       \
        const Dataset<double>&);                                                                   \
    template TrackedPasses<S> track(Network<S>,                                                    \
                                    std::shared_ptr<const FewColumns<ApproxMatrix<S>>>);           \
    template TrackedPasses<S> track(                                                               \
        Network<S>, std::shared_ptr<const FewColumns<ApproxMatrix<S>>>, const Loss&);
NCV_FEW_COLUMNS(double)
NCV_FEW_COLUMNS(mp100)

} // namespace ncv
