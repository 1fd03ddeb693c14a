#include "claims/registry.hpp"

#include "claims/catalogue.hpp"
#include "claims/counterfactual.hpp"
#include "claims/sections.hpp"
#include "io/errors.hpp"
#include "io/snapshot_file.hpp"

#include <algorithm>
#include <stdexcept>

namespace ncv {
namespace {

const std::vector<CatalogueEntry>& catalogue_entries() {
    static const std::vector<CatalogueEntry> all = [] {
        std::vector<CatalogueEntry> joined;
        for (auto section : sections)
            for (CatalogueEntry& entry : section()) joined.push_back(std::move(entry));
        return joined;
    }();
    return all;
}

const CatalogueEntry* find_entry(std::string_view id) {
    const auto& all = catalogue_entries();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const CatalogueEntry& e) { return e.claim.id == id; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

void require_measurable(const Snapshot& s) {
    const auto require = [](bool met, const char* what) {
        if (!met) throw std::invalid_argument(std::string("not a valid snapshot: ") + what);
    };
    const auto& net = s.network;
    require(net.depth() >= 1 && net.nonlinear_layers >= 0 && net.linear_layers() >= 0,
            "layers are missing");
    const Eigen::Index columns = s.data.stored ? s.data.stored->cols() : s.data.inputs.cols();
    require(columns == s.data.samples() && columns >= 1,
            "there must be one label for each column of inputs, and at least one");
    require(s.data.inputs.allFinite(), "inputs must be finite"); // stored ones are
    for (int l = 1; l <= net.depth(); ++l) {
        require(net.W(l).cols() == (l == 1 ? s.data.dimension() : net.width(l - 1)),
                "each layer must take what the one below gives");
        require(net.W(l).rows() >= 1 && net.W(l).allFinite(), "weights must be finite");
    }
    require(s.data.classes >= 2 && net.width(net.depth()) == s.data.classes,
            "the last layer must have one row a class, two at least");
    require(net.biases.empty() || std::ssize(net.biases) == net.depth(),
            "biases must be there for all layers or for none");
    for (int l = 1; l <= net.depth(); ++l)
        require(!net.has_bias(l) || (net.b(l).size() == net.width(l) && net.b(l).allFinite()),
                "biases must be finite, one a row of the weight");
    for (int label : s.data.labels)
        require(label >= 0 && label < s.data.classes, "labels must be in 0 .. classes - 1");
    for (auto n : s.data.class_counts()) require(n >= 1, "every class needs a sample");
}

namespace {

template <class Real>
std::vector<Outcome> check_in(Subject<Real>& subject, const Snapshot& snapshot,
                              const CheckOptions& options,
                              Check<Subject<Real>> CatalogueEntry::*arithmetic) {
    if (options.lacks) count_as_met(*options.lacks, subject);
    std::vector<Outcome> outcomes;
    const auto add = [&](const CatalogueEntry& entry) {
        if (options.stop.stop_requested()) throw Interrupted();
        if (auto silent = silent_on(entry.claim, snapshot, options.lacks))
            return outcomes.push_back(*std::move(silent));
        outcomes.push_back((entry.*arithmetic)(subject, options.lacks));
    };
    if (options.ids.empty())
        for (const CatalogueEntry& entry : catalogue_entries()) add(entry);
    for (const std::string& id : options.ids) add(*find_entry(id));
    return outcomes;
}

template <class Real>
std::vector<Outcome> check_in(const Snapshot& snapshot, const CheckOptions& options,
                              Check<Subject<Real>> CatalogueEntry::*arithmetic) {
    Subject<Real> subject(snapshot, options.steps,
                          options.few.value_or(is_worth_few_columns(snapshot)));
    return check_in(subject, snapshot, options, arithmetic);
}

void require_known(const std::vector<std::string>& ids) {
    for (const std::string& id : ids)
        if (!find_entry(id)) throw std::invalid_argument("unknown claim " + id);
}

} // namespace

const std::vector<Claim>& claims() {
    static const std::vector<Claim> all = [] {
        std::vector<Claim> out;
        for (const CatalogueEntry& entry : catalogue_entries()) out.push_back(entry.claim);
        return out;
    }();
    return all;
}

const Claim* find_claim(std::string_view id) {
    const CatalogueEntry* entry = find_entry(id);
    return entry ? &entry->claim : nullptr;
}

std::optional<Outcome> silent_on(const Claim& claim, const Snapshot& s,
                                 std::optional<Hypothesis> dropped) {
    Outcome out;
    out.claim = claim.id;
    const auto counts_as_met = [&](Hypothesis h) { return dropped == h && claim.has(h); };
    if (!claim.biases && s.network.has_biases() && !counts_as_met(Hypothesis::no_biases))
        out.lacks = Hypothesis::no_biases;
    else if (!claim.any_loss && s.loss.kind != LossKind::squared_error &&
             !counts_as_met(Hypothesis::squared_error))
        out.lacks = Hypothesis::squared_error;
    else
        return {};
    out.hypotheses.push_back({std::string(hypothesis_name(out.lacks)), -1, {-1, -1}, Role::count});
    return out;
}

std::vector<std::string> claims_that(const std::function<bool(const Claim&)>& is) {
    std::vector<std::string> ids;
    for (const Claim& claim : claims())
        if (is(claim)) ids.push_back(claim.id);
    return ids;
}

Outcome check_measured(const std::string& id, Subject<Approx<double>>& subject) {
    require_known({id});
    return find_entry(id)->binary64(subject, {});
}

bool has_enclosure(const std::string& id) {
    const CatalogueEntry* entry = find_entry(id);
    return entry && entry->enclosed;
}

Outcome check_enclosed(const std::string& id, EnclosedSubject& subject,
                       std::optional<Hypothesis> lacks) {
    const CatalogueEntry* entry = find_entry(id);
    if (!entry || !entry->enclosed) throw std::invalid_argument("no interval arithmetic for " + id);
    return entry->enclosed(subject, lacks);
}

std::vector<Outcome> check(const Snapshot& snapshot, const CheckOptions& options) {
    require_known(options.ids);
    require_measurable(snapshot);
    return options.arithmetic == Arithmetic::mp
               ? check_in(snapshot, options, &CatalogueEntry::mp)
               : check_in(snapshot, options, &CatalogueEntry::binary64);
}

std::vector<Outcome> check(Subject<Approx<double>>& subject, const Snapshot& snapshot,
                           const CheckOptions& options) {
    require_known(options.ids);
    return check_in(subject, snapshot, options, &CatalogueEntry::binary64);
}

void confirm_violations(std::vector<Outcome>& outcomes, const Snapshot& snapshot,
                        const CheckOptions& options) {
    CheckOptions again = options;
    again.arithmetic = Arithmetic::mp;
    again.ids.clear();
    for (const Outcome& o : outcomes)
        if (o.status == Status::violated && find_claim(o.claim)->is_asserted())
            again.ids.push_back(o.claim);
    if (again.ids.empty()) return;
    Snapshot whole = snapshot;
    load_inputs(whole);
    for (Outcome& confirmed : check(whole, again))
        *std::ranges::find(outcomes, confirmed.claim, &Outcome::claim) = std::move(confirmed);
}

} // namespace ncv
