#include "command.hpp"

#include "claims/gallery.hpp"
#include "claims/registry.hpp"
#include "io/outcome_json.hpp"

#include <fmt/format.h>

#include <memory>

namespace ncv::app {

void add_list_command(CLI::App& app, int&) {
    CLI::App* command = app.add_subcommand(
        "list",
        "Show the claims, id, title, kind, statement, source, and the gallery of counterexamples");
    auto json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "Print one JSON array");
    command->callback([json] {
        if (*json) {
            nlohmann::ordered_json all = nlohmann::ordered_json::array();
            for (const Claim& claim : claims()) all.push_back(to_json(claim));
            for (const GalleryEntry& entry : gallery()) all.push_back(to_json(entry));
            fmt::print("{}\n", all.dump(2));
            return;
        }
        for (const Claim& claim : claims())
            fmt::print("{:4} {} ({})\n     {}\n     {}\n", claim.id, claim.title, claim.kind,
                       claim.statement, claim.source);
        for (const GalleryEntry& e : gallery())
            fmt::print(
                "{:4} {} (counterexample)\n     {} without {}\n     counterexamples/{}.json\n",
                e.id, e.title, e.claim, e.lacks, e.file);
    });
}

} // namespace ncv::app
