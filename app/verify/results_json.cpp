#include "verify/results_json.hpp"

#include "common/embedded.hpp"
#include "common/replaced.hpp"

#include "check/metrics_json.hpp"
#include "claims/outcome_json.hpp"
#include "io/strict_json.hpp"

namespace ncv::app {
namespace {

using nlohmann::ordered_json;

ordered_json row_json(const HistoryRow& r) {
    return {{"step", r.step},
            {"loss", real(r.loss)},
            {"residual", real(r.residual)},
            {"nc1", real(r.nc1)},
            {"nc2", real(r.nc2)},
            {"nc3", real(r.nc3)},
            {"balancedness", real(r.balancedness)}};
}

ordered_json outcomes_json(const std::vector<Outcome>& outcomes) {
    ordered_json out = ordered_json::object();
    for (const Outcome& o : outcomes) out[o.claim] = to_json(o);
    return out;
}

ordered_json to_json(const StudyPoint& p) {
    ordered_json j = row_json(p.row);
    j["parameter"] = real(p.parameter);
    j["claims"] = outcomes_json(p.outcomes);
    return j;
}
ordered_json study_json(const std::vector<StudyPoint>& points) {
    ordered_json out = ordered_json::array();
    for (const StudyPoint& p : points) out.push_back(to_json(p));
    return out;
}

ordered_json random_json(const std::vector<RandomTally>& tallies) {
    ordered_json out = ordered_json::object();
    for (const RandomTally& t : tallies)
        out[t.claim] = {{"tried", t.tried},
                        {"applicable", t.applicable},
                        {"holds", t.holds},
                        {"vacuous", t.vacuous},
                        {"undecided", t.undecided},
                        {"violated", t.violated},
                        {"decided_again", t.decided_again},
                        {"largest_ratio", real(t.largest_ratio)},
                        {"largest_instance", t.largest_instance}};
    return out;
}

} // namespace

ordered_json to_json(const VerifyResults& r) {
    ordered_json out{{"ncv", 1},
                     {"source", r.plan.source},
                     {"configuration", format_training_config(r.plan.main)},
                     {"samples", r.after.data.samples()},
                     {"classes", r.after.data.classes},
                     {"violations", r.violations()},
                     {"instances", r.plan.instances},
                     {"own_instances", r.plan.own_instances}};
    ordered_json catalogue = ordered_json::array();
    for (const Claim& claim : claims()) catalogue.push_back(to_json(claim));
    out["catalogue"] = std::move(catalogue);
    ordered_json atlas = ordered_json::array();
    for (const MetricInfo& m : metrics_atlas())
        atlas.push_back({{"name", m.name}, {"formula", m.formula}, {"source", m.source}});
    out["atlas"] = std::move(atlas);
    ordered_json training = ordered_json::array();
    for (const TrainingPoint& p : r.training) {
        ordered_json j = row_json(p.row);
        j["claims"] = outcomes_json(p.outcomes);
        training.push_back(std::move(j));
    }
    out["training"] = std::move(training);
    out["before"] = to_json(snapshot_metrics(r.before));
    out["after"] = to_json(snapshot_metrics(r.after));
    out["claims"] = outcomes_json(r.claims);
    out["depth"] = study_json(r.depth);
    out["decay"] = study_json(r.decay);
    out["classifier"] = to_json(r.classifier);
    out["classifier"]["configuration"] = format_training_config(r.plan.classifier);
    out["headlines"] = bounding_claims();
    out["random"] = random_json(r.random);
    out["theorem"] = outcomes_json(r.theorem);
    ordered_json dropped = ordered_json::array();
    for (const DroppedHypothesis& d : r.gallery)
        dropped.push_back({{"id", d.id},
                           {"title", d.title},
                           {"claim", d.claim},
                           {"lacks", hypothesis_name(d.lacks)},
                           {"found", d.found},
                           {"lhs", real(d.lhs)},
                           {"rhs", real(d.rhs)},
                           {"ratio", real(d.ratio)},
                           {"evaluations", d.evaluations},
                           {"network", d.network}});
    out["gallery"] = std::move(dropped);
    out["spent"] = ordered_json::array();
    for (const Spent& s : r.spent)
        out["spent"].push_back({{"part", s.part}, {"seconds", s.seconds}});
    return out;
}

std::string report_html(const ordered_json& results) {
    std::string page(report_page());
    page = replaced(std::move(page), "/*CHART_LICENCE*/", chart_copyright());
    page = replaced(std::move(page), "/*CHART_LIBRARY*/", chart_library());
    return replaced(std::move(page), "/*RESULTS*/",
                    inert(results.dump(-1, ' ', false, ordered_json::error_handler_t::replace)));
}

} // namespace ncv::app
