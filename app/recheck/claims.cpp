// The claims of docs/certificates.md, judged by what is found and written as they must be printed.
#include "claims.hpp"

#include <map>
#include <variant>

namespace recheck {

Letters::Letters(const Json& whole, const LastLayer& last_, const LayerNorms& norms_,
                 const Snapshot& s)
    : quantities(whole.at("quantities")), layers(whole.at("layers")),
      affine_tail(whole.value("affine_tail", Json())),
      affine_layers(whole.value("affine_layers", Json())),
      last_layer(whole.value("last_layer", Json())), last(last_), norms(norms_),
      heads(s.layers() - s.nonlinear - 1), K(s.classes()), N(s.samples()),
      m(s.width(s.layers() - 1)), q(std::min(m - K, N)), narrowest(m),
      unlike(K - std::ranges::count(s.class_counts, s.class_counts[0])), decay_given(s.decay_given),
      lambda(s.weight_decay) {
    for (long l = s.nonlinear + 1; l < s.layers(); ++l) {
        decays.push_back(s.decays[static_cast<std::size_t>(l - 1)]);
        ranks.push_back(s.rank_above(l));
    }
    if (!s.has_head()) return;
    const Letters& a = *this;
    q = std::min(q, s.width(s.layers() - 2));
    for (long l = s.nonlinear; l < s.layers(); ++l) narrowest = std::min(narrowest, s.width(l));
    r = max(a("z1"), a("z2"));
    for (long i = 0; i <= heads; ++i) r = max(r, a("W", i));
    for (long i = 0; i < heads; ++i) eps2 = max(eps2, eD = a("D", i));
    eps1 = a("eps1");
    gap = a("s_K_Y") - eps1;
    k = condition(a("s1"), a("s_K"), K);
    k_M = condition(a("M1"), a("M_K"), K);
    for (const long n : s.class_counts) spread = spread - square(Interval(n) / N);
}

namespace {

// A hypothesis: a whole number, met when >= 0, or a quantity, met when > 0, failed when <= 0 and
// open when it is not known to be either; the last two, in this order, divide by those before.
using Margin = std::variant<long, Interval>;
Margin margin_of(const std::string& name, A a, const std::optional<double>& lambda) {
    if (name == "weight_decay_given") return lambda ? 0L : -1L;
    if (name == "weight_decay") return Interval(lambda.value_or(0));
    if (name == "two_linear_layers") return a.L2() - 2;
    if (name == "head_width") return a.narrowest - a.K;
    if (name == "balanced_classes") return a.unlike == 0 ? 0L : -1L;
    if (name == "interpolation") return a.gap;
    if (name == "head_rank") return a("s_K");
    if (name == "linear_layer" || name == "positive_homogeneity") return a.last.L2 - 1;
    if (name == "no_last_bias") return a.norms.last_has_bias ? -1L : 0L;
    if (name == "better_than_chance")
        return Interval(log(Ball(static_cast<double>(a.K))) - a.last.balanced_entropy);
    if (name == "positive_margin") return Interval(a.last.margin);
    if (name == "distinct_means") {
        Interval least = infinite;
        for (slong c = 0; c < a.K; ++c)
            for (slong j = 0; j < c; ++j) least = min(least, Ball(a.last.distances.at(c, j)));
        return least;
    }
    if (name == "tail_rank") {
        Interval least = infinite;
        for (long i = 0; i < a.heads; ++i) least = min(least, a.affine("s_1", i));
        return least;
    }
    if (name == "distinct_logits") return a.tail("least_logit");
    if (name == "centred_fit") return a.tail("label_spread") - a.tail("misfit");
    if (name == "centred_interpolation") return a.tail("label_gap") - a.tail("eps1");
    if (name == "small_defect") return 1 - x(a);
    return a("s_K_Y") - a.r * psi(a); // small_psi
}

enum Status { holds, vacuous, undecided, violated };
Status status_of(const Side& side, I lhs, I rhs) {
    const Interval &small = side.most ? lhs : rhs, &large = side.most ? rhs : lhs;
    const Interval &bound = side.most ? rhs : side.trivial, &free = side.most ? side.trivial : rhs;
    if (large.upper < small.lower) return violated;
    if (free.upper <= bound.lower) return vacuous;
    return bound.upper < free.lower && small.upper <= large.lower ? holds : undecided;
}

// The weight decay that a claim means: of the whole network, of layer L-1, the least of the hidden
// affine layers', or of the last layer, 0 where some other tensor has one.
std::optional<double> decay_for(const Claim& claim, A a) {
    if (claim.about == About::affine_head) return a.heads < 1 ? std::nullopt : a.decays.back();
    if (claim.about == About::any)
        return a.decay_given ? std::optional(a.norms.layers.back().decay) : std::nullopt;
    if (claim.about != About::affine) return a.lambda;
    std::optional<double> least;
    for (const auto& decay : a.decays) {
        if (!decay) return {};
        least = std::min(least.value_or(*decay), *decay);
    }
    return least;
}
// Of a single affine layer nothing more is asked than whether there are two.
bool asks_for_affine_layers(const Claim& claim, const std::string& name) {
    if (claim.about != About::affine && claim.about != About::affine_head) return false;
    return name != "two_linear_layers" && name != "head_width" && name != "interpolation";
}

Json claim_part(const Claim& claim, const Json& printed, A a) {
    const std::string id = claim.id;
    need(printed.at("id") == id, rejected, "claims: " + id + " is missing or not in its place");
    Json lacks, hypotheses = Json::object(), sides = Json::array(), bounds = Json::object();
    bool open = false;
    std::string name;
    for (std::istringstream needs(claim.needs); needs >> name;) {
        if ((open || !lacks.is_null()) && name.starts_with("small_")) continue;
        if (a.heads < 1 && asks_for_affine_layers(claim, name)) continue;
        const Margin margin = margin_of(name, a, decay_for(claim, a));
        bool fails = false;
        if (const long* count = std::get_if<long>(&margin)) {
            hypotheses[name] = *count;
            fails = *count < 0;
        } else {
            const Interval& found = std::get<Interval>(margin);
            hypotheses[name] = proved(id + " " + name, found, printed.at("hypotheses").at(name));
            const Interval taken = enclosure(hypotheses[name], name);
            fails = found.is_not_positive();
            bool met = found.is_positive();
            // Of a claim about any classifier less may be said than is so: then it is undecided.
            const bool less =
                claim.about == About::any && !taken.is_positive() && !taken.is_not_positive();
            if (less) met = fails = false;
            need(fails == taken.is_not_positive() && met == taken.is_positive(), unproved,
                 id + " " + name + ": " +
                     (met     ? "met"
                      : fails ? "not met"
                              : "open") +
                     ", which is not what is printed, " + hypotheses[name].dump());
            open = open || !(met || fails);
        }
        if (fails && lacks.is_null()) lacks = name;
    }
    const Follows follows = lacks.is_null() && !open ? claim.follows(a) : Follows{};
    Status worst = follows.sides.empty() ? undecided : holds;
    for (const Side& side : follows.sides) {
        const Json& found = printed.at("sides").at(sides.size());
        const Json &lhs = found.at("lhs"), &rhs = found.at("rhs");
        sides.push_back({{"layer", side.layer},
                         {"relation", side.most ? "at_most" : "at_least"},
                         {"lhs", proved(id + " lhs", side.lhs, lhs)},
                         {"rhs", proved(id + " rhs", side.rhs, rhs)}});
        worst = std::max(worst, status_of(side, enclosure(lhs, id), enclosure(rhs, id)));
    }
    for (const auto& [key, bound] : follows.bounds)
        bounds[key] = proved(id + " " + key, bound, printed.at("bounds").at(key));
    const char* names[] = {"holds", "vacuous", "undecided", "violated"};
    const std::string status = lacks.is_null() ? names[worst] : "not_applicable";
    need(printed.at("status") == status, unproved, id + ": the status must be " + status);
    return {{"id", id},        {"statement", claim.statement}, {"status", status},
            {"lacks", lacks},  {"hypotheses", hypotheses},     {"sides", sides},
            {"bounds", bounds}};
}

} // namespace

Json claims_part(const Json& printed, const LastLayer& last, const LayerNorms& norms,
                 const Snapshot& s) {
    // As the page orders them.
    static const char* const order = "A0a A0b A1 A1s A2 A2u A2s A2v A2b A3 A4 A4s A5 A5s A6 A6s B3 "
                                     "B11 B12 G0a G2 G2l G2v G2t G3 G5 G5v G6 G6v G6m H1 H2 H2m "
                                     "H2h H3 H4 H5 H6 H6j H6e H7b H9 H11 H11c";
    std::map<std::string, const Claim*> all;
    for (const auto* table : {&head_claims, &tail_claims, &last_layer_claims, &norm_claims})
        for (const Claim& claim : *table) all[claim.id] = &claim;
    Letters letters(printed, last, norms, s);
    Json out = Json::array();
    std::string id;
    for (std::istringstream ids(order); ids >> id;) {
        const Claim& claim = *all.at(id);
        const bool any = claim.about == About::any || claim.about == About::affine;
        if (printed.at("certificate") == 1 && (any || claim.about == About::affine_head)) continue;
        if (printed.at("certificate") < claim.version) continue;
        if (!any && !s.has_head()) continue;
        if ((claim.about == About::gradients || claim.about == About::affine_head) &&
            s.loss != "squared_error")
            continue;
        letters.printed = &printed.at("claims").at(out.size());
        out.push_back(claim_part(claim, *letters.printed, letters));
    }
    return out;
}

} // namespace recheck
