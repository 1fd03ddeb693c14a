#include "command.hpp"

#include "common/embedded.hpp"

#include "claims/gallery.hpp"
#include "claims/outcome_json.hpp"
#include "claims/registry.hpp"
#include "io/strict_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

namespace ncv::app {
namespace {

/// The hypotheses of experiments/ with the verdicts that their plans came to, in the page's order.
nlohmann::ordered_json hypotheses() {
    nlohmann::ordered_json out = nlohmann::ordered_json::array();
    for (const auto& h : parse_strict_json(empirical_verdicts(), "experiments/verdicts.json"))
        out.push_back({{"id", h.at("id")},
                       {"title", h.at("title")},
                       {"kind", "hypothesis"},
                       {"source", "experiments/README.md"},
                       {"statement", h.at("statement")},
                       {"verdict", h.at("verdict")},
                       {"sentence", h.at("sentence")}});
    return out;
}

std::string proof_of(const Claim& claim) {
    if (!claim.is_asserted()) return "no proof: tested as quoted, or only measured";
    if (claim.theorems.empty()) return "proof in words, docs/claims.md";
    return fmt::format("checked by Coq: {}", fmt::join(claim.theorems, ", "));
}

void print_hypotheses() {
    for (const auto& h : hypotheses()) {
        const auto text = [&](const char* key) { return h[key].get<std::string>(); };
        fmt::print("{:4} {} (hypothesis, {})\n     {}\n     {}\n     {}\n", text("id"),
                   text("title"), text("verdict"), text("statement"), text("sentence"),
                   text("source"));
    }
}

} // namespace

void add_list_command(CLI::App& app, int&) {
    CLI::App* command =
        app.add_subcommand("list", "Show the claims, id, title, kind, statement, source, the "
                                   "gallery of counterexamples, and the "
                                   "empirical hypotheses with their verdicts");
    auto json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "Print one JSON array");
    command->callback([json] {
        if (*json) {
            nlohmann::ordered_json all = nlohmann::ordered_json::array();
            for (const Claim& claim : claims()) all.push_back(to_json(claim));
            for (const GalleryEntry& entry : gallery()) all.push_back(to_json(entry));
            for (auto& hypothesis : hypotheses()) all.push_back(hypothesis);
            fmt::print("{}\n", all.dump(2));
            return;
        }
        for (const Claim& claim : claims())
            fmt::print("{:4} {} ({})\n     {}\n     {}\n     {}\n", claim.id, claim.title,
                       kind_name(claim.kind), claim.statement, claim.source, proof_of(claim));
        for (const GalleryEntry& e : gallery())
            fmt::print(
                "{:4} {} (counterexample)\n     {} without {}\n     counterexamples/{}.json\n",
                e.id, e.title, e.claim, hypothesis_name(e.lacks), e.file);
        print_hypotheses();
    });
}

} // namespace ncv::app
