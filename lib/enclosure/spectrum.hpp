/// Verified norms and condition numbers of inexact matrices, through the Gram matrix of the smaller
/// side and Weyl's inequality: each singular value moves by at most the matrix's radius.
#pragma once

#include "enclosure/extreme_eigenvalues.hpp"
#include "spectra/lanczos.hpp"
#include "spectra/spectra.hpp"

namespace ncv {

struct EnclosedSpectrum {
    Interval s1, sk; ///< the largest and the min(rows, cols)-th
    Eigen::Index k = 0;
    int rank = 0; ///< k where sk is certainly positive or may be, less where it is 0

    const Interval& largest() const { return s1; }
    /// The largest, the k-th, and those beyond it, which are 0.
    Interval s(Eigen::Index i) const {
        return i > k ? Interval(0) : i == 1 ? s1 : i == k ? sk : Interval();
    }
};

/// s1/sk >= 1; with an infinite upper end where sk may be 0, infinite where it is.
inline Interval condition(const Interval& s1, const Interval& sk) {
    return max(over(s1, sk), Interval(1));
}
/// The same for the rank k.
inline Interval condition(const EnclosedSpectrum&, const Interval& s1, const Interval& sk,
                          Eigen::Index k) {
    return k == 1 && certainly_greater(s1, Interval(0)) ? Interval(1) : condition(s1, sk);
}

namespace detail {

/// A 2^-e with entries of size at most 1.
template <class S>
struct Scaled {
    BallMatrix<S> A;
    int e = 0;
    Interval back(Interval x) const {
        mpfi_mul_2si(x.data(), x.data(), e);
        return x;
    }
};
template <class S>
Scaled<S> scaled_to_one(BallMatrix<S> A) {
    int e = 0;
    using std::frexp, std::ldexp;
    if (A.mid.size()) frexp(S(A.mid.cwiseAbs().maxCoeff()), &e);
    for (S& a : A.mid.reshaped()) a = ldexp(a, -e);
    mpfi_mul_2si(A.radius.data(), A.radius.data(), -e);
    const Interval lost = sqrt(Interval(static_cast<double>(A.mid.size()))) * least_positive(S());
    if (e > 0) A.radius += lost;
    A.norm.reset();
    return {std::move(A), e};
}

/// A A^T or A^T A, the smaller of the two, of the midpoint alone, with a symmetric midpoint.
template <class S>
BallMatrix<S> gram(const Matrix<S>& A) {
    const bool wide = A.rows() <= A.cols();
    const Eigen::Index n = std::min(A.rows(), A.cols()), k = std::max(A.rows(), A.cols());
    Matrix<S> G = lower_gram<S>(wide ? A : Matrix<S>(A.transpose()));
    mirror_lower(G);
    return {std::move(G), product_rounding<S>(k, n, n, square(enclosed_frobenius(A)))};
}

inline const Matrix<double>& in_double(const Matrix<double>& A) { return A; }
inline Matrix<double> in_double(const Matrix<mpx>& A) {
    return A.unaryExpr([](const mpx& a) { return nearest_double(a); });
}

/// Products up to this many operations are worth many digits.
inline constexpr double many_digits = 2e7;

/// Near the eigenvalues of G = mid mid^T, the largest first: with all digits of a double where G has more,
/// else as G tells them.
inline Vector<double> near_eigenvalues(const Matrix<mpx>& mid, const Matrix<mpx>&) {
    return singular_values(in_double(mid)).cwiseAbs2();
}
inline Vector<double> near_eigenvalues(const Matrix<double>&, const Matrix<double>& G) {
    const Eigen::SelfAdjointEigenSolver<Matrix<double>> solved(G, Eigen::EigenvaluesOnly);
    return solved.eigenvalues().reverse().cwiseMax(0);
}

template <class S>
EnclosedSpectrum spectrum_of(const Matrix<S>& mid, const Interval& radius) {
    EnclosedSpectrum out;
    out.k = std::min(mid.rows(), mid.cols());
    const BallMatrix<S> G = gram(mid);
    const Vector<double> near = near_eigenvalues(mid, G.mid);
    const auto root = [&](Extreme which, double eigenvalue) {
        const Interval value = sqrt(extreme_eigenvalue(G, which, S(eigenvalue)));
        return max(widened(value, radius), Interval(0));
    };
    out.s1 = root(Extreme::largest, near(0));
    out.sk = out.k == 1 ? out.s1 : root(Extreme::smallest, near(out.k - 1));
    out.rank = static_cast<int>(is_zero(out.sk) ? out.k - 1 : out.k);
    return out;
}

} // namespace detail

/// s_1 and the smallest of A's min(rows, cols) singular values. Where A is thin its Gram matrix is
/// formed in the precision at hand, so that even kappa = 1e12 costs no digits of the smallest.
template <class S>
EnclosedSpectrum spectrum(const BallMatrix<S>& A) {
    const Eigen::Index k = std::min(A.rows(), A.cols()), longer = std::max(A.rows(), A.cols());
    const auto scaled = detail::scaled_to_one(A);
    const double products = static_cast<double>(k) * static_cast<double>(k * longer);
    EnclosedSpectrum out =
        products <= detail::many_digits
            ? detail::spectrum_of<mpx>(scaled.A.mid.template cast<mpx>(), scaled.A.radius)
            : detail::spectrum_of<S>(scaled.A.mid, scaled.A.radius);
    out.s1 = scaled.back(out.s1);
    out.sk = scaled.back(out.sk);
    return out;
}

/// ||A||.
template <class S>
Interval operator_norm(BallMatrix<S> A) {
    const Interval size = enclosed_frobenius(A.mid);
    if (is_zero(size)) return max(widened(size, A.radius), Interval(0));
    auto scaled = detail::scaled_to_one(std::move(A));
    const BallMatrix<S> G = detail::gram(scaled.A.mid);
    scaled.A.mid.resize(0, 0);
    const Matrix<double>& near = detail::in_double(G.mid);
    const auto apply = [&](const Vector<double>& v) { return Vector<double>(near * v); };
    const double guess =
        lanczos_norm<double>(G.rows(), apply, Definiteness::positive_semidefinite, 40).lower;
    const Interval norm = sqrt(extreme_eigenvalue(G, Extreme::largest, S(guess)));
    return max(scaled.back(widened(norm, scaled.A.radius)), Interval(0));
}

} // namespace ncv
