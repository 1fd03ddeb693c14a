/// The paper's main theorem as a plan: every number of a run, known before its first step.
///
/// Forms: paper is B8 and B9 as they stand, with eps2 = eps1^2 (claim B10 takes B9s in B9's place),
/// b10s B8s and B9s, b10t B8t and B9t with a step for each phase, b10u B8u and B9u, the form that is
/// run. Numbers are rounded to the unfavourable side of their enclosures.
#pragma once

#include "network/network.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ncv {

enum class TheoremForm { paper, b10s, b10t, b10u };
std::string_view form_name(TheoremForm form);

/// mu of docs/theorem.md, set aside for rounding: of a step's descent in phase 1 and of C_lambda
/// afterwards; b10t's is 2^-10.
inline constexpr double set_aside = 0x1p-13;

struct TheoremPlan {
    TheoremForm form = TheoremForm::b10u;
    bool sound = false; ///< every hypothesis holds, beyond rounding
    std::string lacks;  ///< the first that does not

    double lambda = 0, m = 0, S = 0; ///< ||theta||^2 <= S from the end of phase 1 on
    double eta_1 = 0, eta_2 = 0;     ///< steps of phase 1 and 2
    double k1 = 0, k2 = 0;           ///< numbers of steps, whole
    double beta_1 = 0, beta_2 = 0;
    double C_0 = 0, u_0 = 0, path = 0; ///< C_0(theta_0); C_lambda(theta_0) - lambda m; path <= path
    double R = 0;                      ///< ||theta_k|| <= R in phase 1
    double goal = 0;                   ///< C_lambda at the end of phase 1
    double rate_1 = 0;                 ///< u_{k+1} <= (1 - rate_1) u_k
    double D_1 = 0;                    ///< max ||D_l|| at the end of phase 1
    double N_1 = 0;                    ///< lambda_max(-D_{L-1})_+ there; D_1 but in b10u
    double rate_2 = 0, noise = 0;      ///< ||D^{k1+k}|| <= (1-rate_2)^k D_1 + noise + rounding
    double balance = 0;                ///< max ||D_l|| at the end
    double eps1 = 0, eps2 = 0, r = 0;  ///< eps2 is `balance`; in b10u lambda_max(-D_{L-1})_+
    double nc1 = 0;                    ///< A2's right side at these, in b10u with A1s's Psi
    double nc1_sharp = 0;              ///< A2s's, b10t and b10u; infinite in other forms

    double step_rounding = 0; ///< eps >= ||e_k||; 0: planned for exact arithmetic
    double rounding = 0;      ///< its part of eps2
    double drift = 0;         ///< its part of C_lambda, against what is set aside; < 1
    double relative = 0;      ///< ||e_k|| against what phase 1 sets aside; < 1

    double steps() const { return k1 + k2; }
};

/// The plan from a start with a weight decay. b10t and b10u count rounding in, the others do not.
TheoremPlan plan_theorem(const Snapshot& start, TheoremForm form);

/// b10u's plan made again, to be compared with a stored one.
struct PlanAgain {
    TheoremPlan plan;   ///< its eta_1 and eta_2 are the start's, the rest is from the stored steps
    TheoremPlan exact;  ///< the same at 100 digits
    TheoremPlan spread; ///< how far each number may be from another computation of it
};
PlanAgain plan_again(const Snapshot& start, const TheoremPlan& stored);

} // namespace ncv
