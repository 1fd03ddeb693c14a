#include "support/proof_instance.hpp"

namespace ncv::proofs {
namespace {
template <class S>
Matrix<S> matrix_power(const Matrix<S>& A, int p) {
    Matrix<S> out = Matrix<S>::Identity(A.rows(), A.cols());
    for (int k = 0; k < p; ++k) out = out * A;
    return out;
}
template <class S>
S scalar_power(const S& x, int p) {
    S out(1);
    for (int k = 0; k < p; ++k) out *= x;
    return out;
}
} // namespace

TEST(HeadProductSteps, A3ReplacesOneLayerAtATime) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        // T_p = W_{L:l+1} (W_{l+1}^T... )-like: V_l (W_l W_l^T)^p V_l^T with V_l = W_{L:l+1}.
        for (int l = i.L1 + 1; l < i.L; ++l) {
            const int p = l - i.L1;
            const Matrix<S> V = i.tail(l);
            const Matrix<S> here = i.net.W(l) * i.net.W(l).transpose();
            const Matrix<S> next = i.net.W(l + 1).transpose() * i.net.W(l + 1);
            const Matrix<S> exchanged = V * matrix_power(next, p) * V.transpose();
            const Matrix<S> moved =
                l + 1 == i.L ? matrix_power<S>(i.W * i.W.transpose(), p + 1)
                             : Matrix<S>(i.tail(l + 1) *
                                         matrix_power<S>(
                                             i.net.W(l + 1) * i.net.W(l + 1).transpose(), p + 1) *
                                         i.tail(l + 1).transpose());
            expect_equal<S>(exchanged, moved, "the powers of the next layer absorb V");
            const S defect =
                operator_norm(Matrix<S>(matrix_power(next, p) - matrix_power(here, p)));
            expect_at_most<S>(defect,
                              S(p) * scalar_power(S(i.r), 2 * (p - 1)) * operator_norm(i.defect(l)),
                              "||B^p - C^p|| <= p r^{2(p-1)} ||B - C||");
            const S v = operator_norm(V);
            expect_at_most<S>(v, scalar_power(S(i.r), i.L - l), "||V|| <= r^{L-l}");
        }
    });
}

} // namespace ncv::proofs
