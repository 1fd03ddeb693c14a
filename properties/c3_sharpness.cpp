#include "data/synthetic.hpp"
#include "generators/specs.hpp"
#include "support/claim_property.hpp"
#include "support/quantity.hpp"
#include "support/trained.hpp"
#include "training/initialisation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ncv {
using namespace generators;
using properties::never_violated;
using properties::quantity;

/// No network can violate what is only observed; both verdicts occur.
TEST(Sharpness, C3IsObservedNeverViolated) {
    const auto tally = never_violated("C3", DrawOptions{}, [](const Snapshot& s) {
        return check(s, {{"C3"}, Arithmetic::binary64}).front();
    });
    EXPECT_GT(tally.holds, tally.tried / 10);
    EXPECT_GT(tally.undecided, tally.tried / 10);
    EXPECT_GT(tally.largest_ratio, 0.5);
}

namespace {

/// Where gradient descent settles, by step size: a campaign of eight rates and four starts. What
/// is certain is only what the claim reports: the norm of the Hessian is at least lambda's share of
/// it, whatever the rate; that sharpness stays near or below 2/eta is the observation, printed.
TEST(Sharpness, C3AlongTheStepSizes) {
    SyntheticSpec spec;
    spec.classes = 3;
    spec.per_class = 4;
    spec.dimension = 6;
    const Dataset<double> data = synthetic(spec);
    const std::vector<double> rates{0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.1};
    std::vector<Snapshot> starts;
    for (const double rate : rates)
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            Snapshot s;
            s.data = data;
            s.weight_decay = 0.001;
            s.learning_rate = rate;
            s.network =
                initialise({6, 10, 8, 6, 3}, 2, {ActivationKind::softplus_leaky_relu, 0.25, 8},
                           Initialisation::he, 1, seed);
            starts.push_back(s);
        }
    int settled = 0;
    double least = 1e300, most = 0;
    properties::train_along(starts, {4000}, [&](std::size_t i, const Snapshot& s) {
        const double rate = *s.learning_rate;
        const Outcome o = check(s, {{"C3"}, Arithmetic::binary64}).front();
        EXPECT_NE(o.status, Status::violated);
        EXPECT_EQ(o.rhs, 2 / rate);
        const double share = o.lhs * rate / 2;
        if (i % 4 == 0)
            std::printf("eta %.2f: sharpness %.3f, times eta/2 %.3f, NTK norm %.3f\n", rate, o.lhs,
                        share, quantity(o, "ntk_norm"));
        EXPECT_NEAR(o.ratio, share, 1e-12 * share);
        least = std::min(least, share);
        most = std::max(most, share);
        ++settled;
    });
    std::printf("%d of %zu settled, sharpness eta/2 from %.3f to %.3f\n", settled, starts.size(),
                least, most);
    EXPECT_GT(settled, 24);
    EXPECT_GT(most, 0);
}

} // namespace
} // namespace ncv
