/// Every quantity of LastLayer (measure/last_layer.hpp) from its definition in docs/claims.md, as
/// plain loops.
#pragma once

#include "support/plain_head.hpp"

namespace ncv::plain {

/// Below it, relative to what it is taken from, a number of 300 digits is rounding.
template <class S>
S vanishing() {
    return S("1e-140");
}

/// Orthonormal vectors that span the rows of A: Gram and Schmidt twice, the longest rest first.
template <class S>
Grid<S> row_basis(Grid<S> A) {
    using std::sqrt;
    Grid<S> basis;
    const S least = size(A) * vanishing<S>();
    for (std::size_t k = 0; k < A.size(); ++k) {
        std::size_t longest = 0;
        for (std::size_t i = 1; i < A.size(); ++i)
            if (squares(Grid<S>{A[i]}) > squares(Grid<S>{A[longest]})) longest = i;
        std::vector<S> q = A[longest];
        const S length = size(Grid<S>{q});
        if (!(length > least)) break;
        for (S& x : q) x /= length;
        for (int again = 0; again < 2; ++again)
            for (auto& row : A) {
                S along(0);
                for (std::size_t p = 0; p < q.size(); ++p) along += row[p] * q[p];
                for (std::size_t p = 0; p < q.size(); ++p) row[p] -= along * q[p];
            }
        basis.push_back(q);
    }
    return basis;
}

/// The letters of section H.
template <class S>
struct ClassifierParts {
    std::vector<int> labels, sizes;
    int K;
    Grid<S> logits;           ///< K x N
    Grid<S> rows;             ///< W~, K x p
    Grid<S> means;            ///< M~, p x K
    Grid<S> centred, within;  ///< Z less the mean of the class means; less its class means
    Grid<S> projected_within; ///< P of the latter
    Grid<S> projected, projected_means;
};

/// Q^T Q B for orthonormal rows Q; nothing where there are none.
template <class S>
Grid<S> project(const Grid<S>& Q, const Grid<S>& B) {
    if (Q.empty()) return Grid<S>(B.size(), std::vector<S>(B[0].size(), S(0)));
    return times(transposed(Q), times(Q, B));
}

template <class S>
ClassifierParts<S> classifier_parts(const Snapshot& s, const Passes<S>& t) {
    const auto L = t.W.size() - 1;
    ClassifierParts<S> c{s.data.labels, {}, s.data.classes, t.Z[L], {}, {}, {}, {}, {}, {}, {}};
    const Means<S> m = means(t.Z[L - 1], c.labels, c.K);
    c.sizes = m.sizes;
    c.rows = transposed(without_mean_column(transposed(t.W[L])));
    c.means = without_mean_column(m.mu);
    c.centred = c.within = t.Z[L - 1];
    for (std::size_t p = 0; p < c.means.size(); ++p) {
        S centre(0);
        for (const S& mu : m.mu[p]) centre += mu / S(c.K);
        for (std::size_t i = 0; i < c.labels.size(); ++i) {
            c.centred[p][i] -= centre;
            c.within[p][i] -= m.mu[p][static_cast<std::size_t>(c.labels[i])];
        }
    }
    const Grid<S> basis = row_basis(c.rows);
    c.projected = project(basis, c.centred);
    c.projected_within = project(basis, c.within);
    c.projected_means = project(basis, c.means);
    return c;
}

template <class S>
std::vector<S> column(const Grid<S>& A, std::size_t i) {
    std::vector<S> out;
    for (const auto& row : A) out.push_back(row[i]);
    return out;
}

/// Each class's mean of what `of(i)` is for its samples, and the mean of these over classes.
template <class S, class Of>
std::vector<S> class_means(const ClassifierParts<S>& c, Of of) {
    std::vector<S> out(c.sizes.size(), S(0));
    for (std::size_t i = 0; i < c.labels.size(); ++i) {
        const auto label = static_cast<std::size_t>(c.labels[i]);
        out[label] += of(i) / S(c.sizes[label]);
    }
    return out;
}
template <class S, class Of>
S balanced_mean(const ClassifierParts<S>& c, Of of) {
    S sum(0);
    for (const S& mean : class_means(c, of)) sum += mean / S(c.K);
    return sum;
}

inline std::string of_sample(const char* name, std::size_t i) {
    return name + (" of " + std::to_string(i));
}
inline std::string of_pair(const char* name, std::size_t c, std::size_t j) {
    return name + (" of " + std::to_string(c) + " to " + std::to_string(j));
}

/// cos, 0 where a vector is nothing but rounding of something that `size` tells of.
template <class S>
S cosine_beyond(const std::vector<S>& a, const std::vector<S>& b, const S& size_of_a) {
    return size(Grid<S>{a}) > size_of_a * vanishing<S>() ? cosine(a, b) : S(0);
}

template <class S>
void add_logits(Quantities<S>& q, const ClassifierParts<S>& c) {
    using std::exp, std::log, std::log1p, std::sqrt;
    const auto own = [&](std::size_t i) { return static_cast<std::size_t>(c.labels[i]); };
    const auto wrong = [&](std::size_t i) {
        S sum(0);
        for (std::size_t j = 0; j < c.logits.size(); ++j)
            if (j != own(i)) sum += exp(c.logits[j][i] - c.logits[own(i)][i]);
        return sum;
    };
    const auto entropy = [&](std::size_t i) { return S(log1p(wrong(i))); };
    const auto soft = [&](std::size_t i) {
        return S(-S(c.K - 1) / S(c.K) * log(wrong(i) / S(c.K - 1)));
    };
    q["margin"] = balanced_mean(c, [&](std::size_t i) {
        S mean(0);
        for (const auto& row : c.logits) mean += row[i] / S(c.K);
        return S(c.logits[own(i)][i] - mean);
    });
    q["cross_entropy"] = q["residual"] = S(0);
    for (std::size_t i = 0; i < c.labels.size(); ++i) {
        q["cross_entropy"] += entropy(i) / S(static_cast<int>(c.labels.size()));
        S margin = std::numeric_limits<S>::infinity();
        for (std::size_t j = 0; j < c.logits.size(); ++j) {
            if (j != own(i)) margin = std::min(margin, S(c.logits[own(i)][i] - c.logits[j][i]));
            const S error = c.logits[j][i] - (j == own(i) ? 1 : 0);
            q["residual"] += error * error;
        }
        q[of_sample("sample_margin", i)] = margin;
    }
    q["residual"] = sqrt(q["residual"]);
    q["cross_entropy_balanced"] = balanced_mean(c, entropy);
    q["soft_margin"] = balanced_mean(c, soft);
    const std::vector<S> entropies = class_means(c, entropy);
    for (std::size_t k = 0; k < entropies.size(); ++k)
        q[of_sample("cross_entropies", k)] = entropies[k];
}

template <class S>
void add_nearness(Quantities<S>& q, const ClassifierParts<S>& c) {
    const Grid<S> mu = transposed(c.means), z = transposed(c.within);
    const S coincide = squares(mu) * vanishing<S>();
    const auto apart = [&](std::size_t k, std::size_t j) {
        return combined(Grid<S>{mu[j]}, S(-1), Grid<S>{mu[k]});
    };
    for (std::size_t i = 0; i < z.size(); ++i) {
        const auto k = static_cast<std::size_t>(c.labels[i]);
        S nearness = -std::numeric_limits<S>::infinity();
        for (std::size_t j = 0; j < mu.size(); ++j) {
            if (j == k) continue;
            const Grid<S> u = apart(k, j);
            const S distance = squares(u), along = times(u, transposed(Grid<S>{z[i]}))[0][0];
            const bool distinct = distance > coincide;
            nearness = std::max(nearness, distinct ? S(2 * along / distance) : S(1));
            q[of_pair("distance", k, j)] = distance;
            if (distinct) q[of_pair("variance", k, j)] += along * along / distance / S(c.sizes[k]);
        }
        q[of_sample("nearness", i)] = nearness;
    }
}

/// Of a snapshot whose last layer is linear.
template <class S>
Quantities<S> last_layer(const Snapshot& s) {
    const Passes<S> t = passes<S>(s);
    const ClassifierParts<S> c = classifier_parts(s, t);
    const auto K = static_cast<std::size_t>(c.K);
    const S count(c.K);
    const auto square_of = [](const Grid<S>& A) {
        return [&](std::size_t i) { return squares(Grid<S>{column(A, i)}); };
    };
    Quantities<S> q;
    add_logits(q, c);
    q["S_W"] = balanced_mean(c, square_of(c.within));
    q["S_B"] = squares(c.means) / count;
    q["S_T"] = q["S_W"] + q["S_B"];
    q["E_W"] = squares(c.rows) / count;
    q["P_W"] = balanced_mean(c, square_of(c.projected_within));
    q["P_B"] = squares(c.projected_means) / count;
    q["rest"] = q["S_T"] - q["P_B"] - q["P_W"];
    add_where_defined(q, "nc1", S(q["S_W"] / q["S_B"]));
    q["nc2"] = condition(c.means, K - 1);
    q["projected_1"] = norm(c.projected_means);
    q["projected_least"] = singular_value(c.projected_means, K - 1);
    q["least_row"] = std::numeric_limits<S>::infinity();
    for (const auto& row : c.rows) q["least_row"] = std::min(q["least_row"], size(Grid<S>{row}));
    const Grid<S> means_by_class = transposed(c.means);
    std::vector<S> all_rows, all_means;
    for (std::size_t k = 0; k < K; ++k) {
        all_rows.insert(all_rows.end(), c.rows[k].begin(), c.rows[k].end());
        all_means.insert(all_means.end(), means_by_class[k].begin(), means_by_class[k].end());
    }
    q["means_cosine"] = cosine(all_rows, all_means);
    const auto row_of = [&](std::size_t i) {
        return c.rows[static_cast<std::size_t>(c.labels[i])];
    };
    const auto sample_cosine = [&](std::size_t i) {
        return cosine(column(c.centred, i), row_of(i));
    };
    q["nc3"] = balanced_mean(c, sample_cosine);
    for (std::size_t i = 0; i < c.labels.size(); ++i) {
        q[of_sample("cosine", i)] = sample_cosine(i);
        const std::vector<S> inside = column(c.projected, i);
        q[of_sample("projected", i)] = size(Grid<S>{inside});
        q[of_sample("projected_cosine", i)] =
            cosine_beyond(inside, row_of(i), size(Grid<S>{column(c.centred, i)}));
    }
    add_nearness(q, c);
    return q;
}

} // namespace ncv::plain
