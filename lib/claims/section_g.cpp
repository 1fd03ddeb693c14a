/// Section G of docs/claims.md. Written by sections.py.
// clang-format off
#include "claims/g0_row_space.hpp"
#include "claims/g1_step.hpp"
#include "claims/g2_logit_collapse.hpp"
#include "claims/g3_balance.hpp"
#include "claims/g4_bias_balance.hpp"
#include "claims/g5_centred_class_means.hpp"
#include "claims/g6_alignment.hpp"
#include "claims/catalogue.hpp"

namespace ncv {

std::vector<CatalogueEntry> section_g() {
    return {
        entry(g0_record()),
        entry(g0r_record()),
        entry(g0a_record()),
        entry(g1_record()),
        entry(g2_record()),
        entry(g2l_record()),
        entry(g2v_record()),
        entry(g2t_record()),
        entry(g3_record()),
        entry(g3k_record()),
        entry(g3v_record()),
        entry(g4_record()),
        entry(g5_record()),
        entry(g5v_record()),
        entry(g6_record()),
        entry(g6v_record()),
        entry(g6m_record()),
    };
}

} // namespace ncv
