/// Features taken apart by class with a bound on the rounding: their own error passes through the
/// projections that centring and averaging are.
#pragma once

#include "metrics/class_statistics.hpp"
#include "metrics/feature_parts.hpp"
#include "spectra/approx_matrix.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace ncv {

/// Every class has a sample.
template <class S>
FeatureParts<ApproxMatrix<S>> feature_parts(const ApproxMatrix<S>& Z,
                                            const std::vector<int>& labels, int K) {
    using std::sqrt;
    ClassStatistics<S> s = class_statistics(Z.value, labels, K);
    const auto fewest = *std::min_element(s.counts.begin(), s.counts.end());
    const S rounding = gamma_factor<S>(Z.cols() + Z.rows() + 8) * Z.value.norm() + Z.error;
    Matrix<S> weighted = s.between;
    for (Eigen::Index c = 0; c < K; ++c)
        weighted.col(c) *= S(sqrt(S(static_cast<double>(s.counts[static_cast<std::size_t>(c)]))));
    return {{std::move(s.within), rounding},
            {std::move(s.between), S(2) * rounding / sqrt(S(static_cast<double>(fewest)))},
            {std::move(weighted), S(2) * rounding}};
}

} // namespace ncv
