/// Section A of docs/claims.md. Written by sections.py.
// clang-format off
#include "claims/a0_head_conditioning.hpp"
#include "claims/a1_distance_to_collapse.hpp"
#include "claims/a2_within_class_collapse.hpp"
#include "claims/a2b_biases.hpp"
#include "claims/a3_head_product.hpp"
#include "claims/a4_head_condition.hpp"
#include "claims/a5_class_mean_orthogonality.hpp"
#include "claims/a6_alignment.hpp"
#include "claims/a7_depth.hpp"
#include "claims/catalogue.hpp"

namespace ncv {

std::vector<CatalogueEntry> section_a() {
    return {
        entry(a0a_record()),
        entry(a0b_record()),
        entry(a1_record()),
        entry(a1s_record()),
        entry(a2_record()),
        entry(a2u_record()),
        entry(a2s_record()),
        entry(a2v_record()),
        entry(a2b_record()),
        entry(a3_record()),
        entry(a4_record()),
        entry(a4e_record()),
        entry(a4s_record()),
        entry(a5_record()),
        entry(a5s_record()),
        entry(a6_record()),
        entry(a6s_record()),
        entry(a7_record()),
        entry(a7d_record()),
        entry(a7s_record()),
    };
}

} // namespace ncv
