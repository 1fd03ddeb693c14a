#include "theorem/watch.hpp"
#include "network/multiprecision.hpp"

#include "claims/ledger.hpp"
#include "claims/registry.hpp"
#include "measure/descent.hpp"
#include "network/reference.hpp"
#include "training/gradient_descent.hpp"

#include <algorithm>
#include <cmath>

namespace ncv {
namespace {

using Real = Approx<double>;

/// (1 - rate)^k x, for k up to 1e15.
Real decayed(double x, double rate, double k) {
    const Real exponent = Real(k) * log1p(Real(-rate));
    return Real(x) * exp(exponent);
}

/// What the rounding of some steps can add to C_lambda: their share of all that is set aside.
double drift(const TheoremPlan& plan, std::int64_t steps) {
    return plan.drift * set_aside * plan.goal * static_cast<double>(steps) / plan.steps();
}

bool in_first_phase(const TheoremPlan& plan, const Snapshot& state) {
    return static_cast<double>(state.step.value_or(0)) < plan.k1;
}

/// Each step lowers C_lambda by its share of eta ||grad||^2; in phase 1, above the goal, u by its
/// rate. True where no inequality was left undecided.
template <class R>
bool check_descent(const TheoremPlan& plan, const Snapshot& state, long steps, Account& account) {
    const bool first = in_first_phase(plan, state);
    const double eta = first ? plan.eta_1 : plan.eta_2;
    const double beta = first ? plan.beta_1 : plan.beta_2;
    const R share =
        number<R>(eta) * (number<R>(1) - number<R>(eta) * number<R>(beta) / number<R>(2));
    const R target = number<R>(plan.lambda) * number<R>(plan.m);
    Account mine;
    for (Descent<R> run(state, track<scalar_of_t<R>>(state), steps); run.k < run.horizon();) {
        const DescentState<R> before = run.state();
        run.advance();
        const R after = run.state().regularised_loss;
        mine.at_most("descent of a step", Approx(share * before.gradient),
                     Approx(before.regularised_loss - after));
        if (first && certainly_greater(before.regularised_loss, number<R>(plan.goal)))
            mine.at_most("rate of phase 1, a step", Approx(after - target),
                         Approx((number<R>(1) - number<R>(plan.rate_1)) *
                                (before.regularised_loss - target)));
    }
    const bool decided = std::all_of(mine.tallies().begin(), mine.tallies().end(),
                                     [](const Tally& t) { return t.undecided == 0; });
    if (decided || std::is_same_v<R, Approx<mp100>>) account.merge(mine);
    return decided;
}

/// How far the trained steps are from exact ones, against the plan's bound.
void check_rounding(const TheoremPlan& plan, const Snapshot& state, long steps, Account& account) {
    const double eta = *state.learning_rate;
    GradientDescent<double> engine(state.network, state.data, plan.lambda);
    const auto data = state.data.cast<mp100>();
    const auto Y = data.one_hot();
    Network<double> here = state.network;
    for (long k = 0; k < steps; ++k) {
        Network<mp100> exact = here.cast<mp100>();
        descend(exact, gradients(exact, forward(exact, data.inputs), Y), mp100(eta),
                mp100(plan.lambda));
        engine.step(eta);
        here = engine.network();
        mp100 squares(0);
        for (std::size_t i = 0; i < here.weights.size(); ++i)
            squares += (here.weights[i].cast<mp100>() - exact.weights[i]).squaredNorm();
        account.at_most(trained_rounding, Approx<mp100>(mp100(sqrt(squares))),
                        Approx<mp100>(mp100(plan.step_rounding)));
    }
}

} // namespace

void check_promises(const TheoremPlan& plan, const Snapshot& start, const TraceRow& row,
                    const TraceRow* before, Account& account) {
    const Snapshot state = at_row(start, row);
    const auto s = measure_state<Real>(state);
    const double k = static_cast<double>(row.step);
    if (before && before->C_lambda > 0) {
        const Real earlier = measure_state<Real>(at_row(start, *before)).C_lambda;
        account.at_most("C_lambda never rises", s.C_lambda,
                        Real(earlier.value, earlier.error + drift(plan, row.step - before->step)));
    }
    if (k > 0 && k <= plan.k1 && certainly_greater(s.C_lambda, Real(plan.goal))) {
        account.at_most("phase 1: u_k <= (1-rate)^k u_0",
                        s.C_lambda - Real(plan.lambda) * Real(plan.m),
                        decayed(plan.u_0, plan.rate_1, k));
        account.at_most("phase 1: ||theta||^2 <= R^2", s.squared_norm, square(Real(plan.R)));
        account.at_most("phase 1: path", distance(state.network, start.network), Real(plan.path));
    }
    if (k < plan.k1) return;
    account.at_most("C_lambda <= goal from k1 on", s.C_lambda,
                    Real(plan.goal) * Real(1 + set_aside));
    account.at_most("||theta||^2 <= S", s.squared_norm, Real(plan.S));
    account.at_most("phase 2: ||D_l|| as promised", s.balancedness,
                    decayed(plan.D_1, plan.rate_2, k - plan.k1) + Real(plan.noise) +
                        Real(plan.rounding));
    account.at_most("phase 2: lambda_max(-D_{L-1})_+ as promised", s.one_sided,
                    decayed(plan.N_1, plan.rate_2, k - plan.k1) + Real(plan.noise) +
                        Real(plan.rounding));
}

void check_window(const TheoremPlan& plan, const Snapshot& at, long steps, Account& account) {
    Snapshot state = at;
    const bool first = in_first_phase(plan, state);
    state.learning_rate = first ? plan.eta_1 : plan.eta_2;
    std::vector<std::string> ids{"B2", "B2r", "B2s"};
    if (!first) ids.insert(ids.end(), {"B9t", "B9u"});
    for (Outcome& o : check(state, {ids, Arithmetic::binary64, {}, steps})) {
        if (o.status == Status::undecided || o.status == Status::violated)
            o = check(state, {{o.claim}, Arithmetic::mp, {}, steps}).front();
        account.outcome(o);
    }
    if (!check_descent<Approx<double>>(plan, state, steps, account))
        check_descent<Approx<mp100>>(plan, state, steps, account);
    check_rounding(plan, state, std::min(steps, 8L), account);
}

void check_end(const TheoremPlan& plan, const Snapshot& end, Account& account) {
    const auto s = measure_state<Approx<mp100>>(end);
    const auto promised = [](double x) { return Approx<mp100>(mp100(x)); };
    account.at_most("end: ||Z_L - Y||_F <= eps1", s.residual, promised(plan.eps1));
    account.at_most("end: ||D_l||", s.balancedness, promised(plan.balance));
    account.at_most("end: lambda_max(-D_{L-1})_+ <= eps2", s.one_sided, promised(plan.eps2));
    account.at_most("end: r", s.r, promised(plan.r));
    account.at_most("end: NC1 <= A2's promise", s.nc1, promised(plan.nc1));
    account.at_most("end: NC1 <= A2s's promise", s.nc1, promised(plan.nc1_sharp));
}

} // namespace ncv
