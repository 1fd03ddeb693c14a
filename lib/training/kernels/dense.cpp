#define Eigen EigenTuned // see dense.hpp
#include "training/kernels/dense.hpp"

#include <Eigen/Core>

namespace ncv::kernels {

template <class S>
void product(Shape shape, std::ptrdiff_t rows, std::ptrdiff_t cols, std::ptrdiff_t inner, S alpha,
             const S* A, const S* B, S beta, S* C) {
    using Columns = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic>;
    using In = Eigen::Map<const Columns>;
    Eigen::Map<Columns> c(C, rows, cols);
    if (beta == S(0))
        c.setZero();
    else if (beta != S(1))
        c *= beta;
    switch (shape) {
    case Shape::plain: c.noalias() += alpha * (In(A, rows, inner) * In(B, inner, cols)); break;
    case Shape::left_transposed:
        c.noalias() += alpha * (In(A, inner, rows).transpose() * In(B, inner, cols));
        break;
    case Shape::right_transposed:
        c.noalias() += alpha * (In(A, rows, inner) * In(B, cols, inner).transpose());
        break;
    }
}

template <class S>
void softplus_leaky_relu(std::ptrdiff_t size, S gamma, S sharpness, S* z, S* slope) {
    using Array = Eigen::Array<S, Eigen::Dynamic, 1>;
    Eigen::Map<Array> x(z, size), d(slope, size);
    const S log2 = S(0.693147180559945309417232121458);
    // e = exp(-|b x|): softplus(t) = max(t, 0) + log(1 + e), sigmoid(t) = 1/(1 + e) or e/(1 + e).
    d = (-(sharpness * x).abs()).exp();
    const S steep = S(1) - gamma;
    for (std::ptrdiff_t i = 0; i < size; i += 256) {
        const auto n = size - i < 256 ? size - i : std::ptrdiff_t(256);
        Eigen::Array<S, Eigen::Dynamic, 1, 0, 256, 1> e = d.segment(i, n), t = x.segment(i, n);
        x.segment(i, n) = gamma * t + steep * (t.max(S(0)) + ((e + S(1)).log() - log2) / sharpness);
        d.segment(i, n) = gamma + steep * ((t >= S(0)).select(S(1), e) / (e + S(1)));
    }
}

#define NCV_DENSE(S)                                                                               \
    template void product(Shape, std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t, S, const S*,      \
                          const S*, S, S*);                                                        \
    template void softplus_leaky_relu(std::ptrdiff_t, S, S, S*, S*);
NCV_DENSE(double)
NCV_DENSE(float)

} // namespace ncv::kernels
