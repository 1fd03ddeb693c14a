/// Both sides of section H's claims as docs/claims.md writes them, from the plain reference's
/// quantities: the library's formulas, in 100 digits and in intervals, give the same numbers.
#include "support/agreement.hpp"
#include "support/plain_last_layer.hpp"

#include "claims/registry.hpp"
#include "instances/instance.hpp"
#include "measure/enclosed_subject.hpp"

namespace ncv::proofs {
namespace {

/// The letters of docs/claims.md, "Any classifier".
class ClassifierPage {
  public:
    explicit ClassifierPage(const Snapshot& s)
        : labels_(s.data.labels), q_(plain::last_layer<Reference>(s)), K(s.data.classes),
          N(static_cast<int>(s.data.labels.size())), K_(K),
          N_c(static_cast<std::size_t>(K), Reference(0)) {
        for (const int label : labels_) N_c[static_cast<std::size_t>(label)] += 1;
    }

    /// `mu`: H5's multiplier, of which any proves.
    std::vector<Sides> sides(const std::string& id, const Reference& mu) const {
        const auto& v = *this;
        const Reference E_W = v["E_W"], S_T = v["S_T"], P_B = v["P_B"], q2 = v["rest"];
        const auto collapse = [&](const Reference& t) {
            return Reference(E_W * S_T / (t * t) - 1);
        };
        if (id == "H1") return {errors(0), errors(Reference(1) / 2)};
        if (id == "H2")
            return {{0, v["nc1"], collapse(tau(v["cross_entropy_balanced"]))},
                    {0, v["nc1"], collapse(tau_by_class())},
                    {0, v["nc1"], collapse(v["soft_margin"])},
                    {0, v["soft_margin"], v["margin"]}};
        if (id == "H2m") return {{0, v["nc1"], collapse(v["margin"])}};
        if (id == "H2h")
            return {{0, v["nc1"], S_T / P_B - 1}, {0, v["P_W"] / (P_B + q2), v["nc1"]}};
        if (id == "H3") {
            const Reference t = std::max(tau(v["cross_entropy_balanced"]), Reference(0));
            return {{0, v["means_cosine"], v["margin"] / sqrt(E_W * S_T)},
                    {0, t / sqrt(E_W * v["S_B"]), v["means_cosine"]}};
        }
        if (id == "H4")
            return {{0, v["nc2"],
                     sqrt(v["projected_1"] * v["projected_1"] + K_ * q2) / v["projected_least"]}};
        if (id == "H5") return {{0, 1 - v["nc3"], alignment(mu)}};
        const Reference wrong = not_nearest();
        if (id == "H6") return {{0, wrong, weighted([&](int c) { return half_spaces(c); })}};
        if (id == "H6j") return {{0, wrong, weighted([&](int c) { return cantelli(c); })}};
        return {{0, wrong, weighted([&](int c) { return best_hinge_of(c); })}};
    }

    /// What choosing a hinge in double can cost: each (g - h)/(1 - h) is off by a few roundings.
    Reference slack(const std::string& id) const {
        if (id != "H6e") return 0;
        Reference most(0);
        for (int c = 0; c < K; ++c) {
            const auto g = nearness(c);
            const auto n = static_cast<double>(g.size());
            for (const Reference& x : g)
                if (x < 1)
                    most = std::max(most, Reference((n + 4) * (1 + abs(x)) / (1 - x) * 0x1p-52));
        }
        return most;
    }

  private:
    const Reference& operator[](const std::string& name) const { return q_.at(name); }
    const Reference& of(const char* name, std::size_t i) const {
        return q_.at(plain::of_sample(name, i));
    }
    Sides errors(const Reference& g) const {
        const auto& v = *this;
        Reference count(0);
        for (std::size_t i = 0; i < labels_.size(); ++i) count += of("sample_margin", i) <= g;
        const Reference squared = 2 * v["residual"] * v["residual"] / ((1 - g) * (1 - g) * N);
        const Reference entropy = v["cross_entropy"] / log(1 + exp(-g));
        return {0, count / N, std::min(squared, entropy)};
    }
    Reference tau(const Reference& entropy) const {
        return (K_ - 1) / K_ * log((K_ - 1) / expm1(entropy));
    }
    Reference tau_by_class() const {
        Reference sum(0);
        for (std::size_t c = 0; c < N_c.size(); ++c) sum += tau(of("cross_entropies", c)) / K_;
        return sum;
    }
    Reference alignment(const Reference& mu) const {
        const auto& v = *this;
        Reference sum = mu * v["rest"];
        for (std::size_t i = 0; i < labels_.size(); ++i) {
            const Reference p = of("projected", i), cp = of("projected_cosine", i);
            Reference lost(0);
            if (cp > 2 * mu * p * p) {
                const Reference x = pow(cp / (2 * mu * p * p), Reference(2) / 3) - 1;
                lost = cp * (1 - 1 / sqrt(1 + x)) - mu * p * p * x;
            }
            sum += (1 - cp + lost) / (K_ * N_c[static_cast<std::size_t>(labels_[i])]);
        }
        return sum;
    }
    Reference not_nearest() const {
        Reference count(0);
        for (std::size_t i = 0; i < labels_.size(); ++i) count += of("nearness", i) >= 1;
        return count / N;
    }
    template <class Share>
    Reference weighted(Share share) const {
        Reference sum(0);
        for (int c = 0; c < K; ++c)
            sum +=
                N_c[static_cast<std::size_t>(c)] / N * std::min(Reference(share(c)), Reference(1));
        return sum;
    }
    std::vector<Reference> nearness(int c) const {
        std::vector<Reference> out;
        for (std::size_t i = 0; i < labels_.size(); ++i)
            if (labels_[i] == c) out.push_back(of("nearness", i));
        return out;
    }
    Reference half_spaces(int c) const {
        Reference sum(0);
        for (int j = 0; j < K; ++j) {
            if (j == c) continue;
            const auto from = static_cast<std::size_t>(c), to = static_cast<std::size_t>(j);
            const Reference variance = q_.at(plain::of_pair("variance", from, to));
            sum += variance / (variance + q_.at(plain::of_pair("distance", from, to)) / 4);
        }
        return sum;
    }
    Reference cantelli(int c) const {
        const auto g = nearness(c);
        const Reference n(static_cast<int>(g.size()));
        Reference mean(0), variance(0);
        for (const Reference& x : g) mean += x / n;
        for (const Reference& x : g) variance += (x - mean) * (x - mean) / n;
        return mean < 1 ? Reference(variance / (variance + (1 - mean) * (1 - mean))) : Reference(1);
    }
    /// With h each of the class's g below 1, and one below all of them, in turn.
    Reference best_hinge_of(int c) const {
        const auto g = nearness(c);
        const Reference n(static_cast<int>(g.size()));
        Reference least(1);
        for (const Reference& h : g) {
            if (!(h < 1)) continue;
            Reference sum(0);
            for (const Reference& x : g) sum += std::max(Reference(x - h), Reference(0));
            least = std::min(least, Reference(sum / (1 - h) / n));
        }
        return least;
    }

    std::vector<int> labels_;
    plain::Quantities<Reference> q_;
    int K, N;
    Reference K_;
    std::vector<Reference> N_c;
};

const std::vector<std::string> h_ids{"H1", "H2", "H2m", "H2h", "H3",
                                     "H4", "H5", "H6",  "H6j", "H6e"};

Reference multiplier(const Outcome& o) {
    for (const Quantity& q : o.further)
        if (q.name == "mu") return q.value;
    return 0;
}

TEST(ClassifierFormulas, AreThoseOfThePage) {
    std::map<std::string, int> compared;
    for (std::uint64_t i = 0; i < 80; ++i) {
        const InstanceSpec spec = random_spec(i, {.heads = {HeadKind::classifier}});
        const Snapshot s = build(spec);
        EnclosedSubject subject(s, EnclosedSubject::first_slow);
        const auto& layer = subject.last_layer();
        if (!is_zero(layer.row_space_lost) || is_infinite(layer.P_B) || // lacks rank
            !certainly_greater(layer.S_B, Interval(0)))
            continue;
        const ClassifierPage page(s);
        const std::vector<Outcome> in_mp = check(s, {h_ids, Arithmetic::mp, {}, 0});
        for (std::size_t k = 0; k < h_ids.size(); ++k)
            for (const Outcome& o : {check_enclosed(h_ids[k], subject), in_mp[k]}) {
                if (o.lacks || o.sides.empty()) continue;
                const std::vector<Sides> sides = page.sides(h_ids[k], multiplier(o));
                const std::string what = h_ids[k] + " on " + describe(spec);
                ASSERT_EQ(o.sides.size(), sides.size()) << what;
                const Reference slack = page.slack(h_ids[k]);
                for (std::size_t j = 0; j < sides.size(); ++j) {
                    const auto slack_of_double = static_cast<double>(slack);
                    Range found = o.sides[j].rhs;
                    found.lower -= slack_of_double;
                    expect_side(o.sides[j].lhs, sides[j].lhs, "left side of " + what);
                    expect_side(found, sides[j].rhs, "right side of " + what);
                    compared[h_ids[k]] += std::isfinite(found.upper);
                }
            }
        if (::testing::Test::HasFailure()) return;
    }
    for (const std::string& id : h_ids) EXPECT_GE(compared[id], 40) << id;
}

} // namespace
} // namespace ncv::proofs
