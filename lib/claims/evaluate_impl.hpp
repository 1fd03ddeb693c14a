/// Definition of evaluate(): the one place where ids meet formulas. A new claim is a line here, a
/// line in registry.cpp and a file of its own.
#pragma once

#include "claims/a0_head_conditioning.hpp"
#include "claims/a1_distance_to_collapse.hpp"
#include "claims/a2_within_class_collapse.hpp"
#include "claims/a3_head_product.hpp"
#include "claims/a4_head_condition.hpp"
#include "claims/a5_class_mean_orthogonality.hpp"
#include "claims/a6_alignment.hpp"
#include "claims/a7_depth.hpp"
#include "claims/b11_a_posteriori.hpp"
#include "claims/b1_gradient_balance.hpp"
#include "claims/b2_balancedness_recursion.hpp"
#include "claims/b3_stationary_balance.hpp"
#include "claims/evaluate.hpp"

#include <functional>
#include <stdexcept>
#include <string>
#include <unordered_map>

namespace ncv {

template <class Real>
Outcome evaluate(std::string_view id, Subject<Real>& subject) {
    using Formula = std::function<Outcome(Subject<Real>&)>;
    const auto head = [](Outcome (*formula)(const Measured<Real>&)) -> Formula {
        return [formula](Subject<Real>& s) { return formula(s.head()); };
    };
    static const std::unordered_map<std::string_view, Formula> formulas{
        {"A0a", head(a0a_head_full_rank<Real>)},
        {"A0b", head(a0b_outside_row_space<Real>)},
        {"A1", head(a1_distance_to_collapse<Real>)},
        {"A1s", head(a1s_distance_to_collapse<Real>)},
        {"A2", head(a2_within_class_collapse<Real>)},
        {"A2u", head(a2u_within_class_collapse<Real>)},
        {"A2s", head(a2s_within_class_collapse<Real>)},
        {"A2v", head(a2v_within_class_collapse<Real>)},
        {"A3", head(a3_head_product<Real>)},
        {"A4", head(a4_head_condition<Real>)},
        {"A4e", head(a4e_head_condition<Real>)},
        {"A4s", head(a4s_head_condition<Real>)},
        {"A5", head(a5_class_mean_orthogonality<Real>)},
        {"A5s", head(a5s_class_mean_orthogonality<Real>)},
        {"A6", head(a6_alignment<Real>)},
        {"A6s", head(a6s_alignment<Real>)},
        {"A7", head(a7_depth<Real>)},
        {"A7d", head(a7d_depth<Real>)},
        {"A7s", head(a7s_depth<Real>)},
        {"B1", head(b1_gradient_balance<Real>)},
        {"B2", head(b2_balancedness_recursion<Real>)},
        {"B2r", head(b2r_balancedness_recursion<Real>)},
        {"B2s",
         [](Subject<Real>& s) { return b2s_balancedness_along_runs(s.head(), s.descent()); }},
        {"B2f", head(b2f_balancedness_flow<Real>)},
        {"B3", head(b3_stationary_balance<Real>)},
        {"B4", head(b4_homogeneous_balance<Real>)},
        {"B11", head(b11_a_posteriori<Real>)},
    };
    const auto found = formulas.find(id);
    if (found == formulas.end())
        throw std::invalid_argument("no formula for claim " + std::string(id));
    return found->second(subject);
}

} // namespace ncv
