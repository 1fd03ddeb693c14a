/// A certificate as a page, whole in one file.
#pragma once

#include "certify/certificate_file.hpp"

#include <string>

namespace ncv::app {

std::string certificate_page(const CertificateText& certificate, const std::string& name);

/// What a status means, in a few words.
const char* status_meaning(const std::string& status);

} // namespace ncv::app
