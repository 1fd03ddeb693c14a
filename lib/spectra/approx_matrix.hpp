/// A computed matrix with a bound on its rounding error, and spectra that inherit it.
///
/// ApproxMatrix<S>{V, e} says: the exact matrix lies within Frobenius distance e of V. A product's
/// rounding is gamma_k ||A||_F ||B||_F with gamma_k = k u/(1 - k u), for any order of summation
/// and with or without fused multiply-add (Higham, section 3.5).
#pragma once

#include "spectra/approx.hpp"
#include "spectra/decompositions.hpp"
#include "spectra/spectra.hpp"

#include <limits>
#include <type_traits>
#include <vector>

namespace ncv {

/// gamma_k = k u/(1 - k u).
template <class S>
S gamma_factor(Eigen::Index k) {
    const S ku = S(static_cast<double>(k)) * unit_roundoff<S>();
    return ku / (S(1) - ku);
}

template <class S>
struct ApproxMatrix {
    using Real = Approx<S>;
    using Point = S;

    Matrix<S> value;
    S error{0};

    ApproxMatrix() = default;
    ApproxMatrix(Matrix<S> v) : value(std::move(v)) {}
    ApproxMatrix(Matrix<S> v, S e) : value(std::move(v)), error(std::move(e)) {}

    static ApproxMatrix exact(const Matrix<double>& m) { return {m.template cast<S>()}; }
    /// Of entries f(i, j).
    template <class F>
    static ApproxMatrix of(Eigen::Index rows, Eigen::Index cols, const F& f) {
        using std::sqrt;
        ApproxMatrix out(Matrix<S>(rows, cols));
        for (Eigen::Index j = 0; j < cols; ++j)
            for (Eigen::Index i = 0; i < rows; ++i) {
                const Real x = f(i, j);
                out.value(i, j) = x.value;
                out.error += x.error * x.error;
            }
        out.error = sqrt(out.error);
        return out;
    }
    Real entry(Eigen::Index i, Eigen::Index j) const { return {value(i, j), error}; }

    /// The same of every arithmetic's matrix: what was computed, and how far off it may be.
    const Matrix<S>& computed() const { return value; }
    const S& off() const { return error; }

    ApproxMatrix transpose() const { return {value.transpose(), error}; }
    Eigen::Index rows() const { return value.rows(); }
    Eigen::Index cols() const { return value.cols(); }
};

/// A cheap upper bound on ||A||: the smaller of ||A||_F and sqrt(||A||_1 ||A||_inf).
template <class S>
S norm_bound(const Matrix<S>& A) {
    using std::sqrt;
    if (A.size() == 0) return S(0);
    const S one = A.cwiseAbs().colwise().sum().maxCoeff();
    const S inf = A.cwiseAbs().rowwise().sum().maxCoeff();
    const S frobenius = A.norm(), mixed = sqrt(S(one * inf));
    return frobenius < mixed ? frobenius : mixed;
}

/// What A B is off by, its sums taken in any order.
template <class S>
S product_error(const ApproxMatrix<S>& A, const ApproxMatrix<S>& B) {
    const S rounding = gamma_factor<S>(A.cols() + 2) * A.value.norm() * B.value.norm();
    S inherited(0);
    if (A.error > S(0)) inherited += A.error * (norm_bound(B.value) + B.error);
    if (B.error > S(0)) inherited += norm_bound(A.value) * B.error;
    return inherited + rounding;
}
template <class S>
ApproxMatrix<S> operator*(const ApproxMatrix<S>& A, const ApproxMatrix<S>& B) {
    const S error = product_error(A, B);
    return {A.value * B.value, error};
}
template <class S>
ApproxMatrix<S> operator+(const ApproxMatrix<S>& A, const ApproxMatrix<S>& B) {
    ApproxMatrix<S> C{A.value + B.value, A.error + B.error};
    C.error += S(2) * unit_roundoff<S>() * C.value.norm();
    return C;
}
template <class S>
ApproxMatrix<S> operator-(const ApproxMatrix<S>& A, const ApproxMatrix<S>& B) {
    ApproxMatrix<S> C{A.value - B.value, A.error + B.error};
    C.error += S(2) * unit_roundoff<S>() * C.value.norm();
    return C;
}
template <class S>
ApproxMatrix<S> operator*(const S& c, const ApproxMatrix<S>& A) {
    using std::abs;
    ApproxMatrix<S> C{c * A.value, abs(c) * A.error};
    C.error += S(2) * unit_roundoff<S>() * C.value.norm();
    return C;
}

/// A + b 1^T, b a column.
template <class S>
ApproxMatrix<S> add_to_columns(ApproxMatrix<S> A, const ApproxMatrix<S>& b) {
    using std::sqrt;
    A.value.colwise() += b.value.col(0);
    A.error += sqrt(S(static_cast<double>(A.cols()))) * b.error +
               S(2) * unit_roundoff<S>() * A.value.norm();
    return A;
}

/// These columns of A.
template <class S>
ApproxMatrix<S> columns_of(const ApproxMatrix<S>& A, const std::vector<Eigen::Index>& columns) {
    return {A.value(Eigen::all, columns), A.error};
}

namespace detail {
/// Of entries that are off by `error` together. Numbers whose squares underflow are scaled first.
template <class S, class Derived>
Approx<S> norm_of(const Eigen::MatrixBase<Derived>& A, const S& error) {
    const S v = A.norm();
    if constexpr (std::is_same_v<S, double>)
        if (v < 0x1p-400) {
            const double scaled = A.stableNorm(), least = std::numeric_limits<double>::denorm_min();
            return {scaled,
                    error + gamma_factor<S>(A.size() + 8) * scaled + (scaled > 0 ? 4 * least : 0)};
        }
    return {v, error + gamma_factor<S>(A.size() + 4) * v};
}
} // namespace detail

/// ||A||_F.
template <class S>
Approx<S> frobenius_norm(const ApproxMatrix<S>& A) {
    return detail::norm_of<S>(A.value, A.error);
}
template <class S>
Approx<S> column_norm(const ApproxMatrix<S>& A, Eigen::Index j) {
    return detail::norm_of<S>(A.value.col(j), A.error);
}
/// The lengths of A's columns; each is off by no more than A is.
template <class S>
std::vector<Approx<S>> column_norms(const ApproxMatrix<S>& A) {
    std::vector<Approx<S>> out;
    for (Eigen::Index i = 0; i < A.cols(); ++i) out.push_back(column_norm(A, i));
    return out;
}
/// ||A||. When every entry of A is exactly 0 so is the norm, up to A's own error.
template <class S>
Approx<S> operator_norm(const ApproxMatrix<S>& A) {
    const S v = operator_norm(A.value);
    const auto longer = A.rows() > A.cols() ? A.rows() : A.cols();
    return {v, A.error + S(8) * S(static_cast<double>(longer)) * unit_roundoff<S>() * v};
}

/// All singular values of an inexact matrix (Weyl: each moves by at most A's error), with the rank
/// that survives that error.
template <class S>
struct ApproxSpectrum {
    std::vector<Approx<S>> values;
    int rank = 0;
    S error{0}; ///< the matrix's own

    Approx<S> largest() const { return values.empty() ? Approx<S>(S(0)) : values.front(); }
    Approx<S> s(Eigen::Index k) const {
        return k <= static_cast<Eigen::Index>(values.size())
                   ? values[static_cast<std::size_t>(k - 1)]
                   : Approx<S>(S(0));
    }
    /// Infinite if the rank is below k; for an inexact matrix that is not certain.
    Approx<S> condition(Eigen::Index k) const {
        const S infinite = std::numeric_limits<S>::infinity();
        if (rank < k) return {infinite, error > S(0) ? infinite : S(0)};
        if (k == 1) return {S(1), S(0)};
        return largest() / s(k);
    }
};

template <class S>
ApproxSpectrum<S> spectrum(const ApproxMatrix<S>& A) {
    const Spectrum<S> plain = spectrum(A.value);
    ApproxSpectrum<S> out;
    out.error = A.error;
    for (Eigen::Index i = 0; i < plain.values.size(); ++i) {
        out.values.push_back({plain.values(i), plain.errors(i) + A.error});
        if (i < plain.rank && plain.values(i) > A.error) out.rank = static_cast<int>(i + 1);
    }
    return out;
}

/// kappa for the rank k; s1 and sk are the spectrum's own.
template <class S>
Approx<S> condition(const ApproxSpectrum<S>& spectrum, const Approx<S>&, const Approx<S>&,
                    Eigen::Index k) {
    return spectrum.condition(k);
}

/// The row space of W (K x m, rank K): W^T = Q R, P = W^+ W = Q Q^T, W^+ = Q R^{-T}.
/// Householder QR; the computed space is off by an angle of about m u kappa(W).
template <class S>
class RowSpace {
  public:
    RowSpace(const ApproxMatrix<S>& W, const Approx<S>& kappa, const Approx<S>& smallest)
        : smallest_(smallest) {
        const Eigen::HouseholderQR<Matrix<S>> qr(W.value.transpose());
        Q_ = thin_q(qr);
        R_ = qr.matrixQR().topRows(W.rows()).template triangularView<Eigen::Upper>();
        angle_ = S(8) * S(static_cast<double>(W.cols())) * unit_roundoff<S>() * kappa.upper();
        if (W.error > S(0)) angle_ += W.error / smallest.lower();
    }

    /// (I - P) A.
    ApproxMatrix<S> outside(const ApproxMatrix<S>& A) const {
        const Matrix<S> once = A.value - Q_ * (Q_.transpose() * A.value);
        return {once - Q_ * (Q_.transpose() * once),
                A.error + (angle_ + S(4) * gamma_factor<S>(Q_.rows() + 2)) * A.value.norm()};
    }
    /// W^+ A for A with K rows.
    ApproxMatrix<S> pseudo_inverse_times(const ApproxMatrix<S>& A) const {
        const Matrix<S> inner =
            R_.transpose().template triangularView<Eigen::Lower>().solve(A.value);
        return {Q_ * inner, (A.error + S(2) * angle_ * A.value.norm()) / smallest_.lower()};
    }

  private:
    Matrix<S> Q_, R_;
    Approx<S> smallest_;
    S angle_;
};

template <class S>
RowSpace<S> row_space(const ApproxMatrix<S>& W, const Approx<S>& kappa, const Approx<S>& smallest) {
    return {W, kappa, smallest};
}

} // namespace ncv
