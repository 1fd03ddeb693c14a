#include "network/multiprecision.hpp"
#include "spectra/decompositions.hpp"
#include "spectra/spectra_impl.hpp"

NCV_DECOMPOSITIONS(, ncv::Matrix<ncv::mp50>)

namespace ncv {
NCV_SPECTRA(, mp50)
} // namespace ncv
