#include "support/pyramids.hpp"

namespace ncv::proofs {

/// What is known of r before the first step: ||Z_l|| <= ||X|| (||theta||^2/l)^{l/2}, ||W_l|| <=
/// ||theta||.
TEST(GuaranteedCollapseSteps, B10FeaturesAreBoundedByTheNormOfTheWeights) {
    for_pyramids([](const auto& p) {
        using S = std::decay_t<decltype(p.residual)>;
        using std::pow;
        const S squares = squared_norm(p.net), X = operator_norm(p.data.inputs);
        for (int l = 1; l <= p.net.depth(); ++l) {
            // sigma acts entrywise: ||Z_1||_F <= ||W_1||_F ||X|| is what holds on nonlinear layers.
            const S bound = X * pow(S(squares / S(l)), S(l) / S(2));
            expect_at_most<S>(operator_norm(p.f.Z[static_cast<std::size_t>(l)]), bound,
                              "||Z_l|| <= ||X|| (||theta||^2/l)^{l/2}");
        }
    });
}

} // namespace ncv::proofs
