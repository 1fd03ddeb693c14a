#include "support/pyramids.hpp"

#include "network/tangent.hpp"

namespace ncv::proofs {
namespace {

/// prod_{l<=j} rho_l and sum_{l<=j} v_l/rho_l for a network's own norms; b and v_1 as asked.
template <class S>
struct Norms {
    std::vector<S> rho, v;
    S b;
    S product(int from, int to) const {
        S out(1);
        for (int l = from; l <= to; ++l) out *= rho[static_cast<std::size_t>(l - 1)];
        return out;
    }
    S share(int to) const {
        S out(0);
        for (int l = 1; l <= to; ++l)
            out += v[static_cast<std::size_t>(l - 1)] / rho[static_cast<std::size_t>(l - 1)];
        return out;
    }
};

template <class S>
Norms<S> norms(const Pyramid<S>& p, const std::vector<Matrix<S>>& V, bool sharp) {
    Norms<S> n;
    for (std::size_t i = 0; i < V.size(); ++i) {
        n.rho.push_back(sharp && i == 0 ? p.net.weights[i].norm()
                                        : operator_norm(p.net.weights[i]));
        n.v.push_back(V[i].norm());
    }
    n.b = sharp ? operator_norm(p.data.inputs) : S(p.data.inputs.norm());
    return n;
}

} // namespace

TEST(SmoothnessSteps, B7FirstAndSecondDerivativesAreBoundedLayerByLayer) {
    std::uint64_t seed = 0;
    for_pyramids([&](const auto& p) {
        using S = std::decay_t<decltype(p.residual)>;
        const auto V = random_direction(p.net, ++seed);
        const int L = p.net.depth(), L1 = p.net.nonlinear_layers;
        const S beta_s = S(*slope_lipschitz(p.net.activation));
        const auto at = linearise(p.net, p.data);
        const auto t = tangent_pass(at, V);
        for (bool sharp : {false, true}) {
            const Norms<S> n = norms(p, V, sharp);
            S second(0);
            for (int l = 1; l <= L; ++l) {
                const auto i = static_cast<std::size_t>(l);
                const S bound = n.b * n.product(1, l) * n.share(l);
                expect_at_most<S>(t.P[i - 1].norm(), bound, "||dpre_l||_F <= b pi_l sum v/rho");
                expect_at_most<S>(t.T[i].norm(), bound, "||dZ_l||_F as well");
                if (l <= L1) second += beta_s * bound * bound * n.product(l + 1, L);
            }
            const S pi = n.product(1, L), share = n.share(L);
            for (int i = 1; i <= L; ++i)
                for (int j = 1; j <= L; ++j)
                    if (i != j) {
                        const auto a = static_cast<std::size_t>(i - 1);
                        const auto c = static_cast<std::size_t>(j - 1);
                        second += n.b * pi * n.v[a] * n.v[c] / (n.rho[a] * n.rho[c]);
                    }
            // The second derivative of Z_L along V from V^T H V with lambda = 0.
            S curvature(0);
            const auto HV = hessian_times(at, V, S(0));
            for (std::size_t i = 0; i < V.size(); ++i) curvature += HV[i].cwiseProduct(V[i]).sum();
            using std::abs;
            const S bent = abs(S(curvature - t.T.back().squaredNorm()));
            expect_at_most<S>(bent, p.residual * second, "<E, D^2 Z_L[V,V]>");
            S q(0);
            for (const S& rho : n.rho) q += 1 / (rho * rho);
            expect_at_most<S>(share * share, q, "(sum v/rho)^2 <= q ||V||^2");
        }
    });
}

} // namespace ncv::proofs
