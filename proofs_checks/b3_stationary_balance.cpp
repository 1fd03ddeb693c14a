#include "support/proof_instance.hpp"

namespace ncv::proofs {

TEST(StationaryBalanceSteps, B3FollowsFromB1) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        const auto G = gradients(i.net, forward(i.net, i.data.inputs), i.Y);
        const S lambda("0.07");
        for (int l = i.L1 + 1; l < i.L; ++l) {
            const auto at = static_cast<std::size_t>(l);
            const Matrix<S> here = G[at - 1] + lambda * i.net.W(l);
            const Matrix<S> next = G[at] + lambda * i.net.W(l + 1);
            expect_equal<S>(i.net.W(l + 1).transpose() * next - here * i.net.W(l).transpose(),
                            lambda * i.defect(l), "W^T R - R W^T = lambda D");
            expect_at_most<S>(lambda * operator_norm(i.defect(l)),
                              operator_norm(i.net.W(l + 1)) * operator_norm(next) +
                                  operator_norm(i.net.W(l)) * operator_norm(here),
                              "lambda ||D|| <= ||W|| ||R|| + ||W|| ||R||");
        }
    });
}

} // namespace ncv::proofs
