#include "network/multiprecision.hpp"
#include "support/affine_networks.hpp"

#include "claims/g2_logit_collapse.hpp"
#include "data/random.hpp"

namespace ncv::proofs {

TEST(LogitCollapseSteps, G2SplitsEveryPartAndThePseudoInverseIsBoundedOnItsRange) {
    for_affine_layers([](const auto& c, int l) {
        using S = std::decay_t<decltype(c.lambda[0])>;
        const Matrix<S> V = c.V(l), pinv = pseudo_inverse<S>(V), Z = c.at(l), below = c.at(l - 1);
        const Matrix<S> logits = c.A * c.at(c.L), O = c.W(l) - pinv * (V * c.W(l));
        const S s1 = operator_norm(V), s_rho = 1 / operator_norm(pinv);
        const auto expect_split = [&](const Matrix<S>& here, const Matrix<S>& under,
                                      const Matrix<S>& above) {
            const S seen = squares<S>(pinv * above);
            expect_equal<S>(squares<S>(here), seen + squares<S>(O * under), "Pythagoras");
            expect_at_most<S>(squares(above) / (s1 * s1), seen, "V^+ is at least 1/s_1");
            expect_at_most<S>(seen, squares(above) / (s_rho * s_rho), "and at most 1/s_rho");
        };
        if (operator_norm(V) == S(0)) return;
        expect_split(c.within(Z), c.within(below), c.within(logits));
        expect_split(c.between(Z), c.between(below), c.between(logits));
        const Matrix<S> mean = Matrix<S>::Constant(c.N, c.K, S(1) / S(c.N));
        const Matrix<S> M = c.average - mean;
        expect_split(Z * M, below * M, logits * M);
    });
}

TEST(LogitCollapseSteps, OutsideAtMostTheTail) {
    for_affine_layers([](const auto& c, int l) {
        using S = std::decay_t<decltype(c.lambda[0])>;
        const Matrix<S> V = c.V(l), pinv = pseudo_inverse<S>(V);
        const Matrix<S> O = c.W(l) - pinv * (V * c.W(l)), within = c.within(c.at(l - 1));
        const auto rho = static_cast<long>(static_cast<double>((pinv * V).trace()) + 0.5);
        const long q = std::min({static_cast<long>(V.cols()) - rho,
                                 static_cast<long>(c.W(l).cols()), static_cast<long>(c.N - c.K)});
        S tail(0);
        const Vector<S> s = singular_values(within);
        for (long i = 0; i < std::min(q, static_cast<long>(s.size())); ++i) tail += s(i) * s(i);
        const S norm = operator_norm(O);
        expect_at_most<S>(squares<S>(O * within), norm * norm * tail,
                          "||O Z^w||^2 <= ||O||^2 tail");
        expect_at_most<S>(tail, squares(within), "tail <= ||Z^w||_F^2");
        if (s.size() && q > 0)
            expect_at_most<S>(tail, S(static_cast<double>(q)) * s(0) * s(0), "tail <= q ||Z^w||^2");
    });
}

/// G2t: whatever a misfit's parts within and between are, the library's right side is above the
/// quotient, and met by the worst split.
TEST(LogitCollapseSteps, G2tIsTheWorstSplitOfTheMisfit) {
    using Real = Approx<mp100>;
    Random random(7);
    for (int i = 0; i < 400; ++i) {
        const auto draw = [&] { return mp100(std::abs(gaussian_matrix(random, 1, 1)(0, 0))); };
        AffineLayer<Real> layer;
        const mp100 k = 1 + draw(), s1 = draw(), g = 1 + draw(), e = g * draw() / 8,
                    outside = draw() / 16;
        if (!(e < g)) continue;
        layer.kappa = Real(k);
        layer.s1 = Real(s1);
        const mp100 bound =
            fitted_collapse(layer, Real(e), Real(g), Real(mp100(outside * outside))).value;
        const mp100 c2 = s1 * s1 * outside * outside;
        mp100 worst(0);
        for (int step = 0; step <= 1000; ++step) {
            const mp100 b = e * step / 1000;
            const mp100 quotient = (k * k * (e * e - b * b) + c2) / ((g - b) * (g - b));
            worst = std::max(worst, quotient);
            expect_at_most<mp100>(quotient, bound, "G2t");
        }
        EXPECT_GT(static_cast<double>(worst / bound), 1 - 1e-4) << "and no more";
    }
}

TEST(LogitCollapseSteps, G2tSplitsTheLogitsAgainstLabels) {
    for_affine_layers([](const auto& c, int l) {
        using S = std::decay_t<decltype(c.lambda[0])>;
        if (l != c.L - 1) return;
        using std::sqrt;
        const Matrix<S> logits = c.A * c.at(c.L), E = c.A * (c.at(c.L) - c.Y);
        const Matrix<S> centred = E - E * c.J, targets = c.A * (c.Y - c.Y * c.J);
        expect_equal<S>(targets, c.Y - c.Y * c.J, "A Y (I-J) = Y (I-J)");
        const Matrix<S> a = c.within(E), b = c.between(E);
        expect_equal<S>(squares(centred), squares(a) + squares(b), "a^2 + b^2 = e^2");
        expect_equal<S>(c.within(logits), a, "the labels are constant on classes");
        expect_at_most<S>(targets.norm() - b.norm(), c.between(logits).norm(), "g - b");
    });
}

} // namespace ncv::proofs
