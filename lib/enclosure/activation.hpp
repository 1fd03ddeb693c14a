/// The activations of network/activation.hpp enclosed: of intervals by MPFR, which rounds its
/// elementary functions correctly, so that no mathematical library's accuracy is taken on trust; of
/// matrices in double by polynomials whose coefficients and errors come from such intervals.
#pragma once

#include "enclosure/ball_matrix.hpp"
#include "enclosure/smooth_activation.hpp"
#include "network/activation.hpp"

#include <cmath>
#include <optional>
#include <utility>

namespace ncv {

/// sigma(x) for every x of the interval.
Interval activate(const Activation& a, const Interval& x);

/// sigma'(x) for every x of the interval; at a kink the left slope.
Interval slope(const Activation& a, const Interval& x);

/// sigma of every entry of one matrix after another.
class ActivatedMatrices {
  public:
    explicit ActivatedMatrices(const Activation& a) : activation_(a) {
        if (!a.is_positively_homogeneous()) smooth_.emplace(a);
    }
    /// Slopes are at most 1, so a radius passes through unchanged.
    BallMatrix<double> operator()(const BallMatrix<double>& pre) {
        if (activation_.kind == ActivationKind::identity) return pre;
        Matrix<double> mid = pre.mid;
        const Interval rounding = smooth_ ? bend(mid) : kink(mid);
        return {std::move(mid), pre.radius + rounding};
    }

  private:
    /// A product's rounding is u of it, and eta where it underflows.
    Interval kink(Matrix<double>& Z) const {
        for (double& x : Z.reshaped())
            if (!(x > 0)) x = activation_.least_slope() * x;
        return enclosed_roundoff(double()) * enclosed_frobenius(Z) +
               sqrt(Interval(static_cast<double>(Z.size()))) * least_positive(double());
    }
    Interval bend(Matrix<double>& Z) {
        Interval squares(0);
        Matrix<double> lost(Z.rows(), 1);
        for (Eigen::Index j = 0; j < Z.cols(); ++j) {
            for (Eigen::Index i = 0; i < Z.rows(); ++i) {
                const EnclosedValue sigma = smooth_->at(Z(i, j));
                Z(i, j) = sigma.value;
                lost(i) = (std::abs(sigma.rest) + sigma.error) * (1 + 0x1p-50);
            }
            squares += square(enclosed_frobenius(lost));
        }
        return sqrt(squares);
    }

    Activation activation_;
    std::optional<SmoothActivation> smooth_;
};

inline BallMatrix<double> activate(const Activation& a, const BallMatrix<double>& pre) {
    return ActivatedMatrices(a)(pre);
}

} // namespace ncv
