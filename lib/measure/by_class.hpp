/// What is asked of features class by class or sample by sample, be the columns of the passes samples or
/// few (few_columns.hpp).
#pragma once

#include "measure/few_columns.hpp"
#include "measure/tracked_collapse.hpp"
#include "measure/tracked_feature_parts.hpp"

namespace ncv {

/// Y, and 1.
template <class A>
A one_hot_of(const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (!is_enclosure<typename A::Real>)
        if (t.few) return t.few->one_hot;
    return A::exact(samples.one_hot());
}
template <class A>
A ones_of(const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (!is_enclosure<typename A::Real>)
        if (t.few) return t.few->ones;
    return A::exact(Matrix<double>::Ones(samples.samples(), 1));
}

/// Z_l T of few columns, T one that makes of features what their class means tell: means, between or
/// weighted. What the triangle of the other columns is off by does not reach it.
template <class S>
ApproxMatrix<S> of_class_means(std::size_t l, const Passes<ApproxMatrix<S>>& t,
                               const ApproxMatrix<S>& T) {
    using A = ApproxMatrix<S>;
    const auto& few = *t.few;
    const Eigen::Index K = few.one_hot.rows();
    const A sizes(Matrix<S>(few.ones.value.topRows(K)), few.ones.error);
    A means(Matrix<S>(few.beside_delta.value.leftCols(K)), few.beside_delta.error);
    for (std::size_t j = 1; j <= l; ++j) {
        means = t.W[j] * means;
        if (t.b[j].rows() > 0) means = means + t.b[j] * sizes.transpose();
    }
    return means * A(Matrix<S>(T.value.topRows(K)), T.error);
}

/// Of Z_l.
template <class A>
FeatureParts<A> parts_at(std::size_t l, const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (!is_enclosure<typename A::Real>)
        if (t.few)
            return {within_of(t.Z[l], samples.classes), of_class_means(l, t, t.few->between),
                    of_class_means(l, t, t.few->weighted)};
    return feature_parts(t.Z[l], samples.labels, samples.classes);
}

/// What feature_parts calls weighted, of Y = `one_hot`.
template <class A>
A weighted_labels(const A& one_hot, const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (!is_enclosure<typename A::Real>)
        if (t.few) return one_hot * t.few->weighted;
    return feature_parts(one_hot, samples.labels, samples.classes).weighted;
}

/// NC1 and the class means' spectrum of Z_l.
template <class A>
auto collapse_at(std::size_t l, const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (!is_enclosure<typename A::Real>)
        if (t.few) {
            using Real = typename A::Real;
            const auto parts = parts_at(l, t, samples);
            const Real N(scalar_of_t<Real>(static_cast<double>(samples.samples())));
            const Real K(scalar_of_t<Real>(static_cast<double>(samples.classes)));
            const Real within = square(frobenius_norm(parts.within)) / N;
            return TrackedCollapse<scalar_of_t<Real>>{
                within / (square(frobenius_norm(parts.between)) / K),
                within / (square(frobenius_norm(parts.weighted)) / N),
                spectrum(of_class_means(l, t, t.few->means))};
        }
    return collapse_of(t.Z[l], samples.labels, samples.classes);
}

/// Z_l of a block's samples less their class means, T = W_l .. W_1.
template <class S>
ApproxMatrix<S> within_at(std::size_t l, const ApproxMatrix<S>& T, const SampleBlock<S>& block) {
    return l == 0 ? block.within : of_block(T, block.within);
}

/// Mean over samples of cos(z + o_c, a_c), z of Z_l less its class means, T = W_l .. W_1, o_c a column
/// of `offsets` and a_c a row of `aims`.
template <class S>
Approx<S> mean_cosine(const FewColumns<ApproxMatrix<S>>& few, std::size_t l,
                      const ApproxMatrix<S>& T, const ApproxMatrix<S>& offsets,
                      const ApproxMatrix<S>& aims) {
    const auto number = [](auto n) { return Approx<S>(S(static_cast<double>(n))); };
    Approx<S> sum(S(0));
    for_each_block(few, [&](const SampleBlock<S>& block) {
        sum += number(block.labels.size()) *
               nc3_of(within_at(l, T, block) + by_class(offsets, block.labels), aims, block.labels);
    });
    return sum / number(few.samples->samples());
}

/// NC3 of Z_l with the rows of W.
template <class A>
auto nc3_at(std::size_t l, const A& W, const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (!is_enclosure<typename A::Real>)
        if (t.few)
            return mean_cosine(*t.few, l, maps_of(t)[l], of_class_means(l, t, t.few->means), W);
    return nc3_of(t.Z[l], W, samples.labels);
}

} // namespace ncv
