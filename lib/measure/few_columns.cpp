#include "measure/few_columns.hpp"

#include "measure/triangle_of_rows.hpp"
#include "network/multiprecision.hpp"

namespace ncv {
namespace {

/// Class means, Mu + M, with a bound on ||M D^{1/2}||_F.
template <class S>
struct ClassMeans {
    Matrix<S> means;
    S error;
};

/// Means of differences from a first member of the class, as class_statistics has them. Of a block their
/// sums add up to n terms, the most members that a class has in a block, and the blocks' sums are added:
/// the class's mean is off by gamma_{n + blocks + 2} of the mean of its differences' sizes, which times
/// sqrt(N_c) is no longer than their Euclidean length, and by u of itself.
template <class S>
ClassMeans<S> class_means(const Dataset<double>& data) {
    using std::sqrt;
    const Eigen::Index p = data.dimension(), K = data.classes;
    const auto counts = data.class_counts();
    Matrix<S> anchor(p, K), sums = Matrix<S>::Zero(p, K), block(p, K);
    std::vector<bool> anchored(static_cast<std::size_t>(K), false);
    S squares(0);
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
        squares += X.squaredNorm();
        ++blocks;
    });
    ClassMeans<S> out{std::move(anchor), gamma_factor<S>(most + blocks + 2) * sqrt(squares)};
    S sizes(0);
    for (Eigen::Index c = 0; c < K; ++c) {
        const S n(static_cast<double>(counts[static_cast<std::size_t>(c)]));
        out.means.col(c) += sums.col(c) / n;
        sizes += n * out.means.col(c).squaredNorm();
    }
    out.error += unit_roundoff<S>() * sqrt(sizes);
    return out;
}

/// R^T of samples less their class means, and what [R 0] is off by.
template <class S>
ApproxMatrix<S> triangle_within(const Dataset<double>& data, const ClassMeans<S>& of) {
    using std::sqrt;
    TriangleOfRows<S> triangle(data.dimension());
    const Eigen::Index most = triangle.most_rows();
    S squares(0);
    for (Eigen::Index first = 0; first < data.samples(); first += most) {
        const Eigen::Index n = std::min(most, data.samples() - first);
        Matrix<S> within = data.columns(first, n).template cast<S>();
        for (Eigen::Index i = 0; i < n; ++i)
            within.col(i) -= of.means.col(data.labels[static_cast<std::size_t>(first + i)]);
        squares += within.squaredNorm();
        triangle.add(within.transpose());
    }
    ApproxMatrix<S> out = triangle.all();
    out.error = sqrt(S(2)) * (out.error + of.error + S(2) * unit_roundoff<S>() * sqrt(squares));
    return out;
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

/// The passes' Delta_L by blocks: [Delta H D^{-1/2}, Delta (X^w)^T/t], t the unit of beside_delta.
template <class S>
ApproxMatrix<S> delta_of_blocks(const TrackedPasses<S>& t, const Loss& loss) {
    using std::sqrt;
    using A = ApproxMatrix<S>;
    const Dataset<double>& data = *t.few->samples;
    const Eigen::Index K = data.classes, p = data.dimension();
    const A map = maps_of(t).back(), means = t.beside_delta.back() * t.few->means;
    Matrix<S> sums = Matrix<S>::Zero(K, K), products = Matrix<S>::Zero(K, p), block_sums(K, K);
    S delta_errors(0), deltas(0), within_errors(0), withins(0);
    Eigen::Index blocks = 0;
    for_each_block(*t.few, [&](const SampleBlock<S>& block) {
        const auto n = static_cast<Eigen::Index>(block.labels.size());
        Matrix<S> Y = Matrix<S>::Zero(K, n);
        for (Eigen::Index i = 0; i < n; ++i) Y(block.labels[static_cast<std::size_t>(i)], i) = S(1);
        const A logits = of_block(map, block.within) + by_class(means, block.labels);
        const Matrix<S> delta = loss_gradient(loss, logits.value, Y);
        S error = logits.error + S(2) * unit_roundoff<S>() * delta.norm();
        if (loss.kind == LossKind::cross_entropy) error += softmax_rounding<S>(K, n);
        products += product(delta, Matrix<S>(block.within.value.transpose()));
        block_sums.setZero();
        for (Eigen::Index i = 0; i < n; ++i)
            block_sums.col(block.labels[static_cast<std::size_t>(i)]) += delta.col(i);
        sums += block_sums;
        delta_errors += error * error;
        deltas += delta.squaredNorm();
        within_errors += block.within.error * block.within.error;
        withins += block.within.value.squaredNorm();
        ++blocks;
    });
    // H D^{-1/2} has orthonormal columns; a sum has block_size terms in a block, and the blocks' sums.
    const S rounding = gamma_factor<S>(block_size + blocks + 4) * sqrt(deltas);
    const S error = sqrt(delta_errors), within_error = sqrt(within_errors);
    const auto counts = data.class_counts();
    for (Eigen::Index c = 0; c < K; ++c)
        sums.col(c) /= S(sqrt(S(static_cast<double>(counts[static_cast<std::size_t>(c)]))));
    const A R = within_of(t.few->inputs, K);
    const S length = norm_bound(R.value) + R.error;
    const S off =
        error * (length + within_error) + sqrt(deltas) * within_error + rounding * sqrt(withins);
    const S unit = t.few->beside_delta.value(0, K);
    A out(Matrix<S>(K, K + p));
    out.value << sums, products / unit;
    out.error = error + rounding + off / unit;
    return out;
}

} // namespace

bool is_worth_few_columns(const Snapshot& s) {
    const Eigen::Index p = s.data.dimension(), N = s.data.samples();
    return s.network.nonlinear_layers == 0 && N >= 4 * (s.data.classes + p) && N * p >= 1L << 18;
}

template <class S>
std::shared_ptr<const FewColumns<ApproxMatrix<S>>> few_columns(const Dataset<double>& samples) {
    using std::sqrt;
    using A = ApproxMatrix<S>;
    using R = Approx<S>;
    const Eigen::Index K = samples.classes, p = samples.dimension(), C = K + p;
    const auto counts = samples.class_counts();
    const auto fewest = *std::min_element(counts.begin(), counts.end());
    const auto n = [&](Eigen::Index c) {
        return R(S(static_cast<double>(counts[static_cast<std::size_t>(c)])));
    };
    const R N(S(static_cast<double>(samples.samples()))), none(S(0)), one(S(1));

    auto out = std::make_shared<FewColumns<A>>();
    out->samples = &samples;
    ClassMeans<S> of = class_means<S>(samples);
    const A triangle = triangle_within(samples, of);

    A weighted(Matrix<S>(p, K));
    for (Eigen::Index c = 0; c < K; ++c) weighted.value.col(c) = sqrt(n(c).value) * of.means.col(c);
    weighted.error = of.error + S(3) * unit_roundoff<S>() * weighted.value.norm();
    out->inputs.value.resize(p, C);
    out->inputs.value << weighted.value, triangle.value.transpose();
    out->inputs.error = weighted.error + triangle.error;
    out->beside_delta.value.resize(p, C);
    // In a unit as long as what it goes with, so that neither's rounding outweighs the other's.
    out->beside_delta.value << weighted.value,
        unit_near(S(triangle.value.norm())) * Matrix<S>::Identity(p, p);
    out->beside_delta.error = weighted.error;
    out->input_means = {std::move(of.means), of.error / sqrt(S(static_cast<double>(fewest)))};

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
template <class S>
std::vector<ApproxMatrix<S>> features_from(ApproxMatrix<S> first, const Passes<ApproxMatrix<S>>& t,
                                           const ApproxMatrix<S>& ones) {
    std::vector<ApproxMatrix<S>> Z{std::move(first)};
    for (std::size_t l = 1; l < t.W.size(); ++l) {
        Z.push_back(t.W[l] * Z.back());
        if (t.b[l].rows() > 0) Z.back() = Z.back() + t.b[l] * ones.transpose();
    }
    return Z;
}

} // namespace

template <class S>
TrackedPasses<S> track(Network<S> network, std::shared_ptr<const FewColumns<ApproxMatrix<S>>> few) {
    using A = ApproxMatrix<S>;
    TrackedPasses<S> t;
    t.net = std::move(network);
    t.data.classes = few->samples->classes;
    t.few = std::move(few);
    const int L = t.net.depth();
    const auto size = static_cast<std::size_t>(L);
    t.W.resize(size + 1);
    t.b.resize(size + 1);
    t.G.resize(size + 1);
    for (int l = 1; l <= L; ++l) {
        const auto i = static_cast<std::size_t>(l);
        t.W[i] = t.net.W(l);
        if (t.net.has_bias(l)) t.b[i] = A(Matrix<S>(t.net.b(l)));
    }
    t.Z = features_from(t.few->inputs, t, t.few->ones);
    for (const A& Z : t.Z) t.f.Z.push_back(Z.value);
    t.f.pre.assign(t.f.Z.begin() + 1, t.f.Z.end());
    t.E = t.Z.back() - t.few->one_hot;
    t.Delta = t.E;
    t.back.Delta.resize(size);
    t.back.G.resize(size);
    t.delta_errors.resize(size);
    A delta = t.Delta;
    for (int l = L; l >= 1; --l) {
        const auto i = static_cast<std::size_t>(l);
        t.back.Delta[i - 1] = delta.value;
        t.delta_errors[i - 1] = delta.error;
        t.G[i] = delta * t.Z[i - 1].transpose();
        t.back.G[i - 1] = t.G[i].value;
        if (l > 1) delta = t.W[i].transpose() * delta;
    }
    return t;
}

template <class S>
TrackedPasses<S> track(Network<S> network, std::shared_ptr<const FewColumns<ApproxMatrix<S>>> few,
                       const Loss& loss) {
    TrackedPasses<S> t = track(std::move(network), std::move(few));
    t.beside_delta = features_from(t.few->beside_delta, t, t.few->ones);
    t.Delta = delta_of_blocks(t, loss);
    t.block_deltas.resize(t.W.size() - 1);
    ApproxMatrix<S> delta = t.Delta;
    for (std::size_t l = t.W.size() - 1; l >= 1; --l) {
        t.G[l] = delta * t.beside_delta[l - 1].transpose();
        ApproxMatrix<S> below = t.W[l].transpose() * delta;
        t.block_deltas[l - 1] = std::move(delta);
        delta = std::move(below);
    }
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
