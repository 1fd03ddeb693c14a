#include "claims/curvature_impl.hpp"
#include "claims/head_products_impl.hpp"
#include "claims/witness_impl.hpp"

namespace ncv {
NCV_CURVATURE(, double)
template HeadProducts<Approx<double>> measure_head_products(const Snapshot&, const std::string&);
template NearOptimum<Approx<double>> measure_near_optimum(const Snapshot&, const std::string&);
} // namespace ncv
