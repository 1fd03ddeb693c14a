/// Metrics and gradients a second time, as plain loops over vectors: no Eigen, no formula and no
/// code shared with the library. They judge it.
#pragma once

#include "network/network.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace ncv::plain {

template <class S>
using Grid = std::vector<std::vector<S>>; ///< rows of a matrix

template <class S>
Grid<S> grid(const Matrix<S>& A) {
    Grid<S> out(static_cast<std::size_t>(A.rows()),
                std::vector<S>(static_cast<std::size_t>(A.cols())));
    for (std::size_t i = 0; i < out.size(); ++i)
        for (std::size_t j = 0; j < out[i].size(); ++j)
            out[i][j] = A(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
    return out;
}

template <class S>
Grid<S> times(const Grid<S>& A, const Grid<S>& B) {
    Grid<S> C(A.size(), std::vector<S>(B[0].size(), S(0)));
    for (std::size_t i = 0; i < A.size(); ++i)
        for (std::size_t j = 0; j < B[0].size(); ++j)
            for (std::size_t k = 0; k < B.size(); ++k) C[i][j] += A[i][k] * B[k][j];
    return C;
}

/// sigma from its definition, with the digits the scalar has: for scalars of 100 digits and
/// arguments of ordinary size, cancellation costs nothing that a test of double could see.
template <class S>
S sigma(const Activation& a, const S& x) {
    using std::erf, std::exp, std::log, std::tanh, std::sqrt, std::atan;
    const S g(a.gamma), b(a.sharpness);
    switch (a.kind) {
    case ActivationKind::identity: return x;
    case ActivationKind::relu: return x > 0 ? x : S(0);
    case ActivationKind::leaky_relu: return x > 0 ? x : S(g * x);
    case ActivationKind::tanh: return tanh(x);
    case ActivationKind::softplus_leaky_relu:
        return g * x + (1 - g) * (log(1 + exp(b * x)) - log(S(2))) / b;
    case ActivationKind::gaussian_leaky_relu: {
        const S u = x / b, pi = 4 * atan(S(1));
        const S cdf = (1 + erf(u / sqrt(S(2)))) / 2;
        const S density = exp(-u * u / 2) / sqrt(2 * pi);
        return g * x + (1 - g) * (x * cdf + b * density - b / sqrt(2 * pi));
    }
    }
    return S(0);
}

/// Half the squared distance of the outputs from the labels.
template <class S>
S loss(const Network<S>& net, const Dataset<S>& data) {
    Grid<S> Z = grid(data.inputs);
    for (int l = 1; l <= net.depth(); ++l) {
        Z = times(grid(net.W(l)), Z);
        if (l <= net.nonlinear_layers)
            for (auto& row : Z)
                for (S& x : row) x = sigma(net.activation, x);
    }
    S sum(0);
    for (std::size_t k = 0; k < Z.size(); ++k)
        for (std::size_t i = 0; i < Z[k].size(); ++i) {
            const S target = data.labels[i] == static_cast<int>(k) ? S(1) : S(0);
            sum += (Z[k][i] - target) * (Z[k][i] - target);
        }
    return sum / 2;
}

/// Central difference of the loss in one weight.
template <class S>
S slope_of_loss(Network<S> net, const Dataset<S>& data, int l, Eigen::Index i, Eigen::Index j,
                const S& h) {
    net.W(l)(i, j) += h;
    const S up = loss(net, data);
    net.W(l)(i, j) -= 2 * h;
    return (up - loss(net, data)) / (2 * h);
}

/// Class means, p x K, and sizes.
template <class S>
struct Means {
    Grid<S> mu;
    std::vector<int> sizes;
    std::vector<S> global;
};
template <class S>
Means<S> means(const Grid<S>& Z, const std::vector<int>& labels, int K) {
    Means<S> m{Grid<S>(Z.size(), std::vector<S>(static_cast<std::size_t>(K), S(0))),
               std::vector<int>(static_cast<std::size_t>(K), 0), std::vector<S>(Z.size(), S(0))};
    for (int label : labels) ++m.sizes[static_cast<std::size_t>(label)];
    for (std::size_t p = 0; p < Z.size(); ++p)
        for (std::size_t i = 0; i < labels.size(); ++i) {
            const auto c = static_cast<std::size_t>(labels[i]);
            m.mu[p][c] += Z[p][i] / S(m.sizes[c]);
            m.global[p] += Z[p][i] / S(static_cast<int>(labels.size()));
        }
    return m;
}

template <class S>
S nc1(const Grid<S>& Z, const std::vector<int>& labels, int K, bool weighted) {
    const Means<S> m = means(Z, labels, K);
    S within(0), between(0);
    const S N(static_cast<int>(labels.size()));
    for (std::size_t p = 0; p < Z.size(); ++p) {
        for (std::size_t i = 0; i < labels.size(); ++i) {
            const S d = Z[p][i] - m.mu[p][static_cast<std::size_t>(labels[i])];
            within += d * d / N;
        }
        for (std::size_t c = 0; c < m.sizes.size(); ++c) {
            const S d = m.mu[p][c] - m.global[p];
            between += d * d * (weighted ? S(m.sizes[c]) / N : S(1) / S(K));
        }
    }
    return within / between;
}

template <class S>
S nc3(const Grid<S>& Z, const Grid<S>& W, const std::vector<int>& labels) {
    using std::sqrt;
    S sum(0);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto c = static_cast<std::size_t>(labels[i]);
        S dot(0), z(0), w(0);
        for (std::size_t p = 0; p < Z.size(); ++p) {
            dot += Z[p][i] * W[c][p];
            z += Z[p][i] * Z[p][i];
            w += W[c][p] * W[c][p];
        }
        if (z > 0 && w > 0) sum += dot / (sqrt(z) * sqrt(w));
    }
    return sum / S(static_cast<int>(labels.size()));
}

/// Rows less their mean over columns: of class means, M~.
template <class S>
Grid<S> without_mean_column(Grid<S> A) {
    for (auto& row : A) {
        S mean(0);
        for (const S& x : row) mean += x / S(static_cast<int>(row.size()));
        for (S& x : row) x -= mean;
    }
    return A;
}
template <class S>
Grid<S> centred_means(const Grid<S>& Z, const std::vector<int>& labels, int K) {
    return without_mean_column(means(Z, labels, K).mu);
}
template <class S>
Grid<S> transposed(const Grid<S>& A) {
    Grid<S> out(A[0].size(), std::vector<S>(A.size()));
    for (std::size_t i = 0; i < A.size(); ++i)
        for (std::size_t j = 0; j < A[0].size(); ++j) out[j][i] = A[i][j];
    return out;
}
template <class S>
S cosine(const std::vector<S>& a, const std::vector<S>& b) {
    using std::sqrt;
    S dot(0), x(0), y(0);
    for (std::size_t k = 0; k < a.size(); ++k) {
        dot += a[k] * b[k];
        x += a[k] * a[k];
        y += b[k] * b[k];
    }
    return x > 0 && y > 0 ? S(dot / (sqrt(x) * sqrt(y))) : S(0);
}

/// Class variances over squared norms of centred means, each class once.
template <class S>
S nc1_balanced(const Grid<S>& Z, const std::vector<int>& labels, int K) {
    const Means<S> m = means(Z, labels, K);
    S within(0), between(0);
    for (std::size_t p = 0; p < Z.size(); ++p)
        for (std::size_t i = 0; i < labels.size(); ++i) {
            const auto c = static_cast<std::size_t>(labels[i]);
            within += (Z[p][i] - m.mu[p][c]) * (Z[p][i] - m.mu[p][c]) / S(m.sizes[c]);
        }
    for (const auto& row : centred_means(Z, labels, K))
        for (const S& x : row) between += x * x;
    return within / between;
}

template <class S>
S nc3_centred(const Grid<S>& Z, const Grid<S>& W, const std::vector<int>& labels, int K) {
    const Means<S> m = means(Z, labels, K);
    const Grid<S> rows = transposed(without_mean_column(transposed(W)));
    S sum(0);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto c = static_cast<std::size_t>(labels[i]);
        std::vector<S> z;
        for (std::size_t p = 0; p < Z.size(); ++p) {
            S centre(0);
            for (const S& mu : m.mu[p]) centre += mu / S(K);
            z.push_back(Z[p][i] - centre);
        }
        sum += cosine(z, rows[c]) / S(m.sizes[c]) / S(K);
    }
    return sum;
}

template <class S>
S nc3_centred_means(const Grid<S>& Z, const Grid<S>& W, const std::vector<int>& labels, int K) {
    const Grid<S> rows = without_mean_column(transposed(W)), M = centred_means(Z, labels, K);
    std::vector<S> a, b;
    for (std::size_t p = 0; p < M.size(); ++p) {
        a.insert(a.end(), rows[p].begin(), rows[p].end());
        b.insert(b.end(), M[p].begin(), M[p].end());
    }
    return cosine(a, b);
}

template <class S>
S nearest_mean_accuracy(const Grid<S>& Z, const std::vector<int>& labels, int K) {
    const Means<S> m = means(Z, labels, K);
    int right = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        std::vector<S> distance(static_cast<std::size_t>(K), S(0));
        for (std::size_t c = 0; c < distance.size(); ++c)
            for (std::size_t p = 0; p < Z.size(); ++p)
                distance[c] += (Z[p][i] - m.mu[p][c]) * (Z[p][i] - m.mu[p][c]);
        const S own = distance[static_cast<std::size_t>(labels[i])];
        int as_near = 0;
        for (const S& d : distance) as_near += d <= own;
        right += as_near == 1;
    }
    return S(right) / S(static_cast<int>(labels.size()));
}

template <class S>
S cdnv_directional(const Grid<S>& Z, const std::vector<int>& labels, int K) {
    const Means<S> m = means(Z, labels, K);
    S sum(0);
    for (std::size_t c = 0; c < m.sizes.size(); ++c)
        for (std::size_t j = 0; j < m.sizes.size(); ++j) {
            if (j == c) continue;
            S distance(0), variance(0);
            for (std::size_t p = 0; p < Z.size(); ++p)
                distance += (m.mu[p][j] - m.mu[p][c]) * (m.mu[p][j] - m.mu[p][c]);
            for (std::size_t i = 0; i < labels.size(); ++i) {
                if (static_cast<std::size_t>(labels[i]) != c) continue;
                S along(0);
                for (std::size_t p = 0; p < Z.size(); ++p)
                    along += (m.mu[p][j] - m.mu[p][c]) * (Z[p][i] - m.mu[p][c]);
                variance += along * along / distance / S(m.sizes[c]);
            }
            sum += variance / distance;
        }
    return sum / S(K * (K - 1));
}

/// Sum over samples of (z - mu_G)(z - mu_G)^T.
template <class S>
Grid<S> total_scatter(const Grid<S>& Z) {
    Grid<S> T(Z.size(), std::vector<S>(Z.size(), S(0)));
    const Grid<S> centred = without_mean_column(Z);
    for (std::size_t p = 0; p < Z.size(); ++p)
        for (std::size_t q = 0; q < Z.size(); ++q)
            for (std::size_t i = 0; i < Z[0].size(); ++i) T[p][q] += centred[p][i] * centred[q][i];
    return T;
}

/// 1 - sum_c N_c (mu_c - mu_G)^T T^{-1} (mu_c - mu_G)/(K-1), T regular, by Gauss and Jordan.
template <class S>
S variability_collapse_index(const Grid<S>& Z, const std::vector<int>& labels, int K) {
    using std::abs;
    Grid<S> T = total_scatter(Z);
    const Means<S> m = means(Z, labels, K);
    const std::size_t n = Z.size();
    Grid<S> X(n, std::vector<S>(m.sizes.size()));
    for (std::size_t p = 0; p < n; ++p) {
        S mean(0);
        for (const S& z : Z[p]) mean += z / S(static_cast<int>(labels.size()));
        for (std::size_t c = 0; c < m.sizes.size(); ++c) X[p][c] = m.mu[p][c] - mean;
    }
    const Grid<S> means_of_classes = X;
    for (std::size_t p = 0; p < n; ++p) {
        std::size_t best = p;
        for (std::size_t q = p; q < n; ++q)
            if (abs(T[q][p]) > abs(T[best][p])) best = q;
        std::swap(T[p], T[best]);
        std::swap(X[p], X[best]);
        for (std::size_t q = 0; q < n; ++q) {
            if (q == p) continue;
            const S share = T[q][p] / T[p][p];
            for (std::size_t j = 0; j < n; ++j) T[q][j] -= share * T[p][j];
            for (std::size_t c = 0; c < X[q].size(); ++c) X[q][c] -= share * X[p][c];
        }
    }
    S seen(0);
    for (std::size_t p = 0; p < n; ++p)
        for (std::size_t c = 0; c < m.sizes.size(); ++c)
            seen += S(m.sizes[c]) * means_of_classes[p][c] * X[p][c] / T[p][p];
    return S(1) - seen / S(K - 1);
}

/// All eigenvalues of a symmetric matrix by classical Jacobi rotations, any order.
template <class S>
std::vector<S> eigenvalues(Grid<S> A) {
    using std::abs, std::sqrt;
    const std::size_t n = A.size();
    S size(0);
    for (const auto& row : A)
        for (const S& x : row) size += x * x;
    for (int sweep = 0; sweep < 200; ++sweep) {
        S off(0);
        for (std::size_t p = 0; p < n; ++p)
            for (std::size_t q = 0; q < n; ++q)
                if (p != q) off += A[p][q] * A[p][q];
        const S u = std::numeric_limits<S>::epsilon();
        if (off <= size * u * u) break;
        for (std::size_t p = 0; p < n; ++p)
            for (std::size_t q = p + 1; q < n; ++q) {
                if (A[p][q] == 0) continue;
                const S theta = (A[q][q] - A[p][p]) / (2 * A[p][q]);
                const S t = (theta >= 0 ? S(1) : S(-1)) / (abs(theta) + sqrt(theta * theta + 1));
                const S c = 1 / sqrt(t * t + 1), s = t * c;
                for (std::size_t k = 0; k < n; ++k) {
                    const S x = A[k][p], y = A[k][q];
                    A[k][p] = c * x - s * y;
                    A[k][q] = s * x + c * y;
                }
                for (std::size_t k = 0; k < n; ++k) {
                    const S x = A[p][k], y = A[q][k];
                    A[p][k] = c * x - s * y;
                    A[q][k] = s * x + c * y;
                }
            }
    }
    std::vector<S> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(A[i][i]);
    return values;
}

/// Singular values through the smaller Gram matrix, largest first; fit for 50 digits and more.
template <class S>
std::vector<S> singular_values(const Grid<S>& A) {
    using std::sqrt;
    const bool tall = A.size() >= A[0].size();
    const std::size_t n = tall ? A[0].size() : A.size(), m = tall ? A.size() : A[0].size();
    Grid<S> gram(n, std::vector<S>(n, S(0)));
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            for (std::size_t k = 0; k < m; ++k)
                gram[i][j] += tall ? A[k][i] * A[k][j] : A[i][k] * A[j][k];
    std::vector<S> values = eigenvalues(gram);
    for (S& v : values) v = v > 0 ? S(sqrt(v)) : S(0);
    std::sort(values.begin(), values.end(), [](const S& a, const S& b) { return a > b; });
    return values;
}

} // namespace ncv::plain
