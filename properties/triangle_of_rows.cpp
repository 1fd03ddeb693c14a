/// The triangle of many rows is theirs: B is within its bound of Q T for the best Q of orthonormal
/// columns, in 100 digits. min ||B - Q T||_F^2 = ||B||_F^2 + ||T||_F^2 - 2 ||T B^T||_* (the orthogonal
/// Procrustes problem), ||T B^T||_* the sum of the roots of T B^T B T^T's eigenvalues.
#include "measure/triangle_of_rows.hpp"

#include "data/random.hpp"
#include "network/multiprecision.hpp"
#include "spectra/decompositions.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace ncv {
namespace {

struct Rows {
    const char* what;
    Eigen::Index rows, columns;
    double graded = 1;                   ///< column c is this to the c-th
    bool repeated = false, dead = false; ///< two columns are one; one is 0
};

Matrix<double> rows_of(const Rows& r, std::uint64_t seed) {
    Random random(seed);
    Matrix<double> B = gaussian_matrix(random, r.rows, r.columns);
    for (Eigen::Index c = 0; c < r.columns; ++c)
        B.col(c) *= std::pow(r.graded, static_cast<double>(c));
    if (r.repeated) B.col(r.columns - 1) = B.col(0);
    if (r.dead) B.col(r.columns / 2).setZero();
    return B;
}

/// `at_once` rows at a time.
ApproxMatrix<double> triangle_of(const Matrix<double>& B, Eigen::Index at_once) {
    TriangleOfRows<double> triangle(B.cols());
    for (Eigen::Index first = 0; first < B.rows(); first += at_once)
        triangle.add(B.middleRows(first, std::min(at_once, B.rows() - first)));
    return triangle.all();
}

double distance_from_rotated(const Matrix<double>& B, const Matrix<double>& T) {
    const Matrix<mp100> exact = B.cast<mp100>(), triangle = T.cast<mp100>();
    const Matrix<mp100> gram = exact.transpose() * exact;
    const Matrix<mp100> square = triangle * gram * triangle.transpose();
    const Eigen::SelfAdjointEigenSolver<Matrix<mp100>> eigen(square, Eigen::EigenvaluesOnly);
    mp100 nuclear(0);
    for (Eigen::Index i = 0; i < square.rows(); ++i)
        if (eigen.eigenvalues()(i) > 0) nuclear += sqrt(eigen.eigenvalues()(i));
    const mp100 apart = exact.squaredNorm() + triangle.squaredNorm() - 2 * nuclear;
    return apart > 0 ? static_cast<double>(mp100(sqrt(apart))) : 0;
}

TEST(TriangleOfRows, IsThatOfTheRowsWithinItsBound) {
    for (const Rows& r :
         {Rows{"one column", 40, 1}, Rows{"fewer than a panel", 60, 5}, Rows{"a panel", 60, 16},
          Rows{"a panel and a column", 60, 17}, Rows{"panels", 150, 37},
          Rows{"rows that halve unevenly", 301, 20}, Rows{"graded", 80, 20, 1e-3},
          Rows{"graded upwards", 80, 20, 1e3}, Rows{"repeated", 80, 20, 1, true},
          Rows{"dead", 80, 20, 1, false, true}, Rows{"dead and repeated", 80, 33, 0.1, true, true}})
        for (const Eigen::Index at_once : {r.rows, Eigen::Index(4)}) {
            const Matrix<double> B = rows_of(r, 7);
            const auto T = triangle_of(B, at_once);
            const std::string what = fmt::format("{}, {} rows at once", r.what, at_once);
            EXPECT_TRUE(T.value.isUpperTriangular(0)) << what;
            EXPECT_LE(distance_from_rotated(B, T.value), T.error) << what;
            // No more than a thousand roundings for each row and reflection.
            EXPECT_LT(T.error, 1e3 * 1.2e-16 * static_cast<double>(r.rows + r.columns) * B.norm())
                << what;
        }
}

/// Of 257 terms 128 are one part, added up in a row, and 129 are halved once more.
TEST(TriangleOfRows, SumsAreNoDeeperThanSaid) {
    const std::function<Eigen::Index(Eigen::Index)> depth = [&](Eigen::Index n) {
        return n > 128 ? 1 + std::max(depth(n / 2), depth(n - n / 2)) : 3 + (n + 7) / 8;
    };
    for (Eigen::Index n = 1; n < 5000; ++n) {
        EXPECT_GE(pairwise_depth(n), depth(n)) << n;
        EXPECT_GE(pairwise_depth(n + 1), pairwise_depth(n)) << n; // reflections get shorter
    }
}

TEST(TriangleOfRows, OfNoRowsThatAreNot0IsNone) {
    const auto T = triangle_of(Matrix<double>::Zero(50, 20), 50);
    EXPECT_EQ(T.value.norm(), 0);
    EXPECT_EQ(T.error, 0);
}

} // namespace
} // namespace ncv
