#include "budget.hpp"
#include "command.hpp"
#include "given_snapshot.hpp"

#include "certify/certificate_file.hpp"
#include "check/bound_costs.hpp"
#include "check/certifiable.hpp"
#include "check/outward.hpp"
#include "io/digest.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/output_rule.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>

namespace ncv::app {
namespace {

struct CertifyOptions {
    std::string snapshot, out, budget = "60s";
    bool force = false;
};

/// Interval products a second of the slow tier, at the least precision; a cautious figure.
constexpr double products_a_second = 4e6;

void print_undecided(std::FILE* to, const Certificate& c, const std::string& budget) {
    for (const Outcome& o : c.claims) {
        if (o.status != Status::undecided) continue;
        for (const Quantity& q : o.hypotheses)
            if (q.role == Role::margin && q.range.lower <= 0 && q.range.upper > 0)
                fmt::print(to,
                           "{} is undecided: whether its hypothesis {} is met, {} > 0, after {} "
                           "bits within --budget {}\n",
                           o.claim, q.name, interval_text(q.range), c.bits, budget);
        for (const Side& s : o.sides)
            if (s.status == Status::undecided)
                fmt::print(to, "{} is undecided: {} against {} after {} bits within --budget {}\n",
                           o.claim, interval_text(s.lhs), interval_text(s.rhs), c.bits, budget);
    }
}

/// A snapshot, its inputs in the file where they may stay there, with the file's digest.
struct GivenFile {
    std::string path;
    Snapshot snapshot;
    CertifiedFile identity;

    explicit GivenFile(const std::string& given) : path(given) {
        if (may_stay_in_place(path)) {
            identity = {sha256_of_file(path), std::filesystem::file_size(path)};
            snapshot = given_snapshot_in_place(path);
        } else {
            const std::string bytes = read_file(path);
            identity = {sha256_of(bytes), bytes.size()};
            snapshot = given_snapshot(bytes, path);
        }
    }
    /// Throws BadInput if the file is another one now.
    void require_unchanged() const {
        if (snapshot.data.stored && sha256_of_file(path) != identity.sha256)
            throw BadInput(path + ": was changed while it was read");
    }
};

int run(const CertifyOptions& options) {
    using clock = std::chrono::steady_clock;
    const double budget = seconds(options.budget);
    const bool to_output = options.out == "-";
    std::FILE* const words = to_output ? stderr : stdout; // the certificate stands alone
    const auto require_free = [&] {
        if (!to_output)
            require_replaceable("-o", options.out, kinds::certificate(), {options.snapshot},
                                options.force);
    };
    require_free();
    const GivenFile file(options.snapshot);
    const Snapshot& snapshot = file.snapshot;
    require_certifiable(snapshot, options.snapshot);
    const Fit fit = summary_of_outputs(snapshot).fit;
    warn_of_misfit(fit, options.snapshot);
    warn_of_outputs(snapshot, options.snapshot);
    const auto start = clock::now();
    const auto elapsed = [&] {
        return std::chrono::duration<double>(clock::now() - start).count();
    };
    const auto may_try = [&](unsigned bits, double products) {
        return elapsed() + products * bits / 128 / products_a_second <= budget;
    };
    const Certificate c = certify(snapshot, may_try);
    file.require_unchanged();
    const std::string text = format_certificate(c, snapshot, file.identity);
    require_free();
    if (to_output)
        fmt::print("{}", text);
    else
        write_file(options.out, text);

    for (const auto& [title, name] :
         {std::pair{"NC1", "nc1"}, std::pair{"NC2", "nc2"}, std::pair{"NC3", "nc3"}})
        if (!c.quantities.empty())
            fmt::print(words, "{} in {}\n", title, interval_text(c.quantity(name)));
    for (const auto& [name, range] : c.last_layer)
        if (name.starts_with("nc") || name == "eps1" || name == "errors" || name == "not_nearest")
            fmt::print(words, "{} in {}\n", name, interval_text(range));
    fmt::print(words, "accuracy {:.6g}\n\n", fit.accuracy());
    std::map<Status, int> count;
    for (const Outcome& o : c.claims) {
        ++count[o.status];
        if (o.status == Status::not_applicable)
            fmt::print(words, "{:5} {:15} lacks {}\n", o.claim, status_name(o.status),
                       hypothesis_name(o.lacks));
        else
            fmt::print(words, "{:5} {:15} {:.6g} {} {:.6g}\n", o.claim, status_name(o.status),
                       o.lhs, o.relation == Relation::at_least ? ">=" : "<=", o.rhs);
    }
    print_undecided(words, c, options.budget);
    if (const auto costs = bound_costs(c.sensitivities); !costs.empty())
        fmt::print(words, "\n{}", text_of(costs));
    fmt::print(words,
               "\n{} hold, {} violated, {} vacuous, {} not applicable, {} undecided; {:.2f} s, {} "
               "bits.\nCertificate: {}\nRecheck it: ncv-recheck {} {}\n",
               count[Status::holds], count[Status::violated], count[Status::vacuous],
               count[Status::not_applicable], count[Status::undecided], elapsed(), c.bits,
               options.out, options.out, options.snapshot);
    return count[Status::violated] ? violated : ok;
}

} // namespace

void add_certify_command(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand(
        "certify",
        "Prove bounds for a trained network by interval arithmetic; writes a certificate");
    auto options = std::make_shared<CertifyOptions>();
    command
        ->add_option("snapshot", options->snapshot,
                     "A safetensors file: X, labels, W1 .. WL, or features in place of X")
        ->required();
    command
        ->add_option("-o,--out", options->out, "The certificate, a JSON file; - is standard output")
        ->required();
    command->add_flag("--force", options->force, force_help);
    command->add_option("--budget", options->budget,
                        "Time for more digits where double leaves a claim undecided (default 60s)");
    command->footer("Example: ncv certify net.safetensors -o net.certificate.json && ncv-recheck "
                    "net.certificate.json net.safetensors");
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

} // namespace ncv::app
