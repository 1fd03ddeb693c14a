#include "verify/random_networks.hpp"

#include "claims/gallery.hpp"
#include "instances/admissible_step.hpp"
#include "instances/instance.hpp"
#include "instances/theorem_start.hpp"
#include "search/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ncv::app {
namespace {

/// Random networks are drawn from three mixtures in turn, so that every claim meets many that
/// satisfy its hypotheses.
InstanceSpec mixed_spec(std::uint64_t index) {
    DrawOptions options;
    if (index % 4 == 1 || index % 4 == 2) {
        options.heads = {HeadKind::nearly_balanced};
    } else if (index % 4 == 3) {
        options.heads = {HeadKind::exact, HeadKind::balanced, HeadKind::stationary};
        options.no_residual = true;
    }
    return random_spec(index, options);
}

void add_outcome(RandomTally& t, Outcome o, std::uint64_t index, const Snapshot& snapshot,
                 long& again_left, long steps = 0) {
    ++t.tried;
    if (o.status == Status::not_applicable) return;
    const bool observed = find_claim(o.claim)->kind == Kind::empirical; // no digits decide it
    const bool doubtful =
        !observed && (o.status == Status::undecided || o.status == Status::violated);
    if (doubtful && again_left > 0) {
        --again_left;
        ++t.decided_again;
        o = check(snapshot, {{o.claim}, Arithmetic::mp, {}, steps}).front();
        if (o.status == Status::not_applicable) return;
    }
    ++t.applicable;
    t.holds += o.status == Status::holds;
    t.vacuous += o.status == Status::vacuous;
    t.undecided += o.status == Status::undecided;
    t.violated += o.status == Status::violated;
    if (o.status == Status::holds && o.ratio > t.largest_ratio) {
        t.largest_ratio = o.ratio;
        t.largest_instance = index;
    }
}

DrawOptions options_for(Networks networks) {
    DrawOptions options;
    if (networks == Networks::pyramids) options.heads = {HeadKind::pyramid};
    if (networks == Networks::starts) options.heads = {HeadKind::theorem};
    if (networks == Networks::classifiers) options.heads = {HeadKind::classifier};
    if (networks == Networks::affine) options.heads = {HeadKind::affine};
    if (networks == Networks::optima)
        options = {.heads = {HeadKind::near_optimal}, .nonlinear = true};
    return options;
}

double quantity(const Outcome& o, const std::string& name) {
    for (const Quantity& q : o.hypotheses)
        if (q.name == name) return q.value;
    return Outcome::undefined;
}

} // namespace

bool share_networks(Networks networks) {
    return networks == Networks::mixture || networks == Networks::classifiers ||
           networks == Networks::affine;
}

std::vector<RandomTally> random_block(Networks networks, std::uint64_t from, std::uint64_t to,
                                      const std::atomic<bool>& stop) {
    std::vector<RandomTally> tallies;
    const auto ids = claims_that([&](const Claim& c) { return c.networks == networks; });
    const DrawOptions options = options_for(networks);
    for (const std::string& id : ids) tallies.push_back({.claim = id});
    std::vector<long> again_left(tallies.size(), 2); // 100 digits cost a hundred times as much
    for (std::uint64_t i = from; i < to && !stop; ++i) {
        const Snapshot snapshot =
            build(networks == Networks::mixture ? mixed_spec(i) : random_spec(i, options));
        const auto outcomes = check(snapshot, {ids, Arithmetic::binary64});
        for (std::size_t c = 0; c < outcomes.size(); ++c)
            add_outcome(tallies[c], outcomes[c], i, snapshot, again_left[c]);
    }
    return tallies;
}

void merge(std::vector<RandomTally>& into, const std::vector<RandomTally>& more) {
    if (into.empty()) {
        into = more;
        return;
    }
    for (std::size_t i = 0; i < into.size(); ++i) {
        RandomTally& a = into[i];
        const RandomTally& b = more[i];
        a.tried += b.tried;
        a.applicable += b.applicable;
        a.holds += b.holds;
        a.vacuous += b.vacuous;
        a.undecided += b.undecided;
        a.violated += b.violated;
        a.decided_again += b.decided_again;
        if (b.largest_ratio > a.largest_ratio) {
            a.largest_ratio = b.largest_ratio;
            a.largest_instance = b.largest_instance;
        }
    }
}

std::vector<std::string> claims_with_own_networks() {
    return claims_that([](const Claim& c) { return !share_networks(c.networks); });
}

RandomTally own_networks(const std::string& claim, int instances, const std::atomic<bool>& stop) {
    constexpr long steps = 8;
    const DrawOptions options = options_for(find_claim(claim)->networks);
    RandomTally tally{.claim = claim};
    long again_left = 20;
    // A claim that applies to a part of the draws gets more of them.
    for (std::uint64_t i = 0; tally.applicable < instances && tally.tried < 4 * instances && !stop;
         ++i) {
        const double share = 0.999 * std::ldexp(1.0, -static_cast<int>(i % 6));
        const Snapshot snapshot =
            with_admissible_step(build(random_spec(i, options)), claim, share);
        const Outcome o = check(snapshot, {{claim}, Arithmetic::binary64, {}, steps}).front();
        add_outcome(tally, o, i, snapshot, again_left, steps);
    }
    return tally;
}

std::vector<Outcome> theorem_run(const std::atomic<bool>& stop) {
    std::vector<Outcome> outcomes;
    for (const std::string claim : {"B8", "B8s", "B8t", "B8u", "B10", "B10s", "B10t", "B10u"}) {
        if (stop) break;
        const TheoremStart start = claim.ends_with('s')   ? shortest_sharp
                                   : claim.ends_with('t') ? shortest_tight
                                   : claim.ends_with('u') ? shortest_one_sided
                                                          : shortest_quoted;
        const Snapshot s = with_admissible_step(build(start), claim, 0.999);
        Outcome o = check(s, {{claim}, Arithmetic::binary64, {}, 1}).front();
        const double k1 = quantity(o, "k1");
        if (claim.starts_with("B8") && k1 < 1e6)
            o = check(s, {{claim}, Arithmetic::binary64, {}, static_cast<long>(k1) + 1}).front();
        outcomes.push_back(std::move(o));
    }
    return outcomes;
}

DroppedHypothesis search_gallery(std::size_t index, const std::atomic<bool>& stop) {
    const GalleryEntry& entry = gallery()[index];
    DroppedHypothesis out{.id = entry.id,
                          .title = entry.title,
                          .claim = entry.claim,
                          .lacks = entry.lacks,
                          .network = {}};
    SearchPlan plan;
    plan.question = {entry.claim, entry.lacks};
    plan.evaluations = 30 * evaluations_a_second(entry.claim);
    plan.stop = [&] { return stop.load(); };
    const SearchResult result = search(plan);
    out.evaluations = result.evaluations;
    out.found = result.refuted;
    if (!result.refuted) return out;
    const Outcome o = check(*result.instance, {{entry.claim}, Arithmetic::mp, entry.lacks}).front();
    out.lhs = o.lhs;
    out.rhs = o.rhs;
    out.ratio = o.ratio;
    std::vector<Eigen::Index> widths;
    for (int l = 0; l <= result.instance->network.depth(); ++l)
        widths.push_back(result.instance->network.width(l));
    out.network = fmt::format("{} samples, widths {}", result.instance->data.samples(),
                              fmt::join(widths, "-"));
    return out;
}

} // namespace ncv::app
