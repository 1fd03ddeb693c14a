/// Section C as docs/claims.md writes it, from the plain reference's quantities: the library's
/// formulas give the same numbers. The tangent kernel's norm T is the library's own.
#include "support/agreement.hpp"
#include "support/plain_landscape.hpp"

#include "claims/registry.hpp"
#include "instances/instance.hpp"

namespace ncv::proofs {
namespace {

using Named = std::map<std::string, Reference>;
struct Sides {
    int layer;
    Reference lhs, rhs;
};

class ConditioningPage {
  public:
    explicit ConditioningPage(const Snapshot& s)
        : s_(s), q_(plain::head<Reference>(s)), cuts_(plain::cuts<Reference>(s)),
          t_(plain::passes<Reference>(s)), K(s.data.classes), L1(s.network.nonlinear_layers),
          L2(s.network.linear_layers()), lambda(s.weight_decay.value_or(0)) {}

    /// Near an optimum: what the outcome names, of a network with a witness.
    Named near_optimum(const std::string& id) const {
        const Reference sKY = v("s_K_Y");
        const Reference t = plain::total_squares(first_layers());
        Named n{{"t", t}, {"c", price()}};
        const Reference c = n["c"], e = n["e"] = sqrt(lambda * (c + K * L2));
        const Reference rho = v("z_L1") / (sKY - e), share = Reference(K) / L2;
        const Reference size = exp((c - t) / (2 * L2));
        if (id != "C1p") n["rho"] = rho;
        if (id == "C1") {
            n["rhs_without_max"] = size * pow(rho, share);
            n["rhs"] = size * pow(std::max(Reference(1), rho), share);
        }
        if (id == "C1s") n["rhs"] = from_least(pow(rho, Reference(-2) / L2), c - t, 0);
        if (id == "C1d") {
            const Reference left = 1 / squared(rho) - delta();
            if (left > 0)
                n["rhs"] =
                    from_least(pow(left, Reference(1) / L2), c - t, K * (L2 - 1) * v("eps2") / 2);
        }
        if (id == "C1p") {
            const Reference K_(K), gap = sKY - e;
            const Reference whole = exp((c - K * L1 + K * L1 * log(K_)) / (2 * L2));
            n["rhs"] = whole * pow(plain::size(t_.Z[0]) / gap, share);
            n["rhs_operator_norm"] = whole * pow(plain::norm(t_.Z[0]) / gap, share);
        }
        return n;
    }

    std::vector<Sides> kernel(const std::string& id, const Reference& T) const {
        const Reference gap = v("gap");
        std::vector<Sides> out;
        if (id == "C2t") return {{0, L2 * squared(cut("Z", L1 + L2)) / squared(r()), T}};
        if (id == "C2s") out.push_back({L1, cut("kappa", L1), cut("W", L1 + 1) * sqrt(T) / gap});
        for (int l = L1 + 1; l <= L1 + L2; ++l) {
            const Reference kappa = cut("kappa", l);
            if (id == "C2") out.push_back({l, squared(cut("Z", l - 1) * cut("tail", l)), T});
            if (l == L1 + L2) continue;
            if (id == "C2") out.push_back({l, kappa, r() * sqrt(T) / gap});
            if (id == "C2s") {
                const Reference both = 1 / squared(cut("W", l)) + 1 / squared(cut("W", l + 1));
                out.push_back({l, kappa, sqrt(T / both) / gap});
            }
        }
        return out;
    }

  private:
    const Reference& v(const std::string& name) const { return q_.at(name); }
    const Reference& of(const char* name, int l) const { return q_.at(plain::at_layer(name, l)); }
    const Reference& cut(const char* name, int l) const {
        return cuts_.at(plain::at_layer(name, l));
    }
    /// max ||W_l|| over the head.
    Reference r() const {
        Reference out(0);
        for (int l = L1 + 1; l <= L1 + L2; ++l) out = std::max(out, cut("W", l));
        return out;
    }
    std::vector<plain::Grid<Reference>> first_layers() const {
        return {t_.W.begin() + 1, t_.W.begin() + 1 + L1};
    }
    /// The least squared norm of a witness.
    Reference price() const {
        if (L1 == 0) return 0;
        const Reference a = plain::preimage_of_one<Reference>(s_.network.activation);
        Reference least = std::numeric_limits<Reference>::infinity();
        for (int k = L1 >= 2 ? -6 : 0; k <= (L1 >= 2 ? 6 : 0); ++k)
            least = std::min(least, plain::total_squares(plain::witness(s_, t_, a, k)));
        return least;
    }
    /// (1 + spare/L2 + (K-1)(1-q) + defect)/q.
    Reference from_least(const Reference& q, const Reference& spare,
                         const Reference& defect) const {
        return (1 + spare / L2 + (K - 1) * (1 - q) + defect) / q;
    }
    /// The smaller of A3's, r over the head's weights, and A4s's d'.
    Reference delta() const {
        const Reference a3 = Reference(L2 * (L2 - 1)) / 2 * pow(r(), 2 * (L2 - 1)) * v("eps2");
        Reference sum(0);
        for (int p = 1; p < L2; ++p) {
            const int l = L1 + p;
            Reference powers(0);
            for (int j = 0; j < p; ++j)
                powers += pow(of("W", l), 2 * j) * pow(of("W_next", l), 2 * (p - 1 - j));
            sum += squared(of("tail", l)) * powers * of("D", l);
        }
        return std::min(a3, sum);
    }

    const Snapshot& s_;
    plain::Quantities<Reference> q_, cuts_;
    plain::Passes<Reference> t_;
    int K, L1, L2;
    Reference lambda;
};

/// `found` is where an arithmetic has a number, and every number of an outcome is a double. True if
/// it says something.
bool expect_within(const Range& found, const Reference& exact, const std::string& what) {
    if (!std::isfinite(found.lower) || !std::isfinite(found.upper)) return false;
    const Reference shown = abs(exact) * Reference(0x1p-50);
    EXPECT_TRUE(Reference(found.lower) - shown <= exact && exact <= Reference(found.upper) + shown)
        << what << ": " << exact.str(20) << " outside [" << found.lower << ", " << found.upper
        << "]";
    return found.upper - found.lower <= 1e-6 * std::abs(found.upper);
}

TEST(ConditioningFormulas, NearAnOptimumAreThoseOfThePage) {
    std::map<std::string, int> compared;
    for (std::uint64_t i = 0; i < 60; ++i) {
        const InstanceSpec spec = random_spec(i, {.heads = {HeadKind::near_optimal}});
        const Snapshot s = build(spec);
        const ConditioningPage page(s);
        for (const std::string id : {"C1", "C1s", "C1d", "C1p"}) {
            const Outcome o = check(s, {{id}, Arithmetic::mp, {}, 0}).front();
            if (o.status == Status::not_applicable) continue;
            // C1's last side; what is left of the head's defect widens it.
            std::map<std::string, Range> found{{"rhs", o.sides.back().rhs}};
            for (const auto* all : {&o.hypotheses, &o.further})
                for (const Quantity& quantity : *all)
                    found[quantity.name] = {quantity.value, quantity.value};
            for (const auto& [name, exact] : page.near_optimum(id)) {
                if (!found.contains(name)) continue;
                compared[id + " " + name] +=
                    expect_within(found[name], exact, name + " of " + id + " on " + describe(spec));
            }
        }
    }
    for (const std::string name : {"C1 rhs", "C1 rhs_without_max", "C1 rho", "C1 c", "C1 t", "C1 e",
                                   "C1s rhs", "C1d rhs", "C1p rhs", "C1p rhs_operator_norm"})
        EXPECT_GE(compared[name], 5) << name;
}

TEST(ConditioningFormulas, OfTheTangentKernelAreThoseOfThePage) {
    std::map<std::string, int> compared;
    for (std::uint64_t i = 0; i < 60; ++i) {
        const InstanceSpec spec =
            random_spec(i, {.heads = {HeadKind::nearly_balanced, HeadKind::generic}});
        const Snapshot s = build(spec);
        if (s.network.depth() < 2 || s.data.classes * s.data.samples() > 24) continue;
        const ConditioningPage page(s);
        for (const std::string id : {"C2", "C2s", "C2t"}) {
            const Outcome o = check(s, {{id}, Arithmetic::binary64, {}, 0}).front();
            if (o.status == Status::not_applicable) continue;
            Reference T;
            for (const Quantity& quantity : o.hypotheses)
                if (quantity.name == "ntk_norm") T = quantity.value;
            const std::vector<Sides> sides = page.kernel(id, T);
            const std::string what = id + " on " + describe(spec);
            ASSERT_EQ(o.sides.size(), sides.size()) << what;
            for (std::size_t k = 0; k < sides.size(); ++k) {
                const std::string at = what + " at " + std::to_string(sides[k].layer);
                EXPECT_TRUE(id == "C2t" || o.sides[k].layer == sides[k].layer) << at;
                compared[id] += expect_within(o.sides[k].lhs, sides[k].lhs, "left of " + at);
                compared[id] += expect_within(o.sides[k].rhs, sides[k].rhs, "right of " + at);
            }
        }
    }
    for (const std::string id : {"C2", "C2s", "C2t"}) EXPECT_GE(compared[id], 20) << id;
}

} // namespace
} // namespace ncv::proofs
