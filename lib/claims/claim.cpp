#include "claims/claim.hpp"

namespace ncv {

std::string_view kind_name(Kind kind) {
    switch (kind) {
    case Kind::paper: return "paper";
    case Kind::sharp: return "sharp";
    case Kind::extension: return "extension";
    case Kind::identity: return "identity";
    case Kind::quoted: return "quoted";
    case Kind::empirical: return "empirical";
    }
    return {};
}

} // namespace ncv
