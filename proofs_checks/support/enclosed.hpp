/// What judges an enclosure: members of balls on their boundaries, and 100 digits.
#pragma once

#include "enclosure/ball_matrix.hpp"
#include "enclosure/environment.hpp"
#include "network/multiprecision.hpp"

#include <gtest/gtest.h>

#include <random>

namespace ncv::proofs {

using Ball = BallMatrix<double>;
using Exact = Matrix<mp100>;

inline mp100 upper(const Interval& x) {
    mp100 out;
    mpfr_set(out.backend().data(), x.right(), MPFR_RNDU);
    return out;
}
inline mp100 lower(const Interval& x) {
    mp100 out;
    mpfr_set(out.backend().data(), x.left(), MPFR_RNDD);
    return out;
}
inline void expect_inside(const mp100& truth, const Interval& x, const char* what) {
    const mp100 slack = abs(truth) * mp100("1e-80") + mp100("1e-400");
    EXPECT_TRUE(lower(x) <= truth + slack && truth - slack <= upper(x))
        << what << ": " << truth.str(25) << " in [" << lower(x).str(25) << ", " << upper(x).str(25)
        << "]";
}
inline void expect_member(const Exact& truth, const Ball& ball, const char* what) {
    const mp100 distance = Exact(truth - ball.mid.cast<mp100>()).norm();
    EXPECT_TRUE(distance <= upper(ball.radius) * (1 + mp100("1e-80")))
        << what << ": " << distance.str(10) << " above " << upper(ball.radius).str(10);
}

class Draws {
  public:
    explicit Draws(unsigned seed) : random_(seed) {}
    int whole(int least, int most) {
        return std::uniform_int_distribution<int>(least, most)(random_);
    }
    double normal() { return std::normal_distribution<double>()(random_); }
    Matrix<double> matrix(Eigen::Index rows, Eigen::Index cols, int exponent = 0) {
        Matrix<double> A(rows, cols);
        for (double& a : A.reshaped()) a = std::ldexp(normal(), exponent + whole(-2, 2));
        return A;
    }
    /// Often exact, else with a radius of up to the midpoint's own size.
    Ball ball(Matrix<double> mid) {
        const int kind = whole(0, 2);
        const double size = mid.norm();
        return {std::move(mid), Interval(kind ? size * std::ldexp(1.0, -20 * (kind - 1)) : 0)};
    }
    /// A member of the ball, on its boundary.
    Exact member(const Ball& A) {
        const Exact away = matrix(A.rows(), A.cols()).cast<mp100>();
        return A.mid.cast<mp100>() + away * mp100(upper(A.radius) / away.norm());
    }

  private:
    std::mt19937_64 random_;
};

/// Everything here happens in the fast tier's environment and precision.
class Enclosures : public testing::Test {
    StandardFloatingPoint standard_;
    IntervalPrecision precision_{200};
};

} // namespace ncv::proofs
