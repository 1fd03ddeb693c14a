/// The slow tier's matrix: every entry an interval of the precision at hand. Operations that are
/// exact leave points, so small dyadic networks are measured without any error at all.
#pragma once

#include "enclosure/spectrum.hpp"

#include <vector>

namespace ncv {

class IntervalMatrix {
  public:
    using Real = Interval;
    using Point = mpx;

    IntervalMatrix() = default;
    IntervalMatrix(Eigen::Index rows, Eigen::Index cols)
        : rows_(rows), cols_(cols), entries_(static_cast<std::size_t>(rows * cols), Interval(0)) {}
    explicit IntervalMatrix(const Matrix<mpx>& m) : IntervalMatrix(m.rows(), m.cols()) {
        for (Eigen::Index i = 0; i < rows_; ++i)
            for (Eigen::Index j = 0; j < cols_; ++j) (*this)(i, j) = enclosed(m(i, j));
    }
    /// The exact matrix of a snapshot.
    static IntervalMatrix exact(const Matrix<double>& m) {
        IntervalMatrix out(m.rows(), m.cols());
        for (Eigen::Index i = 0; i < m.rows(); ++i)
            for (Eigen::Index j = 0; j < m.cols(); ++j) out(i, j) = Interval(m(i, j));
        return out;
    }

    /// Of entries f(i, j).
    template <class F>
    static IntervalMatrix of(Eigen::Index rows, Eigen::Index cols, const F& f) {
        IntervalMatrix out(rows, cols);
        for (Eigen::Index i = 0; i < rows; ++i)
            for (Eigen::Index j = 0; j < cols; ++j) out(i, j) = f(i, j);
        return out;
    }
    const Interval& entry(Eigen::Index i, Eigen::Index j) const { return (*this)(i, j); }

    Eigen::Index rows() const { return rows_; }
    Eigen::Index cols() const { return cols_; }
    Interval& operator()(Eigen::Index i, Eigen::Index j) {
        return entries_[static_cast<std::size_t>(i * cols_ + j)];
    }
    const Interval& operator()(Eigen::Index i, Eigen::Index j) const {
        return entries_[static_cast<std::size_t>(i * cols_ + j)];
    }
    const std::vector<Interval>& entries() const { return entries_; }

    IntervalMatrix transpose() const {
        IntervalMatrix out(cols_, rows_);
        for (Eigen::Index i = 0; i < rows_; ++i)
            for (Eigen::Index j = 0; j < cols_; ++j) out(j, i) = (*this)(i, j);
        return out;
    }
    template <class F>
    IntervalMatrix map(const F& f) const {
        IntervalMatrix out = *this;
        for (Interval& x : out.entries_) x = f(x);
        return out;
    }

  private:
    Eigen::Index rows_ = 0, cols_ = 0;
    std::vector<Interval> entries_;
};

inline IntervalMatrix operator*(const IntervalMatrix& A, const IntervalMatrix& B) {
    IntervalMatrix out(A.rows(), B.cols());
    Interval product;
    for (Eigen::Index i = 0; i < A.rows(); ++i)
        for (Eigen::Index k = 0; k < A.cols(); ++k) {
            const Interval& a = A(i, k);
            if (is_zero(a)) continue;
            for (Eigen::Index j = 0; j < B.cols(); ++j) {
                mpfi_mul(product.data(), a.data(), B(k, j).data());
                Interval& sum = out(i, j);
                mpfi_add(sum.data(), sum.data(), product.data());
            }
        }
    return out;
}
inline IntervalMatrix operator-(const IntervalMatrix& A, const IntervalMatrix& B) {
    IntervalMatrix out = A;
    for (Eigen::Index i = 0; i < A.rows(); ++i)
        for (Eigen::Index j = 0; j < A.cols(); ++j) out(i, j) = A(i, j) - B(i, j);
    return out;
}
inline IntervalMatrix operator+(const IntervalMatrix& A, const IntervalMatrix& B) {
    return A - B.map([](const Interval& x) { return -x; });
}
/// A + b 1^T, b a column.
inline IntervalMatrix add_to_columns(IntervalMatrix A, const IntervalMatrix& b) {
    for (Eigen::Index i = 0; i < A.rows(); ++i)
        for (Eigen::Index j = 0; j < A.cols(); ++j) A(i, j) += b(i, 0);
    return A;
}
inline IntervalMatrix operator*(const mpx& c, const IntervalMatrix& A) {
    return A.map([&](const Interval& x) { return enclosed(c) * x; });
}
/// The same matrix, known less well by `slack` in Frobenius norm.
inline IntervalMatrix widened(const IntervalMatrix& A, const Interval& slack) {
    return A.map([&](const Interval& x) { return widened(x, slack); });
}

inline Interval sum_of_squares(const IntervalMatrix& A) {
    Interval sum(0);
    for (const Interval& x : A.entries()) sum += square(x);
    return sum;
}
inline Interval frobenius_norm(const IntervalMatrix& A) { return sqrt(sum_of_squares(A)); }

/// These columns of A.
inline IntervalMatrix columns_of(const IntervalMatrix& A,
                                 const std::vector<Eigen::Index>& columns) {
    return IntervalMatrix::of(
        A.rows(), static_cast<Eigen::Index>(columns.size()),
        [&](Eigen::Index i, Eigen::Index j) { return A(i, columns[static_cast<std::size_t>(j)]); });
}
inline Interval column_norm(const IntervalMatrix& A, Eigen::Index j) {
    Interval sum(0);
    for (Eigen::Index i = 0; i < A.rows(); ++i) sum += square(A(i, j));
    return sqrt(sum);
}

/// Midpoints, and the Frobenius norm of the half-widths around them.
inline BallMatrix<mpx> ball_around(const IntervalMatrix& A) {
    Matrix<mpx> mid(A.rows(), A.cols());
    Interval squares(0);
    for (Eigen::Index i = 0; i < A.rows(); ++i)
        for (Eigen::Index j = 0; j < A.cols(); ++j) {
            mid(i, j) = middle<mpx>(A(i, j));
            squares += square(A(i, j) - enclosed(mid(i, j)));
        }
    return {std::move(mid), sqrt(squares)};
}

namespace detail {
/// The Gram matrix of the smaller side.
inline IntervalMatrix gram(const IntervalMatrix& A) {
    return A.rows() <= A.cols() ? A * A.transpose() : A.transpose() * A;
}
/// Off the diagonal exactly 0, so that the diagonal is the spectrum.
inline bool is_exactly_diagonal(const IntervalMatrix& G) {
    for (Eigen::Index i = 0; i < G.rows(); ++i)
        for (Eigen::Index j = 0; j < G.cols(); ++j)
            if (i != j && !is_zero(G(i, j))) return false;
    return true;
}
inline EnclosedSpectrum diagonal_spectrum(const IntervalMatrix& G) {
    EnclosedSpectrum out;
    out.k = G.rows();
    out.s1 = out.sk = sqrt(G(0, 0));
    for (Eigen::Index i = 1; i < G.rows(); ++i) {
        out.s1 = max(out.s1, sqrt(G(i, i)));
        out.sk = min(out.sk, sqrt(G(i, i)));
    }
    out.rank = static_cast<int>(is_zero(out.sk) ? out.k - 1 : out.k);
    return out;
}
} // namespace detail

inline EnclosedSpectrum spectrum(const IntervalMatrix& A) {
    const IntervalMatrix G = detail::gram(A);
    return detail::is_exactly_diagonal(G) ? detail::diagonal_spectrum(G) : spectrum(ball_around(A));
}
inline Interval operator_norm(const IntervalMatrix& A) {
    const IntervalMatrix G = detail::gram(A);
    return detail::is_exactly_diagonal(G) ? detail::diagonal_spectrum(G).s1
                                          : operator_norm(ball_around(A));
}

} // namespace ncv
