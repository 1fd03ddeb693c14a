#define Eigen EigenTuned // see dense.hpp
// Small products through the packing kernel too: its rounding does not depend on alignment.
#define EIGEN_GEMM_TO_COEFFBASED_THRESHOLD 1
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
    constexpr std::ptrdiff_t block = 256;
    using Block = Eigen::Array<S, block, 1>;
    const S log2 = S(0.693147180559945309417232121458), steep = S(1) - gamma;
    // Whole blocks in memory of their own: every value takes the same vector code wherever z lies.
    Block t = Block::Zero();
    for (std::ptrdiff_t i = 0; i < size; i += block) {
        const auto n = size - i < block ? size - i : block;
        Eigen::Map<Eigen::Array<S, Eigen::Dynamic, 1>> x(z + i, n), d(slope + i, n);
        t.head(n) = x;
        // e = exp(-|b t|): softplus(t) = max(t, 0) + log(1 + e), sigmoid(t) = 1/(1+e) or e/(1+e).
        const Block e = (-(sharpness * t).abs()).exp();
        const Block value =
            gamma * t + steep * (t.max(S(0)) + ((e + S(1)).log() - log2) / sharpness);
        const Block derivative = gamma + steep * ((t >= S(0)).select(S(1), e) / (e + S(1)));
        x = value.head(n);
        d = derivative.head(n);
    }
}

#define NCV_DENSE(S)                                                                               \
    template void product(Shape, std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t, S, const S*,      \
                          const S*, S, S*);                                                        \
    template void softplus_leaky_relu(std::ptrdiff_t, S, S, S*, S*);
NCV_DENSE(double)
NCV_DENSE(float)

} // namespace ncv::kernels
