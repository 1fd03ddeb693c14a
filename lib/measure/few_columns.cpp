#include "measure/few_columns.hpp"

#include "network/multiprecision.hpp"

#include <Eigen/Householder>

namespace ncv {
namespace {

/// Means of differences from a first member of the class, as class_statistics has them.
template <class S>
Matrix<S> class_means(const Dataset<double>& data) {
    Matrix<S> anchor(data.inputs.rows(), data.classes), sums = anchor;
    std::vector<double> counts(static_cast<std::size_t>(data.classes), 0);
    for (Eigen::Index i = 0; i < data.samples(); ++i) {
        const int c = data.labels[static_cast<std::size_t>(i)];
        const auto x = data.inputs.col(i).template cast<S>();
        if (counts[static_cast<std::size_t>(c)]++ == 0) {
            anchor.col(c) = x;
            sums.col(c).setZero();
        } else {
            sums.col(c) += x - anchor.col(c);
        }
    }
    for (int c = 0; c < data.classes; ++c)
        anchor.col(c) += sums.col(c) / S(counts[static_cast<std::size_t>(c)]);
    return anchor;
}

/// The triangles of samples less their class means.
template <class S>
class Triangles {
  public:
    Triangles(const Dataset<double>& data, const Matrix<S>& means) : data_(data), means_(means) {}

    /// R^T of all samples, p x p.
    Matrix<S> all() { return of(0, data_.samples()); }
    S squares{0};    ///< ||X^w||_F^2
    long levels = 0; ///< of halves
    Eigen::Index leaf() const { return std::max<Eigen::Index>(16 * means_.rows(), 64); }

  private:
    Matrix<S> of(Eigen::Index first, Eigen::Index n, long level = 0) {
        const Eigen::Index p = means_.rows();
        levels = std::max(levels, level);
        Matrix<S> rows;
        if (n <= leaf()) {
            rows = data_.inputs.middleCols(first, n).transpose().template cast<S>();
            for (Eigen::Index i = 0; i < n; ++i)
                rows.row(i) -=
                    means_.col(data_.labels[static_cast<std::size_t>(first + i)]).transpose();
            squares += rows.squaredNorm();
            if (n < p) rows.conservativeResizeLike(Matrix<S>::Zero(p, p));
        } else {
            rows.resize(2 * p, p);
            rows.topRows(p) = of(first, n / 2, level + 1);
            rows.bottomRows(p) = of(first + n / 2, n - n / 2, level + 1);
        }
        return triangle(rows);
    }
    /// Reflection by reflection: of blocks of reflections no constant is known.
    static Matrix<S> triangle(Matrix<S>& rows) {
        const Eigen::Index p = rows.cols();
        std::vector<S> workspace(static_cast<std::size_t>(p));
        for (Eigen::Index k = 0; k < p; ++k) {
            const Eigen::Index below = rows.rows() - k;
            S tau, diagonal;
            rows.col(k).tail(below).makeHouseholderInPlace(tau, diagonal);
            rows.bottomRightCorner(below, p - k - 1)
                .applyHouseholderOnTheLeft(rows.col(k).tail(below - 1), tau, workspace.data());
            rows(k, k) = diagonal;
        }
        return rows.topRows(p).template triangularView<Eigen::Upper>();
    }

    const Dataset<double>& data_;
    const Matrix<S>& means_;
};

} // namespace

bool is_worth_few_columns(const Snapshot& s) {
    const Eigen::Index p = s.data.inputs.rows(), N = s.data.samples();
    return s.network.nonlinear_layers == 0 && s.loss.kind == LossKind::squared_error &&
           N >= 4 * (s.data.classes + p) && N * p >= 1L << 18;
}

template <class S>
std::shared_ptr<const FewColumns<ApproxMatrix<S>>> few_columns(const Dataset<double>& samples) {
    using std::sqrt;
    using A = ApproxMatrix<S>;
    using R = Approx<S>;
    const Eigen::Index K = samples.classes, p = samples.inputs.rows(), C = K + p;
    const auto counts = samples.class_counts();
    const auto fewest = *std::min_element(counts.begin(), counts.end());
    const auto n = [&](Eigen::Index c) {
        return R(S(static_cast<double>(counts[static_cast<std::size_t>(c)])));
    };
    const R N(S(static_cast<double>(samples.samples()))), none(S(0)), one(S(1));

    auto out = std::make_shared<FewColumns<A>>();
    out->samples = &samples;
    Matrix<S> means = class_means<S>(samples);
    Triangles<S> triangles(samples, means);
    const Matrix<S> R_T = triangles.all();

    out->inputs.value.resize(p, C);
    S squares = triangles.squares;
    for (Eigen::Index c = 0; c < K; ++c) {
        out->inputs.value.col(c) = sqrt(n(c).value) * means.col(c);
        squares += out->inputs.value.col(c).squaredNorm();
    }
    out->inputs.value.rightCols(p) = R_T.transpose();
    // Of centring and averaging, as class_parts has it; means N_c times as often weigh sqrt(N_c).
    const S rounding = S(2) * gamma_factor<S>(samples.samples() + p + 8) * sqrt(squares);
    const auto levels = static_cast<Eigen::Index>(triangles.levels);
    const Eigen::Index reflections = p * (10 * triangles.leaf() + 35 + levels * (20 * p + 35));
    out->inputs.error =
        S(3) * rounding + S(2) * gamma_factor<S>(reflections) * sqrt(triangles.squares);
    out->input_means = {std::move(means), rounding / sqrt(S(static_cast<double>(fewest)))};

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
    t.Z.push_back(t.few->inputs);
    t.f.Z.push_back(t.few->inputs.value);
    for (int l = 1; l <= L; ++l) {
        const auto i = static_cast<std::size_t>(l);
        t.W[i] = t.net.W(l);
        A Z = t.W[i] * t.Z[i - 1];
        if (t.net.has_bias(l)) {
            t.b[i] = A(Matrix<S>(t.net.b(l)));
            Z = Z + t.b[i] * t.few->ones.transpose();
        }
        t.f.pre.push_back(Z.value);
        t.f.Z.push_back(Z.value);
        t.Z.push_back(std::move(Z));
    }
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

#define NCV_FEW_COLUMNS(S)                                                                         \
    template std::shared_ptr<const FewColumns<ApproxMatrix<S>>> few_columns(                       \
        const Dataset<double>&);                                                                   \
    template TrackedPasses<S> track(Network<S>, std::shared_ptr<const FewColumns<ApproxMatrix<S>>>);
NCV_FEW_COLUMNS(double)
NCV_FEW_COLUMNS(mp100)

} // namespace ncv
