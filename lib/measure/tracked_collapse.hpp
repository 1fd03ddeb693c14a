/// NC1, NC2 and NC3 with bounds on their rounding: the features' own error passes through the
/// projections that centring and averaging are.
#pragma once

#include "metrics/neural_collapse.hpp"
#include "spectra/approx_matrix.hpp"

#include <algorithm>

namespace ncv {

/// NC1 (both weightings) of inexact features, and their class means' spectrum, of which NC2 is the
/// condition.
template <class S>
struct TrackedCollapse {
    Approx<S> nc1, nc1_weighted;
    ApproxSpectrum<S> means;
};

template <class S>
TrackedCollapse<S> collapse_of(const ApproxMatrix<S>& Z, const std::vector<int>& labels, int K) {
    using R = Approx<S>;
    const ClassStatistics<S> s = class_statistics(Z.value, labels, K);
    using std::sqrt;
    const auto fewest = *std::min_element(s.counts.begin(), s.counts.end());
    const S size = Z.value.norm();
    const S rounding = gamma_factor<S>(Z.cols() + Z.rows() + 8) * size + Z.error;
    const S mean_error = S(2) * rounding / sqrt(S(static_cast<double>(fewest)));
    const S N = S(static_cast<double>(Z.cols()));
    const R within = square(R(s.within.norm(), rounding)) / R(N);
    const R between = square(R(s.between.norm(), mean_error)) / R(S(K));
    const S weighted = sqrt(S(s.between_trace_weighted()));
    return {within / between, within / square(R(weighted, S(2) * rounding / sqrt(N))),
            spectrum(ApproxMatrix<S>(s.means, mean_error))};
}

template <class S>
Approx<S> nc3_of(const ApproxMatrix<S>& Z, const ApproxMatrix<S>& W,
                 const std::vector<int>& labels) {
    using std::sqrt;
    const S value = nc3_mean_cosine(Z.value, W.value, labels);
    S inverse_squares(0);
    for (Eigen::Index i = 0; i < Z.cols(); ++i)
        inverse_squares += S(1) / Z.value.col(i).squaredNorm();
    const S moved =
        Z.error > S(0)
            ? S(S(2) * Z.error * sqrt(inverse_squares) / S(static_cast<double>(Z.cols())))
            : S(0);
    S turned = moved; // a row by W's error, and with it each of its samples' cosines
    if (W.error > S(0)) {
        std::vector<S> chords(static_cast<std::size_t>(W.rows()), S(0));
        for (const int c : labels)
            chords[static_cast<std::size_t>(c)] += S(1) / W.value.row(c).norm();
        S squares(0);
        for (const S& chord : chords) squares += chord * chord;
        turned += S(2) * W.error * sqrt(squares) / S(static_cast<double>(Z.cols()));
    }
    return {value, (turned < S(2) ? turned : S(2)) + gamma_factor<S>(4 * Z.rows() + 16)};
}

} // namespace ncv
