/// The landscape's claims and the plans of gradient descent's phases as docs/claims.md writes them,
/// from the plain reference's quantities: the library's formulas give the same numbers.
#include "support/agreement.hpp"
#include "support/plain_landscape.hpp"

#include "claims/registry.hpp"
#include "instances/admissible_step.hpp"
#include "instances/instance.hpp"

namespace ncv::proofs {
namespace {

using Named = std::map<std::string, Reference>;

/// rho_l at [l]; pi, q and what else B7 writes, up to layer j.
struct Radii {
    std::vector<Reference> rho;
    Reference b;

    Reference pi(int j) const {
        Reference out(1);
        for (int l = 1; l <= j; ++l) out *= rho[static_cast<std::size_t>(l)];
        return out;
    }
    Reference q(int j) const {
        Reference out(0);
        for (int l = 1; l <= j; ++l) out += 1 / squared(rho[static_cast<std::size_t>(l)]);
        return out;
    }
};

class PhasePage {
  public:
    explicit PhasePage(const Snapshot& s)
        : v_(plain::landscape<Reference>(s)), L(s.network.depth()), L1(s.network.nonlinear_layers),
          N(static_cast<int>(s.data.labels.size())), lambda(s.weight_decay.value_or(0)),
          eta(s.learning_rate.value_or(0)), gamma(s.network.activation.gamma),
          beta_s(plain::slope_bend<Reference>(s.network.activation)) {
        const Reference b = s.network.activation.sharpness;
        excess = s.network.activation.kind == ActivationKind::softplus_leaky_relu
                     ? Reference((1 - gamma) * log(Reference(2)) / b)
                     : Reference((1 - gamma) * b / sqrt(2 * acos(Reference(-1))));
        for (int l = 0; l <= L; ++l) widths.push_back(s.network.width(l));
        for (int c = 0; c < s.data.classes; ++c)
            N_c.push_back(std::count(s.data.labels.begin(), s.data.labels.end(), c));
    }

    /// What an outcome names, and "lhs" and "rhs".
    Named says(const std::string& id) const {
        const Reference residual = v("residual"), C_0 = v("C_0"), theta = v("theta");
        if (id == "B5") return {{"lhs", v("G_2")}, {"rhs", constant(1) * residual}};
        if (id == "B5p")
            return {
                {"lhs", v("gradient_0")},
                {"rhs", pow(Reference(0.5), L - 3) * pow(gamma, L - 2) * singular_values() * C_0}};
        const Reference a = v("gradient_0") / C_0;
        if (id == "B6") {
            const Reference m = squared(theta) * (Reference(0.5) + 4 * lambda / a);
            return {
                {"lhs", v("gradient")}, {"rhs", a / 4 * (v("C_lambda") - lambda * m)}, {"m", m}};
        }
        if (id == "B6s") {
            const Reference left = sqrt(a * C_0) - lambda * theta;
            return {{"lhs", v("gradient")}, {"rhs", left > 0 ? squared(left) : Reference(0)}};
        }
        if (id == "B7") return {{"rhs", smoothness(ball(0, false), residual)}};
        if (id == "B7s") return {{"rhs", smoothness(ball(0, true), residual)}};
        if (id == "B8") return interpolation(Reference(0.5), Reference(0.25), 4);
        if (id == "B8s") return interpolation(Reference(1) / L, Reference(0.5), 2);
        if (id == "B8t") return path(Reference(63) / 64, Reference(1) / 64, false);
        if (id == "B8u") return path(Reference(255) / 256, Reference(1) / 128, true);
        return balancing(id);
    }

  private:
    const Reference& v(const std::string& name) const { return v_.at(name); }
    const Reference& of(const std::string& name, int l) const {
        return v(plain::at_layer(name, l));
    }
    /// s_N(Z_1) prod_{l>=3} s_min(W_l), each times `kept`.
    Reference singular_values(const Reference& kept = 1) const {
        Reference out = kept * v("lambda_F");
        for (int l = 3; l <= L; ++l) out *= kept * of("s_min", l);
        return out;
    }
    Reference constant(const Reference& kept) const {
        return pow(gamma, std::max(0, L1 - 1)) * singular_values(kept);
    }
    Radii ball(const Reference& radius, bool sharp) const {
        Radii r{{0}, sharp ? v("X") : v("X_F")};
        for (int l = 1; l <= L; ++l)
            r.rho.push_back((sharp && l == 1 ? v("W1_F") : of("W", l)) + radius);
        return r;
    }
    /// b^2 pi^2 q + e (b pi q + beta_s b^2 pi sum_{j<=L1} pi_j q_j) + lambda.
    Reference smoothness(const Radii& r, const Reference& e) const {
        const Reference pi = r.pi(L), q = r.q(L);
        Reference bends(0);
        for (int j = 1; j <= L1; ++j) bends += r.pi(j) * r.q(j);
        return squared(r.b * pi) * q + e * (r.b * pi * q + beta_s * squared(r.b) * pi * bends) +
               lambda;
    }
    /// The same with e = min(b pi + ||Y||_F, residual + radius b pi sqrt(q)).
    Reference smoothness_around(const Reference& radius, bool sharp) const {
        const Radii r = ball(radius, sharp);
        const Reference moved = v("residual") + radius * r.b * r.pi(L) * sqrt(r.q(L));
        return smoothness(r, std::min(Reference(r.b * r.pi(L) + v("Y_F")), moved));
    }
    /// Under ||theta||^2 <= S and ||E|| <= e (Phase 2).
    Reference smoothness_under(const Reference& S, const Reference& residual) const {
        const Reference b = v("X"),
                        e = std::min(residual, Reference(b * pow(S / L, Reference(L) / 2) +
                                                         sqrt(Reference(N))));
        Reference bends(0);
        for (int j = 1; j <= L1; ++j) {
            const Reference T = Reference(L - j) / 2 + (j - 1);
            bends += j * pow(S / T, T) * pow(Reference(2), -Reference(L - j) / 2);
        }
        const Reference pairs =
            L == 2 ? Reference(1) : Reference((L - 1) * pow(S / (L - 2), Reference(L - 2) / 2));
        return squared(b) * L * pow(S / L, L - 1) + e * (b * pairs + beta_s * squared(b) * bends) +
               lambda;
    }

    /// B8 with the share c given up and t of the rate, m = R^2 (1/2 + share lambda/a).
    Named interpolation(const Reference& c, const Reference& t, int share) const {
        Reference least = v("lambda_F") / v("X");
        for (int l = 3; l <= L; ++l) least = std::min(least, of("s_min", l));
        Named n;
        n["r0"] = c * least;
        n["a"] = 2 * squared(constant(1 - c));
        n["R"] = v("theta") + n["r0"];
        n["m"] = squared(n["R"]) * (Reference(0.5) + share * lambda / n["a"]);
        n["beta"] = std::min(smoothness_around(n["r0"], false), smoothness_around(n["r0"], true));
        n["u_0"] = v("C_lambda") - lambda * n["m"];
        n["largest_step"] = 1 / n["beta"];
        n["k1"] = log(n["u_0"] / (lambda * n["m"])) / -log(1 - eta * t * n["a"] / 2);
        return n;
    }
    /// What the norm grows by at m, from the rest of a path's plan.
    Reference growth(const Reference& c, const Reference& d, Named n, const Reference& s) const {
        const Reference t = c, q = 2 * n["h"] * n["p"], V = sqrt(v("C_0")), Y = v("Y_F");
        const Reference from = 2 / (c * t * n["a_0"]), root = sqrt(2 * lambda * n["m"]);
        const Reference tau =
            std::max(Reference(2), Reference(log(v("C_0") / (d * lambda * n["m"])))) /
            (c * t * n["a"]);
        // The antiderivative of (A - 2v)/(x + y v) is (A + 2x/y) log(x + y v)/y - 2v/y.
        const Reference A = sqrt(Reference(2)) * Y, x = 1 - q, y = q / V;
        const Reference top = std::min(V, Reference(A / 2));
        const Reference I = from * ((A + 2 * x / y) * log((x + y * top) / x) / y - 2 * top / y);
        const Reference J = 2 * V / (c * t * n["a_0"]) * (-log(1 - q) / q);
        const Radii r = ball(s, true);
        Reference bent(0);
        for (int j = 1; j <= L1; ++j) {
            const Reference pre = r.b * r.pi(j);
            bent += j * (r.pi(L) / r.pi(j)) *
                    std::min({Reference(sqrt(Reference(widths[static_cast<std::size_t>(j)] * N)) *
                                        excess),
                              Reference((1 - gamma) * pre), Reference(beta_s * squared(pre) / 2)});
        }
        return 2 * L * (I + Y * root * tau) + 2 * bent * (sqrt(Reference(2)) * J + root * tau) +
               2 * (1 - c) * v("C_lambda") / (c * smoothness_around(s, true));
    }
    Named path(const Reference& c, const Reference& d, bool grown) const {
        const Reference t = c;
        Named n;
        n["a_0"] = 2 * squared(constant(1));
        Reference squares = squared(v("X") / v("lambda_F"));
        for (int l = 3; l <= L; ++l) squares += 1 / squared(of("s_min", l));
        n["h"] = sqrt(squares);
        n["p"] = 2 / c * sqrt(v("C_0") / (t * n["a_0"]));
        const Reference left = 1 - 2 * n["h"] * n["p"];
        if (left <= 0) return n;
        const Reference s = (1 - sqrt(left)) / n["h"];
        n["a"] = left * n["a_0"];
        n["R"] = v("theta") + s;
        const auto m = [&] {
            return squared(n["R"]) * (Reference(0.5) + lambda / ((1 - t) * n["a"]));
        };
        n["m"] = m();
        for (int i = 0; i < (grown ? 2 : 0); ++i) {
            n["R"] = std::min(n["R"], Reference(sqrt(squared(v("theta")) + growth(c, d, n, s))));
            n["m"] = m();
        }
        n["u_0"] = v("C_lambda") - lambda * n["m"];
        const Reference S = 2 * (1 + d) * n["m"];
        n["beta"] = std::max(smoothness_around(s, true), smoothness_under(S, sqrt(lambda * S)));
        n["largest_step"] = 2 * (1 - c) / n["beta"];
        n["k1"] = log(n["u_0"] / (d * lambda * n["m"])) / -log(1 - eta * c * t * n["a"]);
        return n;
    }
    Named balancing(const std::string& id) const {
        Named n;
        if (id == "B9t" || id == "B9u") {
            const Reference S = n["S"] = 2 * v("C_lambda") / lambda;
            const Reference beta = n["beta"] = smoothness_under(S, sqrt(lambda * S));
            n["largest_step"] =
                std::min(Reference(Reference(63) / 32 / beta), Reference(1 / (2 * lambda)));
            Reference F(0);
            if (id == "B9u") {
                Reference g(1);
                for (const auto size : N_c)
                    g *=
                        std::max(Reference(sqrt(Reference(size)) - sqrt(lambda * S)), Reference(0));
                const auto K = static_cast<int>(N_c.size());
                g = g > 0 ? Reference(pow(g, Reference(1) / K)) : Reference(0);
                const Reference fits =
                    pow(Reference(K), L - L1 + std::min(1, L1)) * squared(g / v("X"));
                const Reference f = v("Y_F") - sqrt(lambda * S);
                const Reference most = std::max(fits, Reference(f > 0 ? squared(f / v("X")) : f));
                F = n["F"] = most > 0 ? Reference(L * pow(most, Reference(1) / L)) : Reference(0);
            }
            n["eps2"] = 2 * eta * lambda * (S - F) / (2 - eta * beta);
            return n;
        }
        const Reference m = n["m"] = v("C_lambda") / (2 * lambda), R2 = n["R2"] = 2 * sqrt(m) + 1;
        const Reference moved =
            v("X") * sqrt(Reference(L)) * pow(squared(R2) / L, Reference(L - 1) / 2);
        n["beta_2"] = smoothness_under(squared(R2), 2 * sqrt(lambda * m) + moved);
        const Reference decay = id == "B9s" ? 2 * lambda : lambda;
        n["largest_step"] = 1 / std::max({n["beta_2"], decay, Reference(4 * lambda * m)});
        if (id == "B9s") n["eps2"] = 8 * eta * lambda * m;
        if (id == "B9s") n["k2"] = log(1 / (eta * lambda)) / -log(1 - 2 * eta * lambda);
        return n;
    }

    plain::Quantities<Reference> v_;
    int L, L1, N;
    Reference lambda, eta, gamma, beta_s, excess;
    std::vector<Eigen::Index> widths, N_c;
};

/// beta_s is a double of a few roundings, and every number of an outcome is one.
void expect_same(double found, const Reference& exact, const std::string& what) {
    if (!std::isfinite(found)) return;
    EXPECT_TRUE(abs(Reference(found) - exact) <= abs(exact) * Reference(0x1p-48))
        << what << ": " << found << " for " << exact.str(20);
}

const std::vector<std::string> phase_ids{"B5",  "B5p", "B6",  "B6s", "B7",  "B7s", "B8",
                                         "B8s", "B8t", "B8u", "B9",  "B9s", "B9t", "B9u"};

TEST(PhaseFormulas, AreThoseOfThePage) {
    std::map<std::string, int> compared;
    for (std::uint64_t i = 0; i < 60; ++i) {
        InstanceSpec spec = random_spec(i, {.heads = {HeadKind::pyramid, HeadKind::theorem}});
        if (!spec.activation.uses_sharpness())
            spec.activation.kind = ActivationKind::softplus_leaky_relu;
        if (spec.nonlinear_widths.empty()) continue;
        const Snapshot given = build(spec);
        const PhasePage as_given(given);
        for (const std::string& id : phase_ids) {
            const bool of_a_run = id >= "B8";
            const Snapshot s = of_a_run ? with_admissible_step(given, id, 0.5) : given;
            const Named says = of_a_run ? PhasePage(s).says(id) : as_given.says(id);
            const Outcome o = check(s, {{id}, Arithmetic::mp, {}, 1}).front();
            std::map<std::string, double> found;
            for (const auto* all : {&o.hypotheses, &o.further})
                for (const Quantity& quantity : *all) found[quantity.name] = quantity.value;
            // Of a run the sides are about its states; of B7 the left one is the Hessian's.
            if (o.status != Status::not_applicable && !of_a_run) {
                found["rhs"] = o.rhs;
                if (id < "B7") found["lhs"] = o.lhs;
            }
            for (const auto& [name, exact] : says) {
                if (!found.contains(name)) continue;
                expect_same(found[name], exact, name + " of " + id + " on " + describe(spec));
                compared[id + " " + name] += std::isfinite(found[name]);
            }
        }
    }
    const PhasePage any(build(random_spec(0, {.heads = {HeadKind::theorem}})));
    for (const std::string& id : phase_ids)
        for (const auto& [name, exact] : any.says(id))
            EXPECT_GE(compared[id + " " + name], 5) << id << "'s " << name;
}

} // namespace
} // namespace ncv::proofs
