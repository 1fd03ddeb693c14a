/// <A, B> = tr A^T B of two inexact matrices.
#pragma once

#include "spectra/approx_matrix.hpp"

namespace ncv {

/// In any order of summation (Higham, section 3.1): gamma_n sum |a_i b_i| is at most
/// gamma_n ||A||_F ||B||_F.
template <class S>
Approx<S> inner_product(const ApproxMatrix<S>& A, const ApproxMatrix<S>& B) {
    const S a = A.value.norm(), b = B.value.norm();
    return {A.value.cwiseProduct(B.value).sum(), A.error * b + a * B.error + A.error * B.error +
                                                     gamma_factor<S>(A.value.size() + 4) * a * b};
}

} // namespace ncv
