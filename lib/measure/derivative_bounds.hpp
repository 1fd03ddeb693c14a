/// Bounds on the rounding of products with J, J^T and the Hessian, and on their norms: the
/// recursions of network/tangent.hpp once more, in norms only, for a direction of norm 1.
///
/// Every product A B rounds by gamma_k ||A||_F ||B||_F, an entrywise one by a few u; what is
/// inexact already is carried along by norms. sigma' and sigma'' are as inexact as their arguments
/// through the Lipschitz constants of slope_lipschitz and curvature_lipschitz; where sigma' jumps
/// it is taken as computed.
#pragma once

#include "measure/tracked_passes.hpp"
#include "network/tangent.hpp"

namespace ncv {

/// A norm of the exact thing, or a bound on it, and a bound on the computed one's distance.
template <class S>
struct NormAndError {
    S norm{0}, error{0};
};

template <class S>
class DerivativeBounds {
  public:
    DerivativeBounds(const Network<S>& net, const Linearisation<S>& at, const TrackedPasses<S>& t)
        : net_(net), at_(at), L_(net.weights.size()), samples_(at.E.cols()) {
        const auto beta = slope_lipschitz(net.activation);
        const S further = S(curvature_lipschitz(net.activation));
        for (std::size_t i = 0; i < L_; ++i) {
            w_.push_back(operator_norm(t.W[i + 1]).upper());
            w_F_.push_back(net.weights[i].norm());
            z_.push_back({at.f.Z[i].norm(), t.Z[i].error});
            if (i >= at.slope.size()) continue;
            const S pre = (t.W[i + 1] * t.Z[i]).error;
            slope_error_.push_back(S(8) * u() + S(beta.value_or(0)) * pre);
            steep_.push_back(at.slope[i].cwiseAbs().maxCoeff() + slope_error_[i]);
            bend_.push_back(at.curvature[i].cwiseAbs().maxCoeff());
            bend_error_.push_back(S(8) * u() * S(beta.value_or(0)) + further * pre);
        }
        // T_l for ||V|| = 1.
        S T(0), error(0);
        T_.push_back({T, error});
        for (std::size_t i = 0; i < L_; ++i) {
            const S p = z_[i].norm + w_[i] * T;
            S p_error = gamma(net.weights[i].cols() + 3) * (z_[i].norm + w_F_[i] * T) +
                        z_[i].error + w_[i] * error;
            P_.push_back({p, p_error});
            T = steep(i) * p;
            error = steep(i) * p_error + blur(i) * p;
            T_.push_back({T, error});
        }
    }

    /// J V for ||V|| = 1.
    const NormAndError<S>& push() const { return T_.back(); }

    /// J^T U for ||U||_F = 1, and one entry of tangent_kernel beside it.
    NormAndError<S> pull() const {
        NormAndError<S> total;
        S d(1), error(0);
        for (std::size_t i = L_; i-- > 0;) {
            error = steep(i) * error + blur(i) * d;
            d *= steep(i);
            const S G = d * z_[i].norm;
            total.norm += G * G;
            const S G_error =
                gamma(samples_ + 2) * G + error * z_[i].norm + (d + error) * z_[i].error;
            total.error += G_error * G_error;
            error = gamma(net_.weights[i].rows() + 2) * w_F_[i] * d + w_[i] * error;
            d = w_[i] * d;
        }
        return root(total);
    }

    /// An entry of tangent_kernel.
    NormAndError<S> kernel_entry() const {
        const NormAndError<S> row = pull();
        Eigen::Index longest = samples_;
        for (std::size_t i = 0; i < L_; ++i)
            longest = std::max({longest, net_.weights[i].cols(), net_.weights[i].rows()});
        const Eigen::Index sums = 2 * longest + static_cast<Eigen::Index>(L_) + 4;
        const S size = row.norm * row.norm;
        return {size, gamma(sums) * size + (S(2) * row.norm + row.error) * row.error};
    }

    /// H V for ||V|| = 1.
    NormAndError<S> hessian(const NormAndError<S>& E, const S& lambda) const {
        NormAndError<S> total;
        S a = E.norm, a_error = E.error;                 // W^T Delta_{l+1}
        S b = T_.back().norm, b_error = T_.back().error; // A'
        for (std::size_t i = L_; i-- > 0;) {
            const S d = steep(i) * a, d_error = steep(i) * a_error + blur(i) * a; // Delta_l
            S q = steep(i) * b, q_error = steep(i) * b_error + blur(i) * b;       // Delta'_l
            if (i < at_.slope.size()) {
                const S c = bend_[i] + bend_error_[i], p = P_[i].norm;
                q += c * p * a;
                q_error += bend_error_[i] * p * a +
                           c * (P_[i].error * a + (p + P_[i].error) * a_error) + S(4) * u() * q;
            }
            const NormAndError<S>&z = z_[i], &T = T_[i];
            const S H = q * z.norm + d * T.norm;
            total.norm += (H + lambda) * (H + lambda);
            const S error = gamma(samples_ + 4) * (H + lambda) + q_error * z.norm +
                            (q + q_error) * z.error + d_error * T.norm + (d + d_error) * T.error;
            total.error += error * error;
            const S k = gamma(net_.weights[i].rows() + 3);
            b_error = k * (d + w_F_[i] * q) + d_error + w_[i] * q_error;
            b = d + w_[i] * q;
            a_error = k * w_F_[i] * d + w_[i] * d_error;
            a = w_[i] * d;
        }
        return root(total);
    }

  private:
    /// Largest slope of layer i + 1, and how inexact a product with its slopes is.
    S steep(std::size_t i) const { return i < steep_.size() ? steep_[i] : S(1); }
    S blur(std::size_t i) const { return i < steep_.size() ? S(slope_error_[i] + u()) : S(0); }
    static S u() { return unit_roundoff<S>(); }
    static S gamma(Eigen::Index k) { return gamma_factor<S>(k); }
    static NormAndError<S> root(const NormAndError<S>& squares) {
        using std::sqrt;
        return {sqrt(squares.norm), sqrt(squares.error)};
    }

    const Network<S>& net_;
    const Linearisation<S>& at_;
    std::size_t L_;
    Eigen::Index samples_;
    std::vector<S> w_, w_F_, steep_, slope_error_, bend_, bend_error_;
    std::vector<NormAndError<S>> z_, P_, T_;
};

} // namespace ncv
