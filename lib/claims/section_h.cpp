/// Section H of docs/claims.md. Written by sections.py.
// clang-format off
#include "claims/h1_errors_from_loss.hpp"
#include "claims/h2_collapse_from_logits.hpp"
#include "claims/h3_aligned_means.hpp"
#include "claims/h4_centred_class_means.hpp"
#include "claims/h5_centred_alignment.hpp"
#include "claims/h6_nearest_class_mean.hpp"
#include "claims/h7_margin_norms.hpp"
#include "claims/h8_low_rank.hpp"
#include "claims/h9_stationary_norms.hpp"
#include "claims/h10_product_norm.hpp"
#include "claims/h11_feature_optimum.hpp"
#include "claims/catalogue.hpp"

namespace ncv {

std::vector<CatalogueEntry> section_h() {
    return {
        entry(h1_record()),
        entry(h2_record()),
        entry(h2m_record()),
        entry(h2h_record()),
        entry(h3_record()),
        entry(h4_record()),
        entry(h5_record()),
        entry(h6_record()),
        entry(h6j_record()),
        entry(h6e_record()),
        entry(h7_record()),
        entry(h7b_record()),
        entry(h8_record()),
        entry(h9_record()),
        entry(h10_record()),
        entry(h11_record()),
        entry(h11c_record()),
    };
}

} // namespace ncv
