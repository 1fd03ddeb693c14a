#include "certificate_page.hpp"

#include "common/embedded.hpp"
#include "common/replaced.hpp"
#include "outward.hpp"

#include "claims/registry.hpp"

#include <map>

namespace ncv::app {
namespace {

std::string row(const std::string& head, const std::string& cells) {
    return fmt::format("<tr><th scope=\"row\">{}</th>{}</tr>\n", head, cells);
}
std::string cell(const std::string& text) { return fmt::format("<td>{}</td>", escaped(text)); }

std::string sides_text(const CertificateText::Claim& c) {
    if (!c.lacks.empty()) return "lacks " + c.lacks;
    std::string out;
    for (const Side& s : c.sides)
        out += fmt::format("{}{} {} {}", out.empty() ? "" : "; ", interval_text(s.lhs),
                           s.relation == Relation::at_most ? "<=" : ">=", interval_text(s.rhs));
    return out;
}

const std::map<std::string, const char*>& quantity_names() {
    static const std::map<std::string, const char*> all{
        {"nc1", "NC1, variation within classes over that between them"},
        {"nc1_weighted", "NC1 with classes weighted by size"},
        {"nc2", "NC2, condition number of the class means"},
        {"nc3", "NC3, mean cosine of features and rows of the last layer"},
        {"eps1", "residual ||Z_L - Y||"},
        {"s1", "largest singular value of W_L"},
        {"s_K", "smallest singular value of W_L"}};
    return all;
}

} // namespace

const char* status_meaning(const std::string& status) {
    static const std::map<std::string, const char*> all{
        {"holds", "proved for this network"},
        {"violated", "proved to fail for this network"},
        {"vacuous", "true, and says nothing here"},
        {"not_applicable", "a hypothesis is not met"},
        {"undecided", "not told apart at the precision reached"}};
    const auto found = all.find(status);
    return found == all.end() ? "unknown" : found->second;
}

std::string certificate_page(const CertificateText& c, const std::string& name) {
    std::string metrics, claims, quantities, uncovered;
    for (const auto& [key, range] : c.quantities) {
        const auto known = quantity_names().find(key);
        const bool metric = key.starts_with("nc");
        std::string& where = metric ? metrics : quantities;
        where += row(escaped(known == quantity_names().end() ? key : known->second),
                     cell(interval_text(range)));
    }
    for (const CertifiedLayer& layer : c.layers)
        for (const auto& [key, range] : layer.quantities)
            quantities += row(fmt::format("{} of layer {}", escaped(key), layer.layer),
                              cell(interval_text(range)));
    for (const auto& claim : c.claims)
        claims += row(escaped(claim.id),
                      fmt::format("<td class=\"{0}\">{1}<br><small>{2}</small></td>{3}{4}",
                                  escaped(claim.status), escaped(claim.status),
                                  status_meaning(claim.status), cell(claim.statement),
                                  cell(sides_text(claim))));
    for (const std::string& sentence : c.not_covered)
        uncovered += fmt::format("<li>{}</li>\n", escaped(sentence));
    std::string page = replaced(std::string(certificate_template()), "/*STYLE*/", site_style());
    page = replaced(std::move(page), "<!--NAME-->", escaped(name));
    page = replaced(std::move(page), "<!--NETWORK-->", escaped(c.network));
    page = replaced(std::move(page), "<!--DIGEST-->", escaped(c.sha256));
    page = replaced(std::move(page), "<!--METRICS-->", metrics);
    page = replaced(std::move(page), "<!--CLAIMS-->", claims);
    page = replaced(std::move(page), "<!--QUANTITIES-->", quantities);
    return replaced(std::move(page), "<!--UNCOVERED-->", uncovered);
}

} // namespace ncv::app
