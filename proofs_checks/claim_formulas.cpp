/// Both sides of the head's claims as docs/claims.md and docs/certificates.md write them, from the
/// plain reference's quantities: the library's formulas, in 100 digits and in intervals, give the
/// same numbers.
#include "support/agreement.hpp"

#include "claims/registry.hpp"
#include "instances/instance.hpp"
#include "measure/enclosed_subject.hpp"

namespace ncv::proofs {
namespace {

/// The letters of docs/claims.md.
class HeadPage {
  public:
    explicit HeadPage(const Snapshot& s)
        : s_(s), q_(plain::head<Reference>(s)), K(s.data.classes),
          N(static_cast<int>(s.data.labels.size())), L2(s.network.linear_layers()),
          m(static_cast<int>(s.network.weights.back().cols())), lambda(s.weight_decay.value_or(0)) {
        const auto& weights = s.network.weights;
        const auto below = static_cast<int>(weights[weights.size() - 2].cols());
        q = std::min({m - K, below, N});
        Reference shares(0);
        for (int c = 0; c < K; ++c) {
            const Reference n(
                static_cast<int>(std::count(s.data.labels.begin(), s.data.labels.end(), c)));
            shares += n * n / (Reference(N) * N);
        }
        spread = 1 - shares;
    }

    bool full_rank() const { return q_.contains("collapsed"); }

    std::vector<Sides> sides(const std::string& id) const {
        const auto& v = *this;
        const Reference eps1 = v["eps1"], eps2 = v["eps2"], r = v["r"], eD = v["eD"];
        const Reference kap = v["kappa"], s1 = v["s1"], z2 = v["z2"], gap = v["gap"];
        const Reference sKY = v["s_K_Y"], eta = eps1 / sKY, N_(N), K_(K);
        const Reference B = squared(v["z1"] * eps1 / gap) + squared(z2) * q * eD;
        const Reference Psi = psi(eps2), x = r * Psi / sKY;
        if (id == "A0a") return {{0, v["s_K"], gap / r}};
        if (id == "A0b")
            return {{0, v["outside_frobenius"], (m - K) * eps2}, {0, v["outside_operator"], eps2}};
        if (id == "A1") return {{0, v["to_collapsed"], Psi}};
        if (id == "A1s") return {{0, squared(v["to_collapsed"]), B}};
        if (id == "A2") return {{0, v["nc1"], within(Psi, (K_ - 1) / K_)}};
        if (id == "A2u") return {{0, v["nc1_weighted"], within(Psi, spread)}};
        if (id == "A2s") return {{0, v["nc1_weighted"], within_sharply(eD)}};
        if (id == "A2v")
            return {
                {0, v["nc1"],
                 squared(s1) / N_ * B / squared(sqrt((K_ - 1) / K_) - eps1 / (sqrt(K_) * sKY))}};
        if (id == "A3") return {{0, v["powers_apart"], delta()}};
        if (id == "A4") {
            const Reference c3 = squared(v["kappa_M"]);
            return {{0, power(kap, 2 * L2), c3 + (c3 + 1) * delta() * power(r / gap, 2 * L2)}};
        }
        if (id == "A4s") {
            const Reference y = sharp_delta() * squared(v["z_L1"] / gap);
            return {{0, power(kap, 2 * L2), (squared(v["kappa_M"]) + y) / (1 - y)}};
        }
        if (id == "A5") return {{0, v["nc2"], (kap + x) / (1 - x)}};
        if (id == "A5s") {
            const Reference out = m == K ? Reference(0) : squared(s1 * z2 / sKY) * eD;
            return {{0, v["nc2"], sqrt(squared(kap * (1 + eta)) + out) / (1 - eta)}};
        }
        if (id == "A6") {
            const Reference root = sqrt(N_);
            const Reference large = eps1 > 1 ? Reference(2 * squared(eps1) / N_) : Reference(0);
            return {{0, v["nc3"], (1 - eps1 / root - s1 * Psi / (kap * root)) / kap - large}};
        }
        if (id == "A6s")
            return {{0, 1 - v["nc3"],
                     squared((kap - 1) / sqrt(squared(kap) + 1) +
                             sqrt(Reference(2)) * kap * eps1 / sqrt(N_) +
                             s1 * z2 * sqrt(q * eD / (2 * N_)))}};
        if (id == "B3") return stationary();
        if (id == "B11") {
            Reference most(0);
            for (const Sides& layer : stationary()) most = std::max(most, layer.rhs);
            return {{0, v["nc1"], within(psi(most), (K_ - 1) / K_)}};
        }
        return {};
    }

  private:
    Reference operator[](const std::string& name) const { return q_.at(name); }
    static Reference power(const Reference& x, int n) {
        Reference out(1);
        for (int i = 0; i < n; ++i) out *= x;
        return out;
    }
    Reference psi(const Reference& eps2) const {
        const auto& v = *this;
        return v["r"] * v["eps1"] / v["gap"] + v["r"] * sqrt((m - K) * eps2);
    }
    Reference within(const Reference& Psi, const Reference& share) const {
        const auto& v = *this;
        const Reference root = sqrt(share) - v["eps1"] / sqrt(Reference(N));
        return squared(v["r"] * Psi / root) / N;
    }
    Reference within_sharply(const Reference& eD) const {
        const auto& v = *this;
        const Reference g = sqrt(N * spread), k2 = squared(v["kappa"]), e2 = squared(v["eps1"]);
        const Reference c2 = squared(v["s1"] * v["z2"]) * std::min(q, N - K) * eD;
        const Reference b = std::min(v["eps1"], Reference((e2 + c2 / k2) / g));
        return (k2 * (e2 - b * b) + c2) / squared(g - b);
    }
    Reference delta() const {
        const auto& v = *this;
        return Reference(L2 * (L2 - 1)) / 2 * power(v["r"], 2 * (L2 - 1)) * v["eps2"];
    }
    /// Of the head's p-th layer.
    const Reference& of(const char* name, int p) const {
        return q_.at(plain::at_layer(name, s_.network.nonlinear_layers + p + s_.layer_offset));
    }
    Reference sharp_delta() const {
        Reference sum(0);
        for (int p = 1; p < L2; ++p) {
            Reference powers(0);
            for (int j = 0; j < p; ++j)
                powers += power(of("W", p), 2 * j) * power(of("W_next", p), 2 * (p - 1 - j));
            sum += squared(of("tail", p)) * powers * of("D", p);
        }
        return sum;
    }
    std::vector<Sides> stationary() const {
        std::vector<Sides> out;
        for (int p = 1; p < L2; ++p)
            out.push_back({s_.network.nonlinear_layers + p + s_.layer_offset, of("D", p),
                           (of("W_next", p) * of("R_next", p) + of("W", p) * of("R", p)) / lambda});
        return out;
    }

    const Snapshot& s_;
    plain::Quantities<Reference> q_;
    int K, N, L2, m, q = 0;
    Reference lambda, spread;
};

const std::vector<std::string> head_ids{"A0a", "A0b", "A1", "A1s", "A2", "A2u", "A2s", "A2v", "A3",
                                        "A4",  "A4s", "A5", "A5s", "A6", "A6s", "B3",  "B11"};

TEST(ClaimFormulas, AreThoseOfThePage) {
    std::map<std::string, int> compared;
    for (std::uint64_t i = 0; i < 120; ++i) {
        const InstanceSpec spec = random_spec(
            i, {.heads = {HeadKind::nearly_balanced, HeadKind::interpolating, HeadKind::stationary},
                .balanced_classes = i % 2 == 0});
        const Snapshot s = build(spec);
        const HeadPage page(s);
        if (!page.full_rank()) continue;
        EnclosedSubject subject(s, EnclosedSubject::first_slow);
        const std::vector<Outcome> in_mp = check(s, {head_ids, Arithmetic::mp, {}, 0});
        for (std::size_t k = 0; k < head_ids.size(); ++k) {
            const Outcome enclosed = check_enclosed(head_ids[k], subject);
            if (in_mp[k].status == Status::not_applicable || enclosed.lacks) continue;
            const std::vector<Sides> sides = page.sides(head_ids[k]);
            const std::string what = head_ids[k] + " on " + describe(spec);
            ASSERT_EQ(enclosed.sides.size(), sides.size()) << what;
            ASSERT_EQ(in_mp[k].sides.size(), sides.size()) << what;
            for (std::size_t j = 0; j < sides.size(); ++j)
                for (const Side& side : {enclosed.sides[j], in_mp[k].sides[j]}) {
                    EXPECT_EQ(side.layer, sides[j].layer) << what;
                    expect_side(side.lhs, sides[j].lhs, "left side of " + what);
                    expect_side(side.rhs, sides[j].rhs, "right side of " + what);
                    compared[head_ids[k]] += std::isfinite(side.rhs.upper);
                }
        }
    }
    for (const std::string& id : head_ids) EXPECT_GE(compared[id], 20) << id;
}

} // namespace
} // namespace ncv::proofs
