#include "support/proof_instance.hpp"

namespace ncv::proofs {

TEST(HeadConditionSteps, A4WeylOnTheProduct) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        const Matrix<S> M = i.tail(i.L1);
        Matrix<S> gram = i.W * i.W.transpose(), power = gram;
        for (int p = 1; p < i.L2; ++p) power = power * gram;
        const S apart = operator_norm(Matrix<S>(M * M.transpose() - power));
        const Vector<S> m = singular_values(M), w = singular_values(power);
        for (int k = 0; k < i.K; ++k) {
            using std::abs;
            expect_at_most<S>(abs(S(m(k) * m(k) - w(k))), apart, "|s_k(M)^2 - s_k(W)^{2 L2}|");
        }
        expect_at_most<S>(i.gap / operator_norm(i.Z[static_cast<std::size_t>(i.L1)]), m(i.K - 1),
                          "s_K(M) >= gap/||Z_{L1}||");
    });
}

TEST(HeadConditionSteps, A4sSharperProductDefect) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        const Matrix<S> M = i.tail(i.L1);
        Matrix<S> gram = i.W * i.W.transpose(), power = gram;
        for (int p = 1; p < i.L2; ++p) power = power * gram;
        S defect(0);
        for (int l = i.L1 + 1; l < i.L; ++l) {
            const int p = l - i.L1;
            const S here = operator_norm(i.net.W(l)), next = operator_norm(i.net.W(l + 1));
            S sum(0);
            for (int j = 0; j < p; ++j) {
                S term(1);
                for (int k = 0; k < 2 * j; ++k) term *= here;
                for (int k = 0; k < 2 * (p - 1 - j); ++k) term *= next;
                sum += term;
            }
            const S v = operator_norm(i.tail(l));
            defect += v * v * sum * operator_norm(i.defect(l));
        }
        expect_at_most<S>(operator_norm(Matrix<S>(M * M.transpose() - power)), defect,
                          "||M M^T - (W W^T)^{L2}|| <= d'");
    });
}

} // namespace ncv::proofs
