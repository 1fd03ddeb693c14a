#include "support/claim_property.hpp"

#include "claims/outcome_json.hpp"
#include "generators/specs.hpp"
#include "io/files.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace ncv::properties {
namespace {

/// RapidCheck's own runner, with the number of cases and the seed as arguments.
bool run_rapidcheck(const std::function<void()>& property, int cases, std::uint64_t seed,
                    std::string& message) {
    rc::detail::TestParams params;
    params.maxSuccess = cases;
    params.seed = seed;
    const auto result = rc::detail::checkTestable(property, rc::detail::TestMetadata(), params);
    if (result.is<rc::detail::SuccessResult>()) return true;
    std::ostringstream text;
    rc::detail::printResultMessage(result, text);
    message = text.str();
    return false;
}

void keep_failure(const Outcome& outcome, const Snapshot& snapshot) {
    make_writable_folder(failures_folder());
    write_counterexample(fmt::format("{}/{}.json", failures_folder(), outcome.claim),
                         {outcome.claim,
                          outcome.claim,
                          {},
                          Status::violated,
                          outcome.ratio,
                          "found by a property: " + snapshot.source},
                         snapshot);
}

} // namespace

double power_of(const Outcome& o) {
    double f = 0;
    switch (o.relation) {
    case Relation::at_most: f = (o.lhs - o.budget) / o.rhs; break;
    case Relation::at_least: f = o.rhs / (o.lhs + o.budget); break;
    case Relation::equal: f = 1 - o.budget / o.rhs; break;
    case Relation::identity: break;
    }
    return o.rhs > 0 && f > 0 ? std::min(f, 1.0) : 0;
}

int instances_wanted() {
    const char* wanted = std::getenv("NCV_INSTANCES");
    return wanted ? std::max(1, std::atoi(wanted)) : instances_by_default;
}

std::string failures_folder() {
    const char* folder = std::getenv("NCV_FAILURES");
    return folder ? folder : "failures";
}

Tally never_violated(const std::string& claim, const DrawOptions& options, const Check& check) {
    Tally tally;
    const int wanted = instances_wanted();
    const auto property = [&] {
        const InstanceSpec spec = *generators::specs(options);
        const Snapshot snapshot = build(spec);
        const Outcome outcome = check(snapshot);
        ++tally.tried;
        if (outcome.status == Status::not_applicable) return;
        ++tally.applicable;
        tally.vacuous += outcome.status == Status::vacuous;
        tally.undecided += outcome.status == Status::undecided;
        if (outcome.status != Status::vacuous)
            tally.power = std::max(tally.power, power_of(outcome));
        if (outcome.status == Status::holds) {
            ++tally.holds;
            tally.largest_ratio = std::max(tally.largest_ratio, outcome.ratio);
        }
        if (outcome.status != Status::violated) return;
        ++tally.violated;
        keep_failure(outcome, snapshot);
        RC_FAIL(
            fmt::format("{} violated: lhs {:.17g}, rhs {:.17g}", claim, outcome.lhs, outcome.rhs));
    };
    // Each round has new seeds; a claim that applies to a tenth of the draws needs ten.
    for (std::uint64_t round = 0; tally.applicable < wanted && round < 40; ++round) {
        std::string message;
        if (!run_rapidcheck(property, wanted, 20250000 + round, message)) {
            ADD_FAILURE() << claim << ", kept in " << failures_folder() << ":\n" << message;
            return tally;
        }
    }
    EXPECT_GE(tally.applicable, wanted) << claim << " applied to too few of " << tally.tried;
    const std::string line =
        fmt::format("{}: tried {}, applicable {}, holds {}, vacuous {}, undecided {}, largest "
                    "ratio {:.6f}, power {:.4f}",
                    claim, tally.tried, tally.applicable, tally.holds, tally.vacuous,
                    tally.undecided, tally.largest_ratio, tally.power);
    ::testing::Test::RecordProperty(claim, line);
    std::printf("%s\n", line.c_str());
    return tally;
}

Tally never_violated(const std::string& claim, const DrawOptions& options, double power) {
    int recheck = 50; // 100 digits cost 10 ms
    bool identity = false;
    const Tally tally = never_violated(claim, options, [&](const Snapshot& snapshot) {
        Outcome outcome = check(snapshot, {{claim}, Arithmetic::binary64}).front();
        identity = identity || outcome.relation == Relation::identity;
        if (outcome.status == Status::undecided && recheck-- > 0) {
            const Outcome sure = check(snapshot, {{claim}, Arithmetic::mp}).front();
            if (sure.status == Status::violated) return sure;
        }
        return outcome;
    });
    if (instances_wanted() >= instances_by_default) {
        EXPECT_GE(std::max(tally.power, identity ? tally.largest_ratio : 0), power)
            << claim << " never came near its bound";
    }
    return tally;
}

} // namespace ncv::properties
