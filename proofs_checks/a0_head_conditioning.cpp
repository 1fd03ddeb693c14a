#include "support/proof_instance.hpp"

namespace ncv::proofs {

TEST(HeadConditioningSteps, A0aWeylOnTheLastProduct) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        const S sZ = singular_values(i.Z.back())(i.K - 1);
        const S sW = singular_values(i.W)(i.K - 1);
        expect_at_most<S>(sZ, sW * operator_norm(i.last()), "s_K(Z_L) <= s_K(W_L) ||Z_{L-1}||");
        expect_at_most<S>(i.gap, sZ, "s_K(Z_L) >= s_K(Y) - eps1");
        expect_equal<S>(singular_values(i.Y)(i.K - 1), i.sKY, "s_K(Y) = sqrt(min N_c)");
    });
}

TEST(HeadConditioningSteps, A0bOutsideTheRowSpace) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        const Matrix<S> below = i.net.W(i.L - 1);
        const Matrix<S> I = Matrix<S>::Identity(i.m, i.m);
        const Matrix<S> Q = I - i.P;
        expect_equal<S>(Q * i.W.transpose(), Matrix<S>::Zero(i.m, i.K), "(I-P) W_L^T = 0");
        expect_equal<S>(Q * below * below.transpose() * Q, -Q * i.D * Q,
                        "(I-P) W W^T (I-P) = -(I-P) D (I-P)");
        expect_at_most<S>((Q * below).squaredNorm(),
                          S(static_cast<double>(i.m - i.K)) * operator_norm(i.D),
                          "trace of a matrix of rank at most m-K");
    });
}

} // namespace ncv::proofs
