#include "training/gradient_descent.hpp"

#include "training/kernels/dense.hpp"

#include <utility>

namespace ncv {

template <class S>
GradientDescent<S>::GradientDescent(Network<S> start, const Dataset<S>& data, S weight_decay)
    : net_(std::move(start)), weight_decay_(weight_decay), Y_(data.one_hot()) {
    const Eigen::Index N = data.samples();
    Z_.push_back(data.inputs);
    slope_.resize(1);
    Delta_.resize(1);
    for (int l = 1; l <= net_.depth(); ++l) {
        Z_.emplace_back(net_.width(l), N);
        Delta_.emplace_back(net_.width(l), N);
        slope_.emplace_back(l <= net_.nonlinear_layers ? net_.width(l) : 0, N);
    }
}

template <class S>
void GradientDescent<S>::activate(int l) {
    const auto i = static_cast<std::size_t>(l);
    const Activation& a = net_.activation;
    Matrix<S>& z = Z_[i];
    Matrix<S>& d = slope_[i];
    switch (a.kind) {
    case ActivationKind::softplus_leaky_relu:
        kernels::softplus_leaky_relu(z.size(), S(a.gamma), S(a.sharpness), z.data(), d.data());
        return;
    case ActivationKind::leaky_relu:
    case ActivationKind::relu: {
        const S below = a.kind == ActivationKind::relu ? S(0) : S(a.gamma);
        d = (z.array() > S(0)).select(Matrix<S>::Ones(z.rows(), z.cols()), below);
        z.array() *= d.array();
        return;
    }
    default:
        for (Eigen::Index k = 0; k < z.size(); ++k) {
            d.data()[k] = slope(a, z.data()[k]);
            z.data()[k] = ncv::activate(a, z.data()[k]);
        }
    }
}

template <class S>
void GradientDescent<S>::forward() {
    for (int l = 1; l <= net_.depth(); ++l) {
        const auto i = static_cast<std::size_t>(l);
        const Matrix<S>& W = net_.W(l);
        kernels::product(kernels::Shape::plain, W.rows(), Z_[i].cols(), W.cols(), S(1), W.data(),
                         Z_[i - 1].data(), S(0), Z_[i].data());
        if (l <= net_.nonlinear_layers) activate(l);
    }
}

template <class S>
void GradientDescent<S>::steps(std::int64_t count, S learning_rate) {
    for (std::int64_t k = 0; k < count; ++k) step_once(learning_rate);
}

template <class S>
void GradientDescent<S>::step_once(S learning_rate) {
    forward();
    const S keep = S(1) - learning_rate * weight_decay_;
    const int L = net_.depth();
    Delta_.back() = Z_.back() - Y_;
    loss_ = Delta_.back().squaredNorm() / S(2);
    for (int l = L; l >= 1; --l) {
        const auto i = static_cast<std::size_t>(l);
        Matrix<S>& W = net_.W(l);
        if (l <= net_.nonlinear_layers) Delta_[i].array() *= slope_[i].array();
        if (l > 1)
            kernels::product(kernels::Shape::left_transposed, W.cols(), Delta_[i].cols(), W.rows(),
                             S(1), W.data(), Delta_[i].data(), S(0), Delta_[i - 1].data());
        kernels::product(kernels::Shape::right_transposed, W.rows(), W.cols(), Delta_[i].cols(),
                         S(-learning_rate), Delta_[i].data(), Z_[i - 1].data(), keep, W.data());
    }
}

template class GradientDescent<double>;
template class GradientDescent<float>;

} // namespace ncv
