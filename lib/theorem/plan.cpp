#include "theorem/plan.hpp"
#include "network/multiprecision.hpp"

#include "claims/b10u_guaranteed_collapse.hpp"
#include "theorem/ball_step_rounding.hpp"

#include "claims/registry.hpp"
#include "measure/subject.hpp"
#include "spectra/approx_matrix.hpp"
#include "spectra/spectra.hpp"

#include <cmath>

namespace ncv {
namespace {

/// Of the largest step; the rest keeps eta below it beyond rounding.
constexpr double step_share = 0.999;
/// eta beta in phase 2: longer steps make fewer, and 1/(2 - eta beta) more noise.
constexpr double stride(TheoremForm form) { return form == TheoremForm::b10u ? 1.8 : 1.5; }
constexpr double aside(TheoremForm form) { return form == TheoremForm::b10u ? set_aside : 0x1p-10; }

template <class Real>
double above(const Real& x) {
    return static_cast<double>(x.upper());
}
template <class Real>
double below(const Real& x) {
    return static_cast<double>(x.lower());
}

/// Every hypothesis but the run's length, by the claims' own ledgers.
std::string missing_hypothesis(const Snapshot& start, const char* claim, double eta) {
    Snapshot s = start;
    s.learning_rate = eta;
    const Outcome o = check(s, {{claim}, Arithmetic::binary64, {}, 1}).front();
    return o.lacks == Hypothesis::complete_run ? "" : std::string(hypothesis_name(o.lacks));
}

/// lambda_max(-D_{L-1})_+; 0 where there is none.
template <class Real>
Real last_defect(Subject<Real>& subject) {
    const auto defects = subject.descent().one_sided_defects();
    return defects.empty() ? number<Real>(0) : defects.back();
}

/// Rounds numbers to their unfavourable sides, and keeps how far another computation of the same
/// number may be: either is within its error of the exact one, and is moved by that error.
class Rounding {
  public:
    TheoremPlan plan, spread;

    template <class Real>
    void above(double TheoremPlan::*number, const Real& x) {
        put(number, ncv::above(x), x);
    }
    template <class Real>
    void below(double TheoremPlan::*number, const Real& x) {
        put(number, ncv::below(x), x);
    }
    template <class Real>
    void steps(double TheoremPlan::*number, const Real& x) {
        put(number, std::ceil(ncv::above(x)), x);
        spread.*number += 1;
    }
    /// A share of x near it, not on either side.
    template <class Real>
    void near(double TheoremPlan::*number, double value, double share, const Real& x) {
        put(number, value, Real(x.value * share, x.error * share));
    }

  private:
    template <class Real>
    void put(double TheoremPlan::*number, double value, const Real& x) {
        plan.*number = value;
        spread.*number = 2 * static_cast<double>(x.error) + 4 * 0x1p-53 * std::abs(value);
    }
};

/// `stored`: what a stored plan takes as steps; else the start's own.
template <class Real>
Rounding tight_plan(const Snapshot& start, TheoremForm form, const TheoremPlan* stored = nullptr) {
    Subject<Real> subject(start);
    const auto& land = subject.landscape();
    const auto& head = subject.head();
    const bool one_sided = form == TheoremForm::b10u;
    const Real mu = number<Real>(aside(form)), lambda = number<Real>(*land.lambda);
    const Real gamma = number<Real>(land.gamma);
    Rounding to;
    TheoremPlan& p = to.plan;
    const auto first =
        one_sided ? plan_grown_path(land, gamma, mu) : plan_path(land, gamma, tight_path, mu);
    to.near(&TheoremPlan::eta_1, step_share * static_cast<double>(first.largest_step.value),
            step_share, first.largest_step);
    const Real S = first.square_radius, two = number<Real>(2);
    const Real turn = number<Real>(1) / first.beta_sublevel;
    to.near(
        &TheoremPlan::eta_2,
        std::min(stride(form) * static_cast<double>(turn.value), step_share / (2 * *land.lambda)),
        stride(form), turn);
    const double eta_1 = stored ? stored->eta_1 : p.eta_1, eta_2 = stored ? stored->eta_2 : p.eta_2;
    using T = scalar_of_t<Real>;
    const Real X_abs =
        operator_norm(ApproxMatrix<T>(start.data.inputs.cwiseAbs().template cast<T>()));
    const BallOfSteps<Real> ball{land, X_abs, bend_length(start.network.activation), S};
    const auto off_at = [&](const Real& residual, double eta) {
        return ball_step_rounding(ball, residual, number<Real>(eta));
    };
    auto off = off_at(Real(sqrt(lambda * S)), eta_2);
    off.mu = mu;
    off = larger(off, off_at(Real(sqrt(two * land.C_lambda)), eta_1));
    const auto plan = one_sided ? plan_one_sided_collapse(land, gamma, head, head.eps2,
                                                          last_defect(subject), eta_1, eta_2, off)
                                : plan_collapse(land, gamma, head, head.eps2, eta_1, eta_2, off);
    p.lambda = *land.lambda;
    to.above(&TheoremPlan::m, plan.first.m);
    to.above(&TheoremPlan::S, S);
    to.steps(&TheoremPlan::k1, plan.k1);
    to.steps(&TheoremPlan::k2, plan.k2);
    to.above(&TheoremPlan::beta_1, max(first.beta_ball, first.beta_sublevel));
    to.above(&TheoremPlan::beta_2, first.beta_sublevel);
    to.above(&TheoremPlan::C_0, land.C_0);
    to.above(&TheoremPlan::u_0, first.u_0);
    to.above(&TheoremPlan::path, first.s);
    to.above(&TheoremPlan::R, first.R);
    to.above(&TheoremPlan::goal, first.goal);
    to.below(&TheoremPlan::rate_1, path_rate(first, number<Real>(eta_1)));
    to.above(&TheoremPlan::D_1, plan.D);
    to.above(&TheoremPlan::N_1, plan.N);
    to.above(&TheoremPlan::balance, plan.balance);
    to.below(&TheoremPlan::rate_2, two * (number<Real>(eta_2) * lambda - off.keep));
    to.above(&TheoremPlan::noise, plan.noise);
    to.above(&TheoremPlan::eps1, plan.end.eps1);
    to.above(&TheoremPlan::eps2, plan.end.eps2);
    to.above(&TheoremPlan::r, plan.end.r);
    to.above(&TheoremPlan::nc1,
             one_sided ? promised_orthogonal_collapse(plan.end) : promised_collapse(plan.end));
    to.above(&TheoremPlan::nc1_sharp, sharp_within_class_bound(plan.end, plan.end.eps2));
    to.above(&TheoremPlan::step_rounding, off.eps);
    to.above(&TheoremPlan::rounding, plan.rounding);
    to.above(&TheoremPlan::drift, plan.drift);
    to.above(&TheoremPlan::relative, plan.relative);
    // What the claims' ledgers ask without mu.
    if (!certainly_at_most(number<Real>(eta_1), first.largest_step) ||
        !certainly_at_most(number<Real>(eta_2), plan.largest_step))
        p.lacks = hypothesis_name(Hypothesis::step_size);
    if (!certainly_greater(plan.end.zero_loss_gap, number<Real>(0))) {
        p.lacks = hypothesis_name(Hypothesis::interpolation);
        p.nc1 = p.nc1_sharp = std::numeric_limits<double>::infinity();
    }
    return to;
}

template <class Real>
TheoremPlan classic_plan(const Snapshot& start, TheoremForm form) {
    Subject<Real> subject(start);
    const auto& land = subject.landscape();
    const auto& head = subject.head();
    const bool sharp = form == TheoremForm::b10s;
    const Real one = number<Real>(1), two = number<Real>(2), four = number<Real>(4);
    const Real lambda = number<Real>(*land.lambda);
    const auto first = plan_interpolation(land, number<Real>(land.gamma),
                                          sharp ? sharp_form<Real>(land.L) : quoted_form<Real>());
    const auto second = plan_balancing(land, first.m);
    TheoremPlan p;
    Real largest = min(one / first.beta, second.largest_step);
    Real eps2 = four * lambda * first.m; // B9 itself, with eps2 = eps1^2
    if (!sharp) largest = min(largest, eps2 / (two * gradient_noise(land, second, one, lambda)));
    p.eta_1 = p.eta_2 = step_share * static_cast<double>(largest.value);
    const Real eta = number<Real>(p.eta_1);
    const Real noise =
        sharp ? balancing_noise(second, eta, lambda) : gradient_noise(land, second, eta, lambda);
    if (sharp) eps2 = two * noise;
    const Real keep = sharp ? -log1p(-(two * eta * lambda)) : -(two * log1p(-(eta * lambda)));
    const Real rate = interpolation_rate(first, eta);
    const auto end = promised_end(land, head.N_c, first.m, eps2);
    p.lambda = *land.lambda;
    p.m = above(first.m);
    p.S = above(four * first.m);
    p.k1 = std::ceil(above(interpolation_steps(first, rate, lambda)));
    p.k2 = std::ceil(above(log(number<Real>(8) * first.m / eps2) / keep));
    p.beta_1 = above(first.beta);
    p.beta_2 = above(second.beta);
    p.C_0 = above(land.C_0);
    p.u_0 = above(first.u_0);
    p.path = above(first.path);
    p.R = above(first.R);
    p.goal = above(two * lambda * first.m);
    p.rate_1 = below(rate);
    p.D_1 = p.N_1 = above(four * first.m);
    p.rate_2 = below(sharp ? two * eta * lambda : one - square(one - eta * lambda));
    p.noise = above(noise);
    p.eps1 = above(end.eps1);
    p.eps2 = p.balance = above(eps2);
    p.r = above(end.r);
    p.nc1 = certainly_greater(end.zero_loss_gap, number<Real>(0))
                ? above(promised_collapse(end))
                : std::numeric_limits<double>::infinity();
    p.nc1_sharp = std::numeric_limits<double>::infinity();
    return p;
}

} // namespace

std::string_view form_name(TheoremForm form) {
    switch (form) {
    case TheoremForm::paper: return "paper";
    case TheoremForm::b10s: return "b10s";
    case TheoremForm::b10t: return "b10t";
    case TheoremForm::b10u: return "b10u";
    }
    return "";
}

TheoremPlan plan_theorem(const Snapshot& start, TheoremForm form) {
    using Real = Approx<double>;
    const bool tight = form == TheoremForm::b10t || form == TheoremForm::b10u;
    TheoremPlan p = tight ? tight_plan<Real>(start, form).plan : classic_plan<Real>(start, form);
    p.form = form;
    // B10's step is short enough for B8 and B9, and its eps1 is theirs.
    const char* claim = form == TheoremForm::b10u   ? "B10u"
                        : form == TheoremForm::b10t ? "B10t"
                        : form == TheoremForm::b10s ? "B10s"
                                                    : "B10";
    const std::string missing = missing_hypothesis(start, claim, p.eta_2);
    if (!missing.empty()) p.lacks = missing;
    if (p.lacks.empty() && !(p.relative < 1 && p.drift < 1)) p.lacks = "rounding";
    if (p.lacks.empty() && !(p.k1 >= 1 && p.k2 >= 1 && p.steps() < 1e30)) p.lacks = "finite_run";
    p.sound = p.lacks.empty();
    return p;
}

PlanAgain plan_again(const Snapshot& start, const TheoremPlan& stored) {
    constexpr auto form = TheoremForm::b10u;
    const Rounding now = tight_plan<Approx<double>>(start, form, &stored);
    return {now.plan, tight_plan<Approx<mp100>>(start, form, &stored).plan, now.spread};
}

} // namespace ncv
