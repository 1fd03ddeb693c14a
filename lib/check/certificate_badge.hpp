/// A certificate in one line: the picture to put beside a paper's artefact.
#pragma once

#include "certify/certificate_file.hpp"

#include <string>

namespace ncv {

/// An SVG image with the upper bound on NC1, its digits rounded upwards.
std::string certificate_badge(const CertificateText& certificate);

} // namespace ncv
