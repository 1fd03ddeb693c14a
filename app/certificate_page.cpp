#include "certificate_page.hpp"

#include "common/embedded.hpp"
#include "common/replaced.hpp"

#include "check/outward.hpp"
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
        {"nc1_balanced", "NC1 of classes that count alike, centred"},
        {"nc2_centred", "NC2 of centred class means"},
        {"nc3_centred", "NC3, mean cosine of centred features and rows"},
        {"nc3_centred_means", "cosine of centred class means and rows"},
        {"errors", "samples that are classified wrongly"},
        {"not_nearest", "samples that are not nearest to their class's mean"},
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
    const auto add = [&](const Ranges& all, const std::string& of) {
        for (const auto& [key, range] : all) {
            const auto known = quantity_names().find(key);
            const bool metric =
                of.empty() && (key.starts_with("nc") || key == "errors" || key == "not_nearest");
            std::string& where = metric ? metrics : quantities;
            where += row(escaped(known == quantity_names().end() ? key : known->second) + of,
                         cell(interval_text(range)));
        }
    };
    add(c.quantities, "");
    for (const CertifiedLayer& layer : c.layers)
        add(layer.quantities, fmt::format(" of layer {}", layer.layer));
    add(c.last_layer, "");
    add(c.affine_tail, " (affine layers)");
    for (const CertifiedLayer& layer : c.affine_layers)
        add(layer.quantities, fmt::format(" of affine layer {}", layer.layer));
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
