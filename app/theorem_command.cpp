#include "command.hpp"

#include "common/progress.hpp"
#include "number_option.hpp"
#include "theorem_report.hpp"

#include "io/checksums.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/output_rule.hpp"
#include "io/snapshot_file.hpp"
#include "theorem/theorem_file.hpp"
#include "training/gradient_descent.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>

namespace ncv::app {
namespace fs = std::filesystem;
namespace {

struct TheoremOptions {
    std::string out, bound = "A2";
    TheoremShape shape{{4, 4, 3, 2}, 1};
    double target = 0.1;
    bool plan_only = false, resume = false, force = false;
};

/// Seconds a step takes here: the best of five short runs.
double seconds_a_step(const Snapshot& start, const TheoremPlan& plan) {
    constexpr int steps = 20000;
    GradientDescent<double> engine(start.network, start.data, plan.lambda);
    double best = std::numeric_limits<double>::infinity();
    for (int i = 0; i < 5; ++i) {
        const auto from = std::chrono::steady_clock::now();
        engine.steps(steps, plan.eta_1);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - from;
        best = std::min(best, took.count() / steps);
    }
    return best;
}

ChosenStart chosen(const TheoremOptions& options, TheoremForm form) {
    return choose_start({form, options.target, options.bound == "A2s", options.shape});
}

/// The form that is run, with a plan.
ChosenStart found(const TheoremOptions& options) {
    const ChosenStart best = chosen(options, TheoremForm::b10u);
    if (!std::isfinite(best.plan.steps()))
        throw BadInput(fmt::format("no start was found whose plan promises NC1 <= {:g}; rounding "
                                   "allows no bound of any smallness, 0.1 is within reach of "
                                   "small networks",
                                   options.target));
    return best;
}

void print_plans(const TheoremOptions& options) {
    const ChosenStart best = found(options);
    const Snapshot start = build(best.start, options.shape);
    const double seconds = seconds_a_step(start, best.plan);
    print_plan(start, best.plan, seconds);
    if (options.bound == "A2s") return;
    fmt::print("\nThe shortest plans found for NC1 <= {:g} with the constants of each form:\n",
               options.target);
    print_plan_line(best.plan, seconds);
    for (const TheoremForm form : {TheoremForm::b10t, TheoremForm::b10s, TheoremForm::paper})
        print_plan_line(chosen(options, form).plan, seconds);
}

/// A run that ended before its first kept state has its start alone; it begins anew.
TheoremRun begun(const TheoremOptions& options) {
    const fs::path out = options.out, kept = out / "theorem.json",
                   start = out / "start.safetensors";
    if (options.resume && !fs::exists(kept) && !fs::exists(start))
        throw BadInput(fmt::format("--resume: {} has no run to go on with (theorem.json is "
                                   "missing); without --resume one begins",
                                   out.string()));
    if (options.resume && fs::exists(kept)) {
        const Checksums sums(out);
        for (const fs::path& file : {kept, start})
            if (sums.names(file.filename())) sums.require(file.filename(), read_file(file));
        TheoremRun run = read_theorem(out);
        run.plan.sound = true;
        const PlanAgain again = plan_again(run.start, run.plan);
        const auto differs = plan_difference(run.plan, again.plan, again.spread);
        if (!differs.empty())
            throw BadInput(
                fmt::format("--resume: {} of the plan in {} is not what its start gives; "
                            "a run goes on only with its own plan",
                            differs, (out / "theorem.json").string()));
        for (const TraceRow& row : run.rows)
            if (row.crc32 != checksum(row.weights))
                throw BadInput(fmt::format("--resume: the state after step {} in {} does not have "
                                           "its checksum",
                                           row.step, (out / "theorem.json").string()));
        return run;
    }
    if (fs::exists(kept))
        throw BadInput(fmt::format(
            "{} already holds a run; give another --out, or --resume to go on", out.string()));
    require_replaceable("--out", start, kinds::snapshot_from("start of the theorem's run"), {},
                        options.force);
    require_replaceable("--out", out / "final.safetensors",
                        kinds::snapshot_from("end of the theorem's run"), {}, options.force);
    const ChosenStart best = found(options);
    make_writable_folder(out);
    for (const fs::path& earlier : {start, out / Checksums::file_name}) fs::remove(earlier);
    return {best.plan, build(best.start, options.shape), {}, {}, {}};
}

int run(const TheoremOptions& options) {
    const std::string lacks = unfit(options.shape);
    if (!lacks.empty()) throw BadInput("--widths, --nonlinear-layers: " + lacks);
    if (options.plan_only) {
        print_plans(options);
        return ok;
    }
    if (options.out.empty())
        throw BadInput("--out DIR is missing; --plan-only needs none and runs nothing");
    const fs::path out = options.out;
    TheoremRun run = begun(options);
    print_plan(run.start, run.plan, seconds_a_step(run.start, run.plan));
    std::fflush(stdout);
    const EndsInOrder in_order;
    bool complete = false;
    {
        Progress progress("theorem");
        FollowHooks hooks;
        hooks.stop = stops_here;
        hooks.stepped = [&](std::int64_t step) {
            progress.reach(static_cast<double>(step) / run.plan.steps());
        };
        hooks.kept = [&](const TheoremRun& so_far) { write_theorem(out, so_far); };
        complete = follow(run, hooks);
    }
    if (!complete) {
        fmt::print(stderr, "ncv: stopped; `ncv theorem --out {} --resume` goes on from step {}\n",
                   options.out, run.rows.empty() ? 0 : run.rows.back().step);
        return interrupted;
    }
    write_snapshot(out / "final.safetensors", end_of(run));
    print_run(run);
    return run.account.violations() ? violated : ok;
}

} // namespace

void add_theorem_command(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand(
        "theorem",
        "Plan the paper's main theorem with its own constants, and run all of its steps");
    auto options = std::make_shared<TheoremOptions>();
    command->add_option("--out", options->out,
                        "Folder for theorem.json, start.safetensors and final.safetensors");
    command->add_option("--target", options->target, "What NC1 is promised to be below at the end")
        ->check(real_between(1e-6, 1.0))
        ->capture_default_str();
    command
        ->add_option("--bound", options->bound,
                     "The bound that promises it: A2 as the theorem has it, or the sharp A2s")
        ->check(CLI::IsMember({"A2", "A2s"}))
        ->capture_default_str();
    command
        ->add_option("--widths", options->shape.widths,
                     "Widths of the network: samples, layers from the first on, classes last")
        ->delimiter(',')
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command
        ->add_option("--nonlinear-layers", options->shape.nonlinear_layers,
                     "How many of its layers are nonlinear")
        ->capture_default_str();
    command->add_flag("--plan-only", options->plan_only,
                      "Print the plans, of the paper's constants and of the sharper ones");
    command->add_flag(
        "--resume", options->resume,
        "Go on from the last kept state; ends with the same bytes as an unbroken run");
    command->add_flag("--force", options->force, force_help);
    command->footer("Exit code 0: every promise was kept and every check on the way held.");
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

} // namespace ncv::app
