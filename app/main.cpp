#include "command.hpp"
#include "common/guarded.hpp"

#include "io/errors.hpp"
#include "io/nearest.hpp"
#include "network/cache_sizes.hpp"

#include <algorithm>
#include <limits>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace {

/// `ncv help`, `ncv help check`: as --help says it.
std::vector<std::string> arguments(int argc, char** argv) {
    std::vector<std::string> out(argv + std::min(argc, 1), argv + argc);
    if (out.empty() || out[0] != "help") return out;
    while (!out.empty() && out[0] == "help") out.erase(out.begin());
    if (out.size() > 1) out.resize(1);
    out.push_back("--help");
    return out;
}

/// CLI11 says of a mistyped command only that one is needed.
void require_known_command(const CLI::App& app, const std::vector<std::string>& arguments) {
    if (arguments.empty() || arguments[0].starts_with('-')) return;
    const std::string& given = arguments[0];
    std::vector<std::string> known;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        known.push_back(command->get_name());
    if (std::find(known.begin(), known.end(), given) != known.end()) return;
    known.push_back("help");
    throw ncv::BadInput("unknown command \"" + given + "\"; the nearest known one is \"" +
                        ncv::nearest(given, known) + "\"");
}
} // namespace

int main(int argc, char** argv) {
    using namespace ncv::app;
    ncv::fix_cache_sizes();
#ifdef __GLIBC__
    // Matrices of some 100 MB come and go: their pages are kept, for all threads.
    mallopt(M_MMAP_THRESHOLD, 32 << 20); // the largest that glibc takes
    mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
    mallopt(M_ARENA_MAX, 1);
#endif
    end_by_signals("ncv: interrupted\n");

    CLI::App app{
        "ncv, the Neural Collapse Verifier: checks the theorems of neural collapse on networks "
        "and their data."};
    app.name("ncv");
    app.set_version_flag("--version", "ncv " NCV_VERSION);
    app.require_subcommand(1);
    app.footer(
        "Start with `ncv verify`: it trains on the shipped digits, checks every claim and writes "
        "a report.\nExit codes: 0 nothing is violated, 1 something is, 2 bad input or usage, 3 "
        "interrupted or out of resources.");
    int exit_code = ok;

    add_verify_command(app, exit_code);
    add_check_command(app, exit_code);
    add_list_command(app, exit_code);
    add_train_command(app, exit_code);
    add_replay_command(app, exit_code);
    add_search_command(app, exit_code);
    add_theorem_command(app, exit_code);
    add_sweep_command(app, exit_code);
    add_merge_command(app, exit_code);
    add_report_command(app, exit_code);
    add_certify_command(app, exit_code);
    add_certificate_command(app, exit_code);
    add_data_command(app, exit_code);

    return guarded(app, [&] {
        std::vector<std::string> given = arguments(argc, argv);
        require_known_command(app, given);
        std::reverse(given.begin(), given.end()); // as CLI11 takes them
        app.parse(std::move(given));
        return exit_code;
    });
}
