/// Section B of docs/claims.md. Written by sections.py.
// clang-format off
#include "claims/b1_gradient_balance.hpp"
#include "claims/b2_balancedness_recursion.hpp"
#include "claims/b3_stationary_balance.hpp"
#include "claims/b5_polyak_lojasiewicz.hpp"
#include "claims/b6_shifted_pl.hpp"
#include "claims/b7_smoothness.hpp"
#include "claims/b8_interpolation_phase.hpp"
#include "claims/b8t_interpolation_phase.hpp"
#include "claims/b8u_interpolation_phase.hpp"
#include "claims/b9_balancedness_phase.hpp"
#include "claims/b9t_balancedness_phase.hpp"
#include "claims/b9u_balancedness_phase.hpp"
#include "claims/b10_guaranteed_collapse.hpp"
#include "claims/b10t_guaranteed_collapse.hpp"
#include "claims/b10u_guaranteed_collapse.hpp"
#include "claims/b11_a_posteriori.hpp"
#include "claims/b12_residual_and_gradient.hpp"
#include "claims/catalogue.hpp"

namespace ncv {

std::vector<CatalogueEntry> section_b() {
    return {
        entry(b1_record()),
        entry(b2_record()),
        entry(b2r_record()),
        entry(b2s_record()),
        entry(b2f_record()),
        entry(b3_record()),
        entry(b4_record()),
        entry(b5_record()),
        entry(b5p_record()),
        entry(b6_record()),
        entry(b6s_record()),
        entry(b7_record()),
        entry(b7s_record()),
        entry(b8_record()),
        entry(b8s_record()),
        entry(b8t_record()),
        entry(b8u_record()),
        entry(b9_record()),
        entry(b9s_record()),
        entry(b9t_record()),
        entry(b9u_record()),
        entry(b10_record()),
        entry(b10s_record()),
        entry(b10t_record()),
        entry(b10u_record()),
        entry(b11_record()),
        entry(b12_record()),
    };
}

} // namespace ncv
