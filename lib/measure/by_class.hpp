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

/// Of Z, which has a column where the passes have one.
template <class A>
FeatureParts<A> parts_of(const A& Z, const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (!is_enclosure<typename A::Real>)
        if (t.few) return {within_of(Z, samples.classes), Z * t.few->between, Z * t.few->weighted};
    return feature_parts(Z, samples.labels, samples.classes);
}

/// NC1 and the class means' spectrum of Z_l.
template <class A>
auto collapse_at(std::size_t l, const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (!is_enclosure<typename A::Real>)
        if (t.few) {
            using Real = typename A::Real;
            const auto parts = parts_of(t.Z[l], t, samples);
            const Real N(scalar_of_t<Real>(static_cast<double>(samples.samples())));
            const Real K(scalar_of_t<Real>(static_cast<double>(samples.classes)));
            const Real within = square(frobenius_norm(parts.within)) / N;
            return TrackedCollapse<scalar_of_t<Real>>{
                within / (square(frobenius_norm(parts.between)) / K),
                within / (square(frobenius_norm(parts.weighted)) / N),
                spectrum(t.Z[l] * t.few->means)};
        }
    return collapse_of(t.Z[l], samples.labels, samples.classes);
}

/// Mean over samples of cos(T x + o_c, a_c), x the inputs less their class means, o_c a column of
/// `offsets` and a_c a row of `aims`.
template <class S>
Approx<S> mean_cosine(const FewColumns<ApproxMatrix<S>>& few, const ApproxMatrix<S>& T,
                      const ApproxMatrix<S>& offsets, const ApproxMatrix<S>& aims) {
    const auto number = [](auto n) { return Approx<S>(S(static_cast<double>(n))); };
    Approx<S> sum(S(0));
    for_each_block(few, [&](const SampleBlock<S>& block) {
        sum += number(block.labels.size()) *
               nc3_of(T * block.within + by_class(offsets, block.labels), aims, block.labels);
    });
    return sum / number(few.samples->samples());
}

/// NC3 of Z_l with the rows of W.
template <class A>
auto nc3_at(std::size_t l, const A& W, const Passes<A>& t, const Dataset<double>& samples) {
    if constexpr (!is_enclosure<typename A::Real>)
        if (t.few) return mean_cosine(*t.few, maps_of(t)[l], t.Z[l] * t.few->means, W);
    return nc3_of(t.Z[l], W, samples.labels);
}

} // namespace ncv
