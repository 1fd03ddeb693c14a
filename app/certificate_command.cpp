#include "certificate_page.hpp"
#include "command.hpp"

#include "check/certificate_badge.hpp"
#include "check/outward.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/output_rule.hpp"

#include <algorithm>
#include <memory>

namespace ncv::app {
namespace {

struct CertificateOptions {
    std::string certificate, page, badge;
    bool force = false;
};

void print(const CertificateText& c) {
    fmt::print("Network: {}\nSnapshot: SHA-256 {}\n\n", c.network, c.sha256);
    for (const Ranges* all : {&c.quantities, &c.last_layer})
        for (const auto& [name, range] : *all)
            if (name.starts_with("nc") || name == "errors" || name == "not_nearest")
                fmt::print("{:17} in {}\n", name, interval_text(range));
    fmt::print("\n");
    for (const auto& claim : c.claims) {
        fmt::print("{:5} {:15} {}\n", claim.id, claim.status, claim.statement);
        if (!claim.lacks.empty()) fmt::print("{:21} lacks {}\n", "", claim.lacks);
        for (const Side& s : claim.sides)
            fmt::print("{:21} {} {} {}{}\n", "", interval_text(s.lhs),
                       s.relation == Relation::at_most ? "<=" : ">=", interval_text(s.rhs),
                       s.layer ? fmt::format(" at layer {}", s.layer) : "");
    }
    fmt::print("\nNot covered:\n");
    for (const std::string& sentence : c.not_covered) fmt::print("- {}\n", sentence);
    fmt::print("Shown as it says; `ncv-recheck` verifies it.\n");
}

int show(const CertificateOptions& options) {
    const CertificateText c =
        parse_certificate(read_file(options.certificate), options.certificate);
    const auto place = [](const std::string& path) { // of a file that need not be there
        return std::filesystem::weakly_canonical(path);
    };
    if (!options.page.empty() && !options.badge.empty() &&
        place(options.page) == place(options.badge))
        throw BadInput("--badge " + options.badge + ": is --page, too; name another file");
    if (!options.page.empty())
        require_replaceable("--page", options.page, kinds::certificate_page(),
                            {options.certificate, options.badge}, options.force);
    if (!options.badge.empty())
        require_replaceable("--badge", options.badge, kinds::badge(),
                            {options.certificate, options.page}, options.force);
    print(c);
    const std::string name = std::filesystem::path(options.certificate).filename().string();
    if (!options.page.empty()) write_file(options.page, certificate_page(c, name));
    if (!options.badge.empty()) write_file(options.badge, certificate_badge(c));
    const bool any = std::any_of(c.claims.begin(), c.claims.end(), [](const auto& claim) {
        return claim.status == status_name(Status::violated);
    });
    return any ? violated : ok;
}

} // namespace

void add_certificate_command(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand("certificate", "Show what a certificate says");
    command->require_subcommand(1);
    CLI::App* shown = command->add_subcommand("show", "In words, and as a page");
    auto options = std::make_shared<CertificateOptions>();
    shown->add_option("certificate", options->certificate, "A file that `ncv certify` wrote")
        ->required();
    shown->add_option("--page", options->page, "Also write it as one HTML file");
    shown->add_option("--badge", options->badge,
                      "Also write the bound on NC1 as a small SVG image");
    shown->add_flag("--force", options->force, force_help);
    shown->footer("Example: ncv certificate show net.certificate.json --page certificate.html\n"
                  "Nothing is verified here; ncv-recheck does that.");
    shown->callback([options, &exit_code] { exit_code = show(*options); });
}

} // namespace ncv::app
