#include "spectra/spectra_impl.hpp"

namespace ncv {
NCV_SPECTRA(, double)
} // namespace ncv
