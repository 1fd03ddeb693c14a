#include "network/multiprecision.hpp"
#include "spectra/spectra_impl.hpp"

namespace ncv {
NCV_SPECTRA(, mp50)
} // namespace ncv
