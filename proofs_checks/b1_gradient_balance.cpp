#include "network/multiprecision.hpp"
#include "support/plain.hpp"
#include "support/proof_instance.hpp"

namespace ncv::proofs {

TEST(GradientBalanceSteps, B1BothSidesAreOneProduct) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        const auto f = forward(i.net, i.data.inputs);
        const auto b = backward(i.net, f, i.Y);
        for (int l = i.L1 + 1; l < i.L; ++l) {
            const auto at = static_cast<std::size_t>(l);
            const Matrix<S> common = i.net.W(l + 1).transpose() * b.Delta[at] * i.Z[at].transpose();
            expect_equal<S>(i.net.W(l + 1).transpose() * b.G[at], common, "W_{l+1}^T G_{l+1}");
            expect_equal<S>(b.G[at - 1] * i.net.W(l).transpose(), common, "G_l W_l^T");
        }
    });
}

TEST(GradientBalanceSteps, B4DiagonalsAgreeOnHomogeneousLayers) {
    for (auto kind : {ActivationKind::relu, ActivationKind::leaky_relu}) {
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            InstanceSpec spec;
            spec.nonlinear_widths = {6, 5, 6};
            spec.head_widths = {4};
            spec.head = HeadKind::generic;
            spec.activation.kind = kind;
            spec.seed = seed;
            const auto i = lift<mp100>(build(spec));
            const auto f = forward(i.net, i.data.inputs);
            const auto G = gradients(i.net, f, i.Y);
            for (int l = 1; l < i.L; ++l) {
                const auto at = static_cast<std::size_t>(l);
                const Vector<mp100> left = (i.net.W(l + 1).transpose() * G[at]).diagonal();
                const Vector<mp100> right = (G[at - 1] * i.net.W(l).transpose()).diagonal();
                expect_equal<mp100>(left, right, "diag(W_{l+1}^T G_{l+1}) = diag(G_l W_l^T)");
            }
        }
    }
}

TEST(GradientBalanceSteps, GradientsEqualDifferencesOfThePlainLoss) {
    for (auto kind : {ActivationKind::tanh, ActivationKind::softplus_leaky_relu,
                      ActivationKind::gaussian_leaky_relu, ActivationKind::leaky_relu}) {
        InstanceSpec spec;
        spec.nonlinear_widths = {5, 5};
        spec.head_widths = {3};
        spec.head = HeadKind::generic;
        spec.activation.kind = kind;
        spec.activation.gamma = 0.25;
        spec.seed = 9;
        const auto i = lift<mp100>(build(spec));
        const auto G = gradients(i.net, forward(i.net, i.data.inputs), i.Y);
        const mp100 h("1e-30");
        for (int l = 1; l <= i.L; ++l)
            for (Eigen::Index r = 0; r < i.net.W(l).rows(); ++r)
                for (Eigen::Index c = 0; c < i.net.W(l).cols(); ++c) {
                    const mp100 difference = plain::slope_of_loss(i.net, i.data, l, r, c, h);
                    const mp100 exact = G[static_cast<std::size_t>(l - 1)](r, c);
                    EXPECT_LE(static_cast<double>(abs(mp100(difference - exact))),
                              1e-50 * (1 + static_cast<double>(abs(exact))))
                        << activation_name(kind) << " W" << l;
                }
    }
}

} // namespace ncv::proofs
