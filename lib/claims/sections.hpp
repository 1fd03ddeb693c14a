/// The sections of docs/claims.md, each with its claims. Written by sections.py.
// clang-format off
#pragma once

#include "claims/catalogue.hpp"

namespace ncv {

std::vector<CatalogueEntry> section_a();
std::vector<CatalogueEntry> section_b();
std::vector<CatalogueEntry> section_c();
std::vector<CatalogueEntry> section_g();
std::vector<CatalogueEntry> section_h();

inline constexpr std::vector<CatalogueEntry> (*sections[])() = {section_a, section_b, section_c, section_g, section_h};

} // namespace ncv
