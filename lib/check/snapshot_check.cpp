#include "check/snapshot_check.hpp"

#include "check/brief_metrics.hpp"
#include "check/metrics_json.hpp"
#include "check/outputs.hpp"
#include "check/stated_settings.hpp"
#include "claims/gallery.hpp"
#include "claims/outcome_json.hpp"
#include "claims/registry.hpp"
#include "io/errors.hpp"
#include "io/nearest.hpp"
#include "io/strict_json.hpp"
#include "measure/subject.hpp"
#include "network/multiprecision.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <future>
#include <utility>

namespace ncv {
namespace {

SnapshotMetrics metrics_of(const Snapshot& snapshot, CheckArithmetic arithmetic) {
    return arithmetic == CheckArithmetic::mp ? snapshot_metrics<mp100>(snapshot)
                                             : snapshot_metrics(snapshot);
}

/// None are all.
std::vector<std::string> ids_asked_for(const std::vector<std::string>& ids) {
    return ids.empty() ? claims_that([](const Claim&) { return true; }) : ids;
}

struct CheckedClaims {
    std::vector<Outcome> outcomes;
    std::vector<Sensitivity> sensitivities;
};

/// In the order asked for, of two threads: those of `networks` and the others, of some ids each.
template <class Beside, class Here>
CheckedClaims check_side_by_side(const std::vector<std::string>& asked, Networks networks,
                                 Beside check_beside, Here check_here) {
    const auto ids = ids_asked_for(asked);
    const auto is_beside = [&](const std::string& id) {
        return find_claim(id)->networks == networks;
    };
    std::vector<std::string> some, others;
    for (const std::string& id : ids) (is_beside(id) ? some : others).push_back(id);
    const auto of = [](const std::vector<std::string>& chosen, auto check_chosen) {
        // None asked for would be all.
        return chosen.empty() ? CheckedClaims() : check_chosen(chosen);
    };
    auto beside = std::async(std::launch::async, [&] { return of(some, check_beside); });
    CheckedClaims rest = of(others, check_here), first = beside.get(), out;
    std::size_t next_first = 0, next_rest = 0;
    for (const std::string& id : ids)
        out.outcomes.push_back(is_beside(id) ? first.outcomes[next_first++]
                                             : rest.outcomes[next_rest++]);
    out.sensitivities = std::move(first.sensitivities);
    out.sensitivities.insert(out.sensitivities.end(), rest.sensitivities.begin(),
                             rest.sensitivities.end());
    return out;
}

CheckedClaims check_of(Subject<Approx<double>>& subject, const Snapshot& snapshot,
                       const std::vector<std::string>& ids, const SnapshotCheckOptions& options) {
    CheckedClaims out;
    const CheckOptions in_double{ids, Arithmetic::binary64, {}, options.steps, options.stop};
    out.outcomes = check(subject, snapshot, in_double);
    out.sensitivities = sensitivities(subject, out.outcomes);
    confirm_violations(out.outcomes, snapshot, in_double);
    return out;
}

/// Claims about heads and about the rest share little but the passes.
CheckedClaims check_claims(const Snapshot& snapshot, const SnapshotCheckOptions& options) {
    require_measurable(snapshot);
    const auto checked = [&](const std::vector<std::string>& some) -> CheckedClaims {
        if (options.arithmetic == CheckArithmetic::mp)
            return {check(snapshot, {some, Arithmetic::mp, {}, options.steps, options.stop}), {}};
        Subject<Approx<double>> subject(snapshot, options.steps, is_worth_few_columns(snapshot));
        return check_of(subject, snapshot, some, options);
    };
    return check_side_by_side(options.ids, Networks::mixture, checked, checked);
}

/// Claims and metrics of samples in few columns, of which only the last layer's claims and what is asked
/// of single samples take long.
CheckedClaims check_few_columns(const Snapshot& snapshot, const SnapshotCheckOptions& options,
                                SnapshotCheck& out) {
    require_measurable(snapshot);
    Subject<Approx<double>> subject(snapshot, options.steps, true);
    subject.take_passes();
    Subject<Approx<double>> last_layers = subject, of_metrics = subject;
    auto measured = std::async(std::launch::async, [&] { last_layers.last_layer(); });
    std::future<SnapshotMetrics> metrics;
    if (!options.brief)
        metrics = std::async(std::launch::async, [&] { return of_metrics.metrics(); });
    CheckedClaims checked = check_side_by_side(
        options.ids, Networks::classifiers,
        [&](const std::vector<std::string>& some) {
            measured.wait();
            return check_of(last_layers, snapshot, some, options);
        },
        [&](const std::vector<std::string>& some) {
            return check_of(subject, snapshot, some, options);
        });
    measured.get();
    out.metrics =
        options.brief ? brief_metrics(subject.headline(), last_layers.last_layer()) : metrics.get();
    out.decays = subject.headline().decays;
    return checked;
}

/// Enclosures as pairs under `metrics_enclosed`, and their middles in place of what double made of
/// these metrics; balancedness has one for each layer.
void enclose_metrics(nlohmann::ordered_json& out, const EnclosedCheck& check) {
    out["metrics_enclosed"] = nlohmann::ordered_json::object(); // first, for it moves the others
    nlohmann::ordered_json &metrics = out["metrics"], &enclosed = out["metrics_enclosed"];
    metrics["balancedness"] = enclosed["balancedness"] = nlohmann::ordered_json::array();
    for (const auto& [name, range] : check.metrics) {
        const nlohmann::ordered_json pair{real(range.lower), real(range.upper)},
            middle = real(range.lower / 2 + range.upper / 2);
        if (name == "balancedness") {
            metrics[name].push_back(middle);
            enclosed[name].push_back(pair);
        } else {
            metrics[name] = middle;
            enclosed[name] = pair;
        }
    }
}

} // namespace

std::optional<CheckArithmetic> check_arithmetic_from_name(std::string_view name) {
    for (const auto& [known, arithmetic] :
         {std::pair{"double", CheckArithmetic::binary64}, std::pair{"mp", CheckArithmetic::mp},
          std::pair{"interval", CheckArithmetic::interval}})
        if (name == known) return arithmetic;
    return std::nullopt;
}

std::vector<std::string> headline_claims(CheckArithmetic arithmetic) {
    return claims_that([&](const Claim& c) {
        return c.headline && (arithmetic != CheckArithmetic::interval || has_enclosure(c.id));
    });
}

void require_known_claims(const std::vector<std::string>& ids, const std::string& where) {
    std::vector<std::string> known;
    for (const Claim& claim : claims()) known.push_back(claim.id);
    for (const std::string& id : ids)
        if (const GalleryEntry* entry = find_in_gallery(id))
            throw BadInput(fmt::format("{}: {} is a stored counterexample; use `ncv replay "
                                       "counterexamples/{}.json`",
                                       where, id, entry->file));
        else if (!find_claim(id))
            throw BadInput(fmt::format("{}: unknown claim \"{}\"; the nearest known one is "
                                       "\"{}\", `ncv list` shows all",
                                       where, id, nearest(id, known)));
}

CurvatureCost curvature_cost(const Snapshot& snapshot, const SnapshotCheckOptions& options) {
    CurvatureCost out;
    if (options.arithmetic != CheckArithmetic::binary64) return out;
    const Eigen::Index few = snapshot.data.classes + snapshot.data.dimension();
    for (const std::string& id : ids_asked_for(options.ids)) {
        const Claim& claim = *find_claim(id);
        if (claim.cost == Cost::curvature && !silent_on(claim, snapshot)) out.claims.push_back(id);
    }
    if (out.claims.empty()) return out;
    out.work =
        curvature_work(snapshot, is_worth_few_columns(snapshot) ? few : snapshot.data.samples());
    out.is_left_out = out.work > curvature_budget && options.ids.empty() && !options.costly;
    return out;
}

std::string text_of(const CurvatureCost& cost) {
    if (!(cost.work > curvature_budget)) return "";
    return fmt::format("{} {} the tangent kernel's and the Hessian's norm: about {:.0e} "
                       "multiplications, some {:.0f} minutes{}",
                       fmt::join(cost.claims, ", "), cost.claims.size() == 1 ? "needs" : "need",
                       cost.work, std::ceil(cost.work / curvature_budget),
                       cost.is_left_out ? "; left out, --costly asks for them" : "");
}

bool is_checked_in_blocks(const Snapshot& snapshot, CheckArithmetic arithmetic) {
    return arithmetic == CheckArithmetic::binary64 && is_worth_few_columns(snapshot);
}

SnapshotCheck check_snapshot(const Snapshot& snapshot, const SnapshotCheckOptions& asked) {
    SnapshotCheck out;
    SnapshotCheckOptions options = asked;
    if (const CurvatureCost cost = curvature_cost(snapshot, asked); cost.is_left_out) {
        out.left_out = cost.claims;
        options.ids = claims_that([&](const Claim& claim) {
            return std::ranges::find(cost.claims, claim.id) == cost.claims.end();
        });
    }
    CheckedClaims checked;
    if (is_checked_in_blocks(snapshot, options.arithmetic)) {
        checked = check_few_columns(snapshot, options, out);
    } else {
        auto measured = std::async(std::launch::async, [&] {
            return std::pair(metrics_of(snapshot, options.arithmetic), stationary_decays(snapshot));
        });
        if (options.arithmetic == CheckArithmetic::interval) {
            out.enclosed = enclosed_check(snapshot, options.ids, options.steps, options.stop);
            checked = {out.enclosed->outcomes, out.enclosed->sensitivities};
        } else {
            checked = check_claims(snapshot, options);
        }
        std::tie(out.metrics, out.decays) = measured.get();
    }
    out.outcomes = std::move(checked.outcomes);
    out.costs = bound_costs(checked.sensitivities);
    out.guarantees = guarantees(out.metrics, out.outcomes, snapshot.data.class_counts());
    out.doubt = doubt_of(snapshot, out.metrics, out.decays);
    return out;
}

nlohmann::ordered_json to_json(const SnapshotCheck& check) {
    nlohmann::ordered_json out = to_json(check.metrics);
    if (check.enclosed) enclose_metrics(out, *check.enclosed);
    out["stationary_decay"] = to_json(check.decays);
    out["doubt"] =
        check.doubt.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(check.doubt);
    out["guarantees"] = to_json(check.guarantees, check.enclosed.has_value());
    out["bound_costs"] = to_json(check.costs);
    if (!check.left_out.empty()) out["left_out"] = check.left_out;
    out["claims"] = nlohmann::ordered_json::array();
    for (const Outcome& o : check.outcomes)
        out["claims"].push_back(check.enclosed ? enclosed_json(o) : to_json(o));
    return out;
}

} // namespace ncv
