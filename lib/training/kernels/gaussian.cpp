#include "training/kernels/gaussian.hpp"

namespace ncv::kernels {

template <class S>
void gaussian_leaky_relu(const Activation& a, std::ptrdiff_t size, S* z, S* slope) {
    for (std::ptrdiff_t i = 0; i < size; ++i) {
        slope[i] = ncv::slope(a, z[i]);
        z[i] = activate(a, z[i]);
    }
}

template void gaussian_leaky_relu(const Activation&, std::ptrdiff_t, double*, double*);
template void gaussian_leaky_relu(const Activation&, std::ptrdiff_t, float*, float*);

} // namespace ncv::kernels
