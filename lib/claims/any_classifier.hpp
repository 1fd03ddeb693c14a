/// What claims about any classifier share.
#pragma once

#include "claims/record.hpp"
#include "measure/last_layer.hpp"

namespace ncv {

/// Z_L = W Z_{L-1} + b 1^T.
template <class Real>
void require_affine_last_layer(Ledger<Real>& ledger, const LastLayer<Real>& m) {
    ledger.require_count(Hypothesis::linear_layer, m.L2 - 1);
}

} // namespace ncv
