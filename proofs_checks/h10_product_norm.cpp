#include "support/passed_classifier.hpp"

#include "claims/h10_product_norm.hpp"
#include "claims/registry.hpp"

#include <cmath>

namespace ncv::proofs {
namespace {

Outcome h10(const Snapshot& s) { return check(s, {{"H10"}, Arithmetic::mp}).front(); }

/// Three layers 4, 2 and 1 times diag(2, 1, 1/2) with decays 1, 4 and 16, balanced in them for tilt = 0:
/// 84 of the norm each, and s(M) = 64, 8, 1.
Snapshot diagonal_layers(double tilt) {
    Snapshot s;
    for (const double size : {4.0, 2.0, 1.0}) {
        Matrix<double> W = Matrix<double>::Zero(3, 3);
        for (int i = 0; i < 3; ++i) W(i, i) = size * std::ldexp(1.0, 1 - i);
        s.network.weights.push_back(W);
    }
    s.network.weights[0] *= std::exp2(tilt);
    s.network.weights[2] *= std::exp2(-tilt);
    s.data = {Matrix<double>::Identity(3, 3), {0, 1, 2}, 3};
    s.weight_decays = {{"W1", 1}, {"W2", 4}, {"W3", 16}};
    return s;
}

} // namespace

TEST(ProductNormSteps, H10ProductsOfSingularValuesMajorise) {
    for_passed_classifiers([](const auto& p) {
        using S = std::decay_t<decltype(p.C(0, 0))>;
        const int layers = p.L - p.L1, first = p.L1 + 1;
        Matrix<S> M = p.net.W(first);
        for (int l = first + 1; l <= p.L; ++l) M = (p.net.W(l) * M).eval();
        const Vector<S> s = singular_values(M);
        const S power = S(2) / S(layers);
        std::vector<Vector<S>> of;
        for (int l = first; l <= p.L; ++l) of.push_back(singular_values(p.net.W(l)));
        S left(0), right(0), mean(0), decays(1);
        for (int l = first; l <= p.L; ++l) decays *= p.decay(l);
        for (Eigen::Index i = 0; i < s.size(); ++i) {
            S product(1), sum(0);
            for (std::size_t l = 0; l < of.size(); ++l) {
                const S value = i < of[l].size() ? of[l](i) : S(0);
                product *= value;
                sum += p.decay(first + static_cast<int>(l)) * value * value;
            }
            // A value that is nothing but rounding is 0: rank below.
            if (s(i) > tiny<S>() * s(0)) left += pow(s(i), power);
            right += product > 0 ? S(pow(product, power)) : S(0);
            mean += sum;
            expect_at_most<S>(left, right, "sum_i s_i(M)^p <= sum_i prod_l s_i(W_l)^p");
        }
        const S root = pow(decays, S(1) / S(layers));
        expect_at_most<S>(S(S(layers) * root * right), mean, "means' inequality");
        S norm(0);
        for (int l = first; l <= p.L; ++l) norm += p.decay(l) * p.net.W(l).squaredNorm();
        expect_at_most<S>(mean, norm, "singular values are part of the norm");
        expect_at_most<S>(S(S(layers) * root * left), norm, "H10");
    });
}

TEST(ProductNormSteps, H10FormulaIsThatOfThePage) {
    using Real = Approx<mp100>;
    const std::vector<Real> s{Real(mp100(8)), Real(mp100(1)), Real(mp100("0.125"))};
    // 3 (1 * 4 * 16)^{1/3} (8^{2/3} + 1 + (1/8)^{2/3})
    EXPECT_NEAR(static_cast<double>(least_norm({1, 4, 16}, s).value), 3 * 4 * (4 + 1 + 0.25),
                1e-12);
}

TEST(ProductNormSteps, H10IsAttainedByBalancedLayersAlone) {
    const Outcome balanced = h10(diagonal_layers(0));
    EXPECT_EQ(balanced.lhs, 3 * 84);
    EXPECT_NE(balanced.status, Status::violated);
    EXPECT_NEAR(balanced.ratio, 1, 1e-15);
    const Outcome tilted = h10(diagonal_layers(1));
    EXPECT_EQ(tilted.status, Status::holds);
    EXPECT_NEAR(tilted.ratio, 3 / (4 + 1 + 0.25), 1e-15);
}

TEST(ProductNormSteps, H10WithoutDecayCountsAllLayersAlike) {
    Snapshot s = diagonal_layers(0);
    s.weight_decays.clear();
    const double lhs = h10(s).lhs, squares = 4 + 1 + 0.25;
    EXPECT_EQ(lhs, (16 + 4 + 1) * squares);
    s.weight_decay = 0.5;
    EXPECT_EQ(h10(s).lhs, lhs / 2);
    s.weight_decays = {{"W2", 0}};
    s.weight_decay.reset();
    EXPECT_EQ(h10(s).status, Status::vacuous);
}

} // namespace ncv::proofs
