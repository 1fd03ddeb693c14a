#include "claims.hpp"

#include "errors.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace recheck {
namespace {

// One comparison: the printed right side must contain `rhs`, and so must the left one.
struct Comparison {
    long layer;
    bool at_least;
    Interval lhs, rhs, trivial;
};
struct Hypothesis {
    std::string name;
    std::optional<long> count; // a whole number, met when >= 0
    std::optional<Interval> margin;
};
struct Expected {
    std::string statement;
    std::vector<Hypothesis> hypotheses;
    std::vector<Comparison> sides;
    std::vector<std::pair<std::string, Interval>> bounds;
};

Interval whole(long n) { return Interval(static_cast<double>(n)); }
// A quotient that is infinite where the divisor is not certainly positive.
Interval over(const Interval& a, const Interval& b) { return b.is_positive() ? a / b : infinite(); }

// The letters of the page, from the printed enclosures alone.
class Letters {
  public:
    Letters(const Certificate& c, const Snapshot& s) : q(c.quantities), layers(c.layers) {
        const long stored = static_cast<long>(s.weights.size());
        L2 = stored - s.nonlinear;
        K = s.classes();
        N = s.samples();
        m = s.width(static_cast<std::size_t>(stored - 1));
        before = s.width(static_cast<std::size_t>(stored - 2));
        head_width = m;
        for (long l = s.nonlinear; l < stored; ++l)
            head_width = std::min(head_width, s.width(static_cast<std::size_t>(l)));
        counts = s.class_counts;
        if (s.weight_decay) lambda = Interval(*s.weight_decay);
        r = max(q.at("z1"), q.at("z2"));
        for (const Layer& layer : layers) r = max(r, layer.quantities.at("W"));
        for (const Layer& layer : layers)
            if (layer.quantities.contains("D")) eps2 = max(eps2, eD = layer.quantities.at("D"));
        eps1 = q.at("eps1");
        gap = q.at("s_K_Y") - eps1;
        kap = kappa("s1", "s_K");
        c3 = kappa("M1", "M_K");
        spread = Interval(1);
        for (const long n : counts) spread = spread - square(whole(n) / whole(N));
    }

    Interval psi(const Interval& defect, long directions) const {
        return r * eps1 / gap + r * sqrt(whole(directions) * defect);
    }
    Interval psi() const { return psi(eps2, m - K); }
    long rank() const { return std::min({m - K, before, N}); }
    // A1s.
    Interval B() const {
        return square(q.at("z1") * eps1 / gap) + square(q.at("z2")) * whole(rank()) * eD;
    }
    // A2, A2u and, with times = 2, the paper's form.
    Interval A2(const Interval& psi_, const Interval& spread_, double times = 1) const {
        const Interval root = sqrt(spread_) - Interval(times) * eps1 / sqrt(whole(N));
        return root.is_positive() ? square(r) / whole(N) * square(psi_) / square(root) : infinite();
    }
    Interval balanced_spread() const { return whole(K - 1) / whole(K); }
    Interval A2s(const Interval& defect) const {
        const Interval g = sqrt(whole(N) * spread), k2 = square(kap), e2 = square(eps1);
        const Interval c2 =
            square(q.at("s1")) * square(q.at("z2")) * whole(std::min(rank(), N - K)) * defect;
        const Interval b = min(eps1, (e2 + over_kappa(c2, k2)) / g);
        if (!(g - b).is_positive()) return infinite();
        return (k2 * (e2 - square(b)) + c2) / square(g - b);
    }
    Interval A2v() const {
        const Interval root = sqrt(balanced_spread()) - eps1 / (sqrt(whole(K)) * q.at("s_K_Y"));
        return root.is_positive() ? square(q.at("s1")) / whole(N) * B() / square(root) : infinite();
    }
    Interval delta() const {
        return Interval(0.5 * static_cast<double>(L2 * (L2 - 1))) * power(r, 2 * (L2 - 1)) * eps2;
    }
    // x of A4s.
    Interval x() const {
        Interval defect(0);
        for (std::size_t i = 0; i + 1 < layers.size(); ++i) {
            const long p = static_cast<long>(i) + 1;
            Interval powers(0);
            for (long j = 0; j < p; ++j)
                powers = powers + power(W(i), 2 * j) * power(W(i + 1), 2 * (p - 1 - j));
            const auto& of = layers[i].quantities;
            defect = defect + square(of.at("tail")) * powers * of.at("D");
        }
        return defect * square(q.at("z_L1")) / square(gap);
    }
    Interval A5(const Interval& psi_) const {
        const Interval y = r * psi_ / q.at("s_K_Y");
        return over(kap + y, Interval(1) - y);
    }
    Interval A5s(const Interval& defect) const {
        const Interval eta = eps1 / q.at("s_K_Y"), one(1);
        const Interval outside =
            m == K ? Interval(0)
                   : square(q.at("s1")) * square(q.at("z2")) * defect / square(q.at("s_K_Y"));
        return over(sqrt(square(kap) * square(one + eta) + outside), one - eta);
    }
    Interval A6(const Interval& psi_) const {
        const Interval root = sqrt(whole(N)), one(1);
        const Interval aligned = (one - eps1 / root - q.at("s1") * psi_ / (kap * root)) / kap;
        if (eps1.upper <= one.upper) return aligned;
        return aligned - Interval(2) * square(eps1) / whole(N);
    }
    Interval A6s(const Interval& defect) const {
        const Interval one(1), two(2);
        return square((kap - one) / sqrt(square(kap) + one) +
                      (sqrt(two) * kap * eps1 / sqrt(whole(N)) +
                       q.at("s1") * q.at("z2") * sqrt(whole(rank()) * defect / (two * whole(N)))));
    }
    Interval B3(std::size_t i) const { return (W(i + 1) * R(i + 1) + W(i) * R(i)) / *lambda; }
    Interval W(std::size_t i) const { return layers[i].quantities.at("W"); }
    Interval R(std::size_t i) const { return layers[i].quantities.at("R"); }

    const std::map<std::string, Interval>& q;
    const std::vector<Layer>& layers;
    long L2, K, N, m, before, head_width;
    std::vector<long> counts;
    std::optional<Interval> lambda;
    Interval r, eps1, eps2, eD, gap, kap, c3, spread;

  private:
    Interval kappa(const char* largest, const char* smallest) const {
        if (q.at(smallest).is_positive()) return q.at(largest) / q.at(smallest);
        const Interval least(q.at(smallest).upper, q.at(smallest).upper);
        return {least.is_positive() ? (q.at(largest) / least).lower : Arf(D_INF), Arf(D_INF)};
    }
    static Interval over_kappa(const Interval& c2, const Interval& k2) { return c2 / k2; }
};

bool fails(const Hypothesis& h) {
    return h.count ? *h.count < 0 : arf_sgn(h.margin->upper.get()) <= 0;
}

// The statement of claim `id`; sides and bounds only where no hypothesis fails.
Expected expected(const std::string& id, const Letters& a) {
    Expected out;
    const bool generic = id != "A0b" && id != "A3" && id != "B3";
    const auto fine = [&] {
        return std::none_of(out.hypotheses.begin(), out.hypotheses.end(), fails);
    };
    const auto count = [&](const char* name, long n) { out.hypotheses.push_back({name, n, {}}); };
    const auto margin = [&](const char* name, const Interval& x) {
        out.hypotheses.push_back({name, {}, x});
    };
    const auto at_most = [&](const Interval& lhs, const Interval& rhs, const Interval& trivial,
                             long layer = 0) {
        out.sides.push_back({layer, false, lhs, rhs, trivial});
    };
    const auto at_least = [&](const Interval& lhs, const Interval& rhs, const Interval& trivial) {
        out.sides.push_back({0, true, lhs, rhs, trivial});
    };
    const auto decay = [&] {
        count("weight_decay_given", a.lambda ? 0 : -1);
        margin("weight_decay", a.lambda.value_or(Interval(0)));
    };
    const auto balanced = [&] {
        count("balanced_classes",
              a.counts == std::vector<long>(a.counts.size(), a.counts[0]) ? 0 : -1);
    };
    const auto q = [&](const char* name) { return a.q.at(name); };
    const Interval one(1), size = q("features") + q("collapsed");
    const auto kappa_power = [&] { return power(a.kap, 2 * a.L2); };

    count("two_linear_layers", a.L2 - 2);
    if (generic) {
        count("head_width", a.head_width - a.K);
        margin("interpolation", a.gap);
    }
    if (id == "A0a") {
        out.statement = "s_K(W_L) >= (s_K(Y) - eps1)/r";
        if (fine()) at_least(q("s_K"), over(a.gap, a.r), Interval(0));
    } else if (id == "A0b") {
        out.statement = "||(I-P) W_{L-1}||_F^2 <= (m-K) eps2, and ||(I-P) W_{L-1}||^2 <= eps2";
        margin("head_rank", q("s_K"));
        if (!fine()) return out;
        at_most(q("outside_frobenius_squared"), whole(a.m - a.K) * a.eps2, q("W_before_squared"));
        at_most(q("outside_operator_squared"), a.eps2, q("W_before_squared"));
    } else if (id == "A1") {
        out.statement =
            "||Z_{L-1} - W_L^+ Y||_F <= Psi = r eps1/(s_K(Y)-eps1) + r sqrt((m-K) eps2)";
        if (!fine()) return out;
        at_most(q("to_collapsed"), a.psi(), size);
        out.bounds = {{"rhs_paper", a.psi(a.eps2, a.m)}};
    } else if (id == "A1s") {
        out.statement = "||Z_{L-1} - W_L^+ Y||_F^2 <= (z1 eps1/gap)^2 + z2^2 q eD";
        if (fine()) at_most(square(q("to_collapsed")), a.B(), square(size));
    } else if (id == "A2") {
        out.statement = "NC1(Z_{L-1}) <= (r^2/N) Psi^2/(sqrt((K-1)/K) - eps1/sqrt(N))^2";
        balanced();
        if (!fine()) return out;
        at_most(q("nc1"), a.A2(a.psi(), a.balanced_spread()), one);
        out.bounds = {{"rhs_paper", a.A2(a.psi(a.eps2, a.m), a.balanced_spread(), 2)}};
    } else if (id == "A2u") {
        out.statement = "NC1_weighted <= (r^2/N) Psi^2/(sqrt(1 - sum p_c^2) - eps1/sqrt(N))^2";
        if (fine()) at_most(q("nc1_weighted"), a.A2(a.psi(), a.spread), one);
    } else if (id == "A2s") {
        out.statement = "NC1_weighted <= (k^2 (eps1^2 - b^2) + c^2)/(g - b)^2";
        if (fine()) at_most(q("nc1_weighted"), a.A2s(a.eD), one);
    } else if (id == "A2v") {
        out.statement = "NC1 <= (s1^2/N) B/(sqrt((K-1)/K) - eps1/(sqrt(K) s_K(Y)))^2, B as in A1s";
        if (fine()) at_most(q("nc1"), a.A2v(), one);
    } else if (id == "A3") {
        out.statement = "||M M^T - (W_L W_L^T)^L2|| <= delta = (L2(L2-1)/2) r^(2(L2-1)) eps2";
        if (fine())
            at_most(q("powers_apart"), a.delta(), max(square(q("M1")), power(q("s1"), 2 * a.L2)));
    } else if (id == "A4") {
        out.statement = "kappa(W_L)^(2 L2) <= c3^2 + (c3^2+1) delta (r/(s_K(Y)-eps1))^(2 L2), c3 = "
                        "kappa(M)";
        const Interval c = square(a.c3);
        if (fine())
            at_most(kappa_power(), c + (c + one) * a.delta() * power(a.r / a.gap, 2 * a.L2),
                    infinite());
    } else if (id == "A4s") {
        out.statement = "kappa(W_L)^(2 L2) <= (c3^2 + x)/(1 - x), x = d' ||Z_L1||^2/gap^2";
        if (!fine()) return out;
        const Interval x = a.x();
        margin("small_defect", one - x);
        if (fine()) at_most(kappa_power(), over(square(a.c3) + x, one - x), infinite());
    } else if (id == "A5") {
        out.statement = "NC2(Z_{L-1}) <= (kappa(W_L) + r Psi/s_K(Y))/(1 - r Psi/s_K(Y))";
        if (!fine()) return out;
        margin("small_psi", q("s_K_Y") - a.r * a.psi());
        if (fine()) at_most(q("nc2"), a.A5(a.psi()), infinite());
    } else if (id == "A5s") {
        out.statement = "NC2(Z_{L-1}) <= sqrt(kappa^2 (1+eta)^2 + s1^2 z2^2 eD/s_K(Y)^2)/(1 - eta)";
        if (fine()) at_most(q("nc2"), a.A5s(a.eD), infinite());
    } else if (id == "A6") {
        out.statement =
            "NC3 >= (1/kappa)(1 - eps1/sqrt(N) - s1 Psi/(kappa sqrt(N))) - [eps1 > 1] 2 "
            "eps1^2/N";
        if (fine()) at_least(q("nc3"), a.A6(a.psi()), Interval(-1));
    } else if (id == "A6s") {
        out.statement =
            "1 - NC3 <= [(kappa-1)/sqrt(kappa^2+1) + sqrt(2) kappa eps1/sqrt(N) + s1 z2 "
            "sqrt(q eD/(2N))]^2";
        if (fine()) at_most(one - q("nc3"), a.A6s(a.eD), Interval(2));
    } else if (id == "B3") {
        out.statement = "||D_l|| <= (||W_{l+1}|| ||R_{l+1}|| + ||W_l|| ||R_l||)/lambda";
        decay();
        if (!fine()) return out;
        for (std::size_t i = 0; i + 1 < a.layers.size(); ++i)
            at_most(a.layers[i].quantities.at("D"), a.B3(i),
                    max(square(a.W(i)), square(a.W(i + 1))), a.layers[i].number);
    } else if (id == "B11") {
        out.statement = "A2 with eps2 = max_l (||W_{l+1}|| ||R_{l+1}|| + ||W_l|| ||R_l||)/lambda";
        decay();
        balanced();
        if (!fine()) return out;
        Interval eps2(0), eD(0);
        for (std::size_t i = 0; i + 1 < a.layers.size(); ++i) eps2 = max(eps2, eD = a.B3(i));
        at_most(q("nc1"), a.A2(a.psi(eps2, a.m - a.K), a.balanced_spread()), one);
        out.bounds = {{"eps2_stationary", eps2},
                      {"eD_stationary", eD},
                      {"rhs_sharp", a.A2s(eD)},
                      {"nc2_bound", a.A5s(eD)},
                      {"nc3_bound", one - a.A6s(eD)}};
    }
    return out;
}

std::string status_of(const PrintedSide& p, const Comparison& e) {
    if (e.at_least) {
        if (p.lhs.upper < p.rhs.lower) return "violated";
        if (p.rhs.upper <= e.trivial.lower) return "vacuous";
        const bool useful = e.trivial.upper < p.rhs.lower;
        return useful && p.rhs.upper <= p.lhs.lower ? "holds" : "undecided";
    }
    if (p.rhs.upper < p.lhs.lower) return "violated";
    if (e.trivial.upper <= p.rhs.lower) return "vacuous";
    const bool useful = p.rhs.upper < e.trivial.lower;
    return useful && p.lhs.upper <= p.rhs.lower ? "holds" : "undecided";
}

void require(bool met, const std::string& what) {
    if (!met) throw Rejected(what);
}

// The first hypothesis that fails by its printed margin; `open` where one is neither met nor fails.
std::string lacking(const PrintedClaim& p, const Expected& e, bool& open) {
    std::string lacks;
    std::size_t i = 0;
    for (const auto& [name, value] : p.hypotheses.items()) {
        require(i < e.hypotheses.size() && name == e.hypotheses[i].name,
                p.id + ": its hypotheses are not those of the claim, in order");
        const Hypothesis& h = e.hypotheses[i++];
        bool fails = false;
        if (h.count) {
            require(value.is_number_integer() && value == *h.count,
                    p.id + ": " + name + " must be " + std::to_string(*h.count));
            fails = *h.count < 0;
        } else {
            const Interval printed = printed_interval(value, p.id + " " + name);
            require(h.margin->inside(printed), p.id + ": " + name +
                                                   " is not proved to lie in what "
                                                   "is printed");
            fails = arf_sgn(printed.upper.get()) <= 0;
            open = open || (!fails && !printed.is_positive());
        }
        if (fails && lacks.empty()) lacks = name;
    }
    require(i == e.hypotheses.size(), p.id + ": a hypothesis is missing");
    return lacks;
}

long verify_claim(const PrintedClaim& p, const Expected& e) {
    require(p.statement == e.statement, p.id + ": the statement must be \"" + e.statement + "\"");
    bool open = false;
    const std::string lacks = lacking(p, e, open);
    require(p.lacks == lacks, p.id + ": lacks must be " + (lacks.empty() ? "null" : lacks));
    require(p.sides.size() == e.sides.size(), p.id + ": not the number of sides it must have");
    require(p.bounds.size() == e.bounds.size(), p.id + ": not the number of bounds it must have");
    const std::vector<std::string> order{"holds", "vacuous", "undecided", "violated"};
    std::size_t worst = 0;
    for (std::size_t i = 0; i < e.sides.size(); ++i) {
        const PrintedSide& found = p.sides[i];
        const Comparison& side = e.sides[i];
        require(found.layer == side.layer,
                p.id + ": the layer of a side must be " + std::to_string(side.layer));
        require(found.relation == (side.at_least ? "at_least" : "at_most"),
                p.id + ": the relation of a side is not the claim's");
        require(side.lhs.inside(found.lhs), p.id + ": the left side is not proved to lie in it");
        require(side.rhs.inside(found.rhs), p.id + ": the right side is not proved to lie in it");
        const auto status = std::find(order.begin(), order.end(), status_of(found, side));
        worst = std::max(worst, static_cast<std::size_t>(status - order.begin()));
    }
    for (std::size_t i = 0; i < e.bounds.size(); ++i) {
        require(p.bounds[i].first == e.bounds[i].first,
                p.id + ": the bound " + e.bounds[i].first + " is missing");
        require(e.bounds[i].second.inside(p.bounds[i].second),
                p.id + ": " + e.bounds[i].first + " is not proved to lie in what is printed");
    }
    std::string status = !lacks.empty() ? "not_applicable"
                         : e.sides.empty() || (order[worst] == "violated" && open) ? "undecided"
                                                                                   : order[worst];
    require(p.status == status, p.id + ": the status must be " + status);
    return static_cast<long>(e.sides.size());
}

} // namespace

long verify_claims(const Certificate& c, const Snapshot& s) {
    static const std::vector<std::string> ids{"A0a", "A0b", "A1",  "A1s", "A2",  "A2u",
                                              "A2s", "A2v", "A3",  "A4",  "A4s", "A5",
                                              "A5s", "A6",  "A6s", "B3",  "B11"};
    require(c.claims.size() == ids.size(), "claims: not the number that a certificate has");
    const Letters letters(c, s);
    long count = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        require(c.claims[i].id == ids[i],
                "claims: number " + std::to_string(i + 1) + " must be " + ids[i]);
        count += verify_claim(c.claims[i], expected(ids[i], letters));
    }
    return count;
}

} // namespace recheck
