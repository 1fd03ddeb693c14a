/// What is asked of features class by class or sample by sample, be the columns of the passes samples or
/// few (few_columns.hpp).
#pragma once

#include "enclosure/collapse.hpp"
#include "measure/few_columns.hpp"
#include "measure/tracked_collapse.hpp"
#include "measure/tracked_feature_parts.hpp"

namespace ncv {

/// Y, and 1.
template <class A>
A one_hot_of(const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (takes_few_columns<A>)
        if (t.few) return t.few->one_hot;
    return A::exact(samples.one_hot());
}
template <class A>
A ones_of(const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (takes_few_columns<A>)
        if (t.few) return t.few->ones;
    return A::exact(Matrix<double>::Ones(samples.samples(), 1));
}

/// Z_l T of few columns, T one that makes of features what their class means tell: means, between or
/// weighted. What the triangle of the other columns is off by does not reach it.
template <class A>
A of_class_means(std::size_t l, const Passes<A>& t, const A& T) {
    using M = Matrix<typename A::Point>;
    const auto& few = *t.few;
    const Eigen::Index K = few.one_hot.rows();
    const A sizes(M(few.ones.computed().topRows(K)), few.ones.off());
    A means(M(few.beside_delta.computed().leftCols(K)), few.beside_delta.off());
    for (std::size_t j = 1; j <= l; ++j) {
        means = t.W[j] * means;
        if (t.b[j].rows() > 0) means = means + t.b[j] * sizes.transpose();
    }
    return means * A(M(T.computed().topRows(K)), T.off());
}

/// Of Z_l.
template <class A>
FeatureParts<A> parts_at(std::size_t l, const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (takes_few_columns<A>)
        if (t.few)
            return {within_of(t.Z[l], samples.classes), of_class_means(l, t, t.few->between),
                    of_class_means(l, t, t.few->weighted)};
    return feature_parts(t.Z[l], samples.labels, samples.classes);
}

/// What feature_parts calls weighted, of Y = `one_hot`.
template <class A>
A weighted_labels(const A& one_hot, const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (takes_few_columns<A>)
        if (t.few) return one_hot * t.few->weighted;
    return feature_parts(one_hot, samples.labels, samples.classes).weighted;
}

/// NC1 and the class means' spectrum, from squared norms.
template <class S>
TrackedCollapse<S> collapse_from(const Approx<S>& within, const Approx<S>& between,
                                 const Approx<S>& weighted, ApproxSpectrum<S> means,
                                 Eigen::Index samples, int classes) {
    const Approx<S> N(S(static_cast<double>(samples))), K(S(static_cast<double>(classes)));
    return {within / N / (between / K), within / N / (weighted / N), std::move(means)};
}
inline EnclosedCollapse collapse_from(const Interval& within, const Interval& between,
                                      const Interval& weighted, EnclosedSpectrum means,
                                      Eigen::Index samples, int classes) {
    return detail::collapse_from(within, between, weighted, std::move(means), samples, classes);
}

/// The same of Z_l.
template <class A>
auto collapse_at(std::size_t l, const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (takes_few_columns<A>)
        if (t.few) {
            const auto parts = parts_at(l, t, samples);
            return collapse_from(
                square(frobenius_norm(parts.within)), square(frobenius_norm(parts.between)),
                square(frobenius_norm(parts.weighted)),
                spectrum(of_class_means(l, t, t.few->means)), samples.samples(), samples.classes);
        }
    return collapse_of(t.Z[l], samples.labels, samples.classes);
}

/// Z_l of a block's samples less their class means, T = W_l .. W_1.
template <class A>
A within_at(std::size_t l, const A& T, const SampleBlock<A>& block) {
    return l == 0 ? block.within : of_block(T, block.within);
}

/// Mean over samples of cos(z + o_c, a_c), z of Z_l less its class means, T = W_l .. W_1, o_c a column
/// of `offsets` and a_c a row of `aims`.
template <class A>
typename A::Real mean_cosine(const FewColumns<A>& few, std::size_t l, const A& T, const A& offsets,
                             const A& aims) {
    using Real = typename A::Real;
    const auto number = [](double n) { return Real(scalar_of_t<Real>(n)); };
    Real sum = number(0);
    for_each_block(few, [&](const SampleBlock<A>& block) {
        sum +=
            number(static_cast<double>(block.labels.size())) *
            nc3_of(A(within_at(l, T, block) + by_class(offsets, block.labels)), aims, block.labels);
    });
    return sum / number(static_cast<double>(few.samples->samples()));
}

/// NC3 of Z_l with the rows of W.
template <class A>
auto nc3_at(std::size_t l, const A& W, const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (takes_few_columns<A>)
        if (t.few)
            return mean_cosine(*t.few, l, maps_of(t)[l], of_class_means(l, t, t.few->means), W);
    return nc3_of(t.Z[l], W, samples.labels);
}

} // namespace ncv
