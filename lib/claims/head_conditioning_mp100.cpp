#include "claims/curvature_impl.hpp"
#include "claims/head_products_impl.hpp"
#include "claims/witness_impl.hpp"
#include "network/multiprecision.hpp"

namespace ncv {
NCV_CURVATURE(, mp100)
template HeadProducts<Approx<mp100>> measure_head_products(const Snapshot&, const std::string&);
template NearOptimum<Approx<mp100>> measure_near_optimum(const Snapshot&, const std::string&);
} // namespace ncv
