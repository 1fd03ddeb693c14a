#include "claims/registry.hpp"
#include "measure/subject.hpp"
#include "network/multiprecision.hpp"
#include "spectra/decompositions.hpp"
#include "support/plain.hpp"
#include "support/proof_instance.hpp"

namespace ncv::proofs {
namespace {

/// The witness by the normal equations and bisection: nothing shared with the library's.
mp100 one_by_bisection(const Activation& a) {
    mp100 low = 0, high = 4;
    for (int i = 0; i < 400; ++i) {
        const mp100 middle = (low + high) / 2;
        (plain::sigma(a, middle) < 1 ? low : high) = middle;
    }
    return low;
}

TEST(WitnessSteps, C1wLayersFitAtTheClaimedPrice) {
    DrawOptions options;
    options.heads = {HeadKind::near_optimal};
    int checked = 0;
    for (std::uint64_t seed = 0; checked < 25; ++seed) {
        const InstanceSpec spec = random_spec(seed, options);
        const int L1 = static_cast<int>(spec.nonlinear_widths.size());
        if (L1 == 0 || spec.activation.kind == ActivationKind::relu) continue;
        const Snapshot s = build(spec);
        SCOPED_TRACE(s.source);
        Subject<Approx<mp100>> subject(s);
        const auto& w = subject.near_optimum();
        ASSERT_TRUE(w.exists());
        Network<mp100> net = s.network.cast<mp100>();
        const Dataset<mp100> data = s.data.cast<mp100>();
        const Matrix<mp100> Y = data.one_hot();
        const mp100 a = one_by_bisection(net.activation);
        const int K = data.classes;
        net.weights.resize(static_cast<std::size_t>(L1));
        Matrix<mp100> Z = data.inputs;
        if (L1 >= 2) {
            net.W(1) *= mp100(std::ldexp(1.0, w.scale_exponent));
            Z = (net.W(1) * Z).unaryExpr([&](const mp100& x) {
                return plain::sigma(net.activation, x);
            });
        }
        const Matrix<mp100> gram = Z.transpose() * Z;
        const int fits = L1 >= 2 ? 2 : 1;
        net.W(fits).setZero();
        const Matrix<mp100> core = a * (Y * gram.fullPivHouseholderQr().inverse() * Z.transpose());
        net.W(fits).topRows(K) = core;
        for (int l = fits + 1; l <= L1; ++l) {
            net.W(l).setZero();
            net.W(l).topLeftCorner(K, K) = a * Matrix<mp100>::Identity(K, K);
        }
        Matrix<mp100> target = Matrix<mp100>::Zero(net.width(L1), data.samples());
        target.topRows(K) = Y;
        expect_equal<mp100>(forward(net, data.inputs).Z.back(), target, "Z_L1 = [Y; 0]");
        expect_equal<mp100>(squared_norm(net), w.c.value, "c");
        EXPECT_LE(static_cast<double>(w.miss.value), 1e-80);
        // No other power of two in the range is cheaper, up to double's digits of the choice.
        if (L1 >= 2)
            for (int k = -6; k <= 6; ++k) {
                const mp100 factor(std::ldexp(1.0, k - w.scale_exponent));
                const Matrix<mp100> features =
                    (factor * net.W(1) * data.inputs).unaryExpr([&](const mp100& x) {
                        return plain::sigma(net.activation, x);
                    });
                const Matrix<mp100> other = Y *
                                            Matrix<mp100>(features.transpose() * features)
                                                .fullPivHouseholderQr()
                                                .inverse() *
                                            features.transpose();
                const mp100 price = factor * factor * net.W(1).squaredNorm() +
                                    a * a * other.squaredNorm() + mp100(L1 - 2) * a * a * K;
                EXPECT_GE(static_cast<double>(mp100(price / w.c.value)), 1 - 1e-6) << k;
            }
        ++checked;
        if (::testing::Test::HasFailure()) return;
    }
}

/// ReLU has no inverse, and serves: only sigma(1) = 1 and sigma(0) = 0 are needed. tanh does not.
TEST(WitnessSteps, C1wNeedsTheValueOneAndNoInverse) {
    InstanceSpec spec;
    spec.head = HeadKind::near_optimal;
    spec.nonlinear_widths = {24, 4};
    spec.activation.kind = ActivationKind::relu;
    Snapshot s = build(spec);
    EXPECT_EQ(check(s, {{"C1w"}, Arithmetic::mp}).front().status, Status::holds);
    s.network.activation.kind = ActivationKind::tanh;
    EXPECT_EQ(check(s, {{"C1w"}, Arithmetic::mp}).front().lacks, Hypothesis::reaches_one);
}

/// Inputs x, -x, 2x, -2x: a leaky ReLU's features of them have rank 2, a smooth one's at most 3.
TEST(WitnessSteps, C1wCollinearInputsHaveNoWitness) {
    InstanceSpec spec;
    spec.head = HeadKind::near_optimal;
    spec.nonlinear_widths = {24, 4};
    spec.activation = {ActivationKind::leaky_relu, 0.25, 1};
    Snapshot s = build(spec);
    for (int i = 1; i < 4; ++i)
        s.data.inputs.col(i) = (i == 1 ? -1 : i == 2 ? 2 : -2) * s.data.inputs.col(0);
    EXPECT_EQ(check(s, {{"C1w"}, Arithmetic::binary64}).front().lacks,
              Hypothesis::independent_features);
    EXPECT_EQ(check(s, {{"C1w"}, Arithmetic::mp}).front().lacks, Hypothesis::independent_features);
}

/// A head snapshot has no first layers; deep linear networks have their inputs as features.
TEST(WitnessSteps, C1wNamesWhatIsMissing) {
    InstanceSpec spec;
    spec.head = HeadKind::near_optimal;
    Snapshot s = build(spec);
    EXPECT_EQ(check(s, {{"C1w"}, Arithmetic::binary64}).front().status, Status::holds);
    s.data.inputs(0, 0) = 1.0000001;
    EXPECT_EQ(check(s, {{"C1w"}, Arithmetic::binary64}).front().lacks,
              Hypothesis::inputs_are_labels);
    s.layer_offset = 2;
    EXPECT_EQ(check(s, {{"C1w"}, Arithmetic::binary64}).front().lacks, Hypothesis::whole_network);
}

} // namespace
} // namespace ncv::proofs
