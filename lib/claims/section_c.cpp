/// Section C of docs/claims.md. Written by sections.py.
// clang-format off
#include "claims/c1_near_optimal.hpp"
#include "claims/c1w_witness.hpp"
#include "claims/c2_tangent_kernel.hpp"
#include "claims/c3_sharpness.hpp"
#include "claims/catalogue.hpp"

namespace ncv {

std::vector<CatalogueEntry> section_c() {
    return {
        entry(c1_record()),
        entry(c1s_record()),
        entry(c1d_record()),
        entry(c1p_record()),
        entry(c1w_record()),
        entry(c2_record()),
        entry(c2s_record()),
        entry(c2t_record()),
        entry(c3_record()),
    };
}

} // namespace ncv
