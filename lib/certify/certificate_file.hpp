/// Certificates on disk: the JSON of docs/certificates.md.
#pragma once

#include "certify/certificate.hpp"

#include <string>
#include <string_view>

namespace ncv {

/// The snapshot file that the certificate is about.
struct CertifiedFile {
    std::string sha256;
    std::size_t bytes;
};
std::string format_certificate(const Certificate& certificate, const Snapshot& snapshot,
                               const CertifiedFile& file);

/// What a person reads of a certificate's file.
struct CertificateText {
    struct Claim {
        std::string id, statement, status, lacks;
        std::vector<Side> sides;
        Ranges bounds;
    };
    std::string sha256;
    std::string network; ///< one line
    Ranges quantities;
    std::vector<CertifiedLayer> layers;
    Ranges affine_tail; ///< these three are empty in version 1
    std::vector<CertifiedLayer> affine_layers;
    Ranges last_layer;
    std::vector<Claim> claims;
    std::vector<std::string> not_covered;
};
/// Throws BadInput: not a certificate, another version, a damaged digest. Nothing is verified; that
/// is what ncv-recheck is for.
CertificateText parse_certificate(std::string_view text, const std::string& name);

} // namespace ncv
