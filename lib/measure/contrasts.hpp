/// Helmert's contrasts: K x (K-1), orthonormal columns that sum to 0. With C = I - 11^T/K = U U^T
/// they stand in for C where a rank of K-1 has to be certain: C A and U^T A have the same non-zero
/// singular values, and so have A C and A U.
#pragma once

#include "spectra/approx_matrix.hpp"

namespace ncv {

template <class A>
A contrasts(Eigen::Index K) {
    using Real = typename A::Real;
    const auto number = [](Eigen::Index v) {
        return Real(scalar_of_t<Real>(static_cast<double>(v)));
    };
    return A::of(K, K - 1, [&](Eigen::Index i, Eigen::Index j) {
        const Real share = number(1) / sqrt(number((j + 1) * (j + 2)));
        return i <= j ? share : i == j + 1 ? -number(j + 1) * share : number(0);
    });
}

} // namespace ncv
