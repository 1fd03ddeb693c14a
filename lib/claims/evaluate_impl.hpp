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

#include <stdexcept>
#include <unordered_map>

namespace ncv {

template <class Real>
Outcome evaluate(std::string_view id, const Measured<Real>& m) {
    using Formula = Outcome (*)(const Measured<Real>&);
    static const std::unordered_map<std::string_view, Formula> formulas{
        {"A0a", a0a_head_full_rank<Real>},
        {"A0b", a0b_outside_row_space<Real>},
        {"A1", a1_distance_to_collapse<Real>},
        {"A1s", a1s_distance_to_collapse<Real>},
        {"A2", a2_within_class_collapse<Real>},
        {"A2u", a2u_within_class_collapse<Real>},
        {"A2s", a2s_within_class_collapse<Real>},
        {"A2v", a2v_within_class_collapse<Real>},
        {"A3", a3_head_product<Real>},
        {"A4", a4_head_condition<Real>},
        {"A4e", a4e_head_condition<Real>},
        {"A4s", a4s_head_condition<Real>},
        {"A5", a5_class_mean_orthogonality<Real>},
        {"A5s", a5s_class_mean_orthogonality<Real>},
        {"A6", a6_alignment<Real>},
        {"A6s", a6s_alignment<Real>},
        {"A7", a7_depth<Real>},
        {"A7d", a7d_depth<Real>},
        {"A7s", a7s_depth<Real>},
        {"B1", b1_gradient_balance<Real>},
        {"B2", b2_balancedness_recursion<Real>},
        {"B2f", b2f_balancedness_flow<Real>},
        {"B3", b3_stationary_balance<Real>},
        {"B4", b4_homogeneous_balance<Real>},
        {"B11", b11_a_posteriori<Real>},
    };
    const auto found = formulas.find(id);
    if (found == formulas.end())
        throw std::invalid_argument("no formula for claim " + std::string(id));
    return found->second(m);
}

} // namespace ncv
