#include "training/step_rounding.hpp"

#include "network/reference.hpp"

#include <algorithm>
#include <cmath>

namespace ncv {
namespace {

/// A matrix known up to an error, both by size.
struct Sized {
    Matrix<double> size, error;
};

class StepRounding {
  public:
    StepRounding(const Network<double>& net, const Dataset<double>& data, FloatingPoint format)
        : net_(net), u_(format.unit_roundoff), tiny_(format.least_positive),
          f_(ncv::forward(net, data.inputs)), Y_(data.one_hot()) {}

    std::vector<Matrix<double>> run(double eta) {
        const int L = net_.depth();
        std::vector<Sized> Z{{f_.Z[0].cwiseAbs(), Matrix<double>::Zero(f_.Z[0].rows(), samples())}};
        std::vector<Matrix<double>> slope_error;
        for (int l = 1; l <= L; ++l) {
            Sized pre = product(net_.W(l).cwiseAbs(), Z.back());
            if (l <= net_.nonlinear_layers) {
                slope_error.push_back(error_of_slope(f_.pre[at(l)], pre.error));
                pre.error.array() += 16 * u_ * pre.size.array() + tiny_;
            }
            Z.push_back(std::move(pre));
        }
        Sized Delta{(f_.Z.back() - Y_).cwiseAbs(), Z.back().error};
        Delta.error += u_ * (Delta.size + Delta.error);

        std::vector<Matrix<double>> bounds(static_cast<std::size_t>(L));
        for (int l = L; l >= 1; --l) {
            const Matrix<double> W = net_.W(l).cwiseAbs();
            if (l <= net_.nonlinear_layers) {
                const Matrix<double>& e = slope_error[at(l)];
                Delta.error = (Delta.error.array() * (1 + e.array()) +
                               (e.array() + 2 * u_) * Delta.size.array() + tiny_)
                                  .matrix();
            }
            const Sized& below = Z[at(l)];
            const Matrix<double> whole =
                (Delta.size + Delta.error) * (below.size + below.error).transpose();
            const Matrix<double> G_error = Delta.error * (below.size + below.error).transpose() +
                                           Delta.size * below.error.transpose() +
                                           gamma(samples()) * whole;
            const double blocks = 6 + static_cast<double>(samples()) / 64; // parts of a sum added
            bounds[at(l)] = (1.01 * (eta * G_error + blocks * u_ * (W + eta * whole))).array() +
                            blocks * tiny_ + eta * static_cast<double>(samples()) * tiny_;
            if (l > 1) Delta = product(W.transpose(), Delta);
        }
        return bounds;
    }

  private:
    static std::size_t at(int l) { return static_cast<std::size_t>(l - 1); }
    Eigen::Index samples() const { return Y_.cols(); }
    double gamma(Eigen::Index k) const {
        const double terms = (static_cast<double>(k) + 2) * u_;
        return terms / (1 - terms);
    }
    Sized product(const Matrix<double>& W, const Sized& A) const {
        const Matrix<double> size = W * A.size, carried = W * A.error;
        return {size, ((1 + gamma(W.cols())) * carried + gamma(W.cols()) * size).array() +
                          static_cast<double>(W.cols()) * tiny_};
    }
    /// Where sigma' jumps, an argument that may lie on either side may take the other slope.
    Matrix<double> error_of_slope(const Matrix<double>& pre, const Matrix<double>& error) const {
        if (const auto beta = slope_lipschitz(net_.activation))
            return ((*beta * error).array() + 16 * u_).matrix();
        const double jump = 1 - net_.activation.least_slope();
        return (pre.cwiseAbs().array() <= 2 * error.array())
            .select(Matrix<double>::Constant(pre.rows(), pre.cols(), jump),
                    Matrix<double>::Constant(pre.rows(), pre.cols(), u_));
    }

    const Network<double>& net_;
    double u_, tiny_;
    ForwardPass<double> f_;
    Matrix<double> Y_;
};

} // namespace

std::vector<Matrix<double>> step_rounding(const Network<double>& net, const Dataset<double>& data,
                                          double learning_rate, FloatingPoint format) {
    return StepRounding(net, data, format).run(learning_rate);
}

} // namespace ncv
