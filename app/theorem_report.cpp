#include "theorem_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace ncv::app {

std::string duration_text(double seconds) {
    if (!std::isfinite(seconds)) return "for ever";
    if (seconds < 120) return fmt::format("{:.1f} s", seconds);
    if (seconds < 7200) return fmt::format("{:.0f} min", seconds / 60);
    if (seconds < 48 * 3600.0) return fmt::format("{:.0f} h", seconds / 3600);
    if (seconds < 365 * 86400.0) return fmt::format("{:.0f} days", seconds / 86400);
    return fmt::format("{:.2g} years", seconds / (365.25 * 86400));
}

void print_plan(const Snapshot& start, const TheoremPlan& p, double seconds_a_step) {
    std::vector<Eigen::Index> widths;
    for (int l = 0; l <= start.network.depth(); ++l) widths.push_back(start.network.width(l));
    fmt::print("Network {}, {} nonlinear, {} samples of {} classes, lambda {:.3g}\n",
               fmt::join(widths, "-"), start.network.nonlinear_layers, start.data.samples(),
               start.data.classes, p.lambda);
    fmt::print("Phase 1: eta {:.4g}, {:.0f} steps until C_lambda <= {:.4g} (m = {:.4g})\n", p.eta_1,
               p.k1, p.goal, p.m);
    fmt::print("Phase 2: eta {:.4g}, {:.0f} steps until lambda_max(-D_(L-1)) <= {:.3g}\n", p.eta_2,
               p.k2, p.eps2);
    fmt::print("Promised: eps1 {:.4g}, eps2 {:.3g} ({:.2g} of it for rounding), r {:.4g}: NC1 <= "
               "{:.4g} (A2), {:.3g} (A2s)\n",
               p.eps1, p.eps2, p.rounding, p.r, p.nc1, p.nc1_sharp);
    fmt::print("{:.3g} steps at {:.0f} ns: about {}\n", p.steps(), 1e9 * seconds_a_step,
               duration_text(p.steps() * seconds_a_step));
}

void print_plan_line(const TheoremPlan& p, double seconds_a_step) {
    if (!std::isfinite(p.steps())) {
        fmt::print("{:5} no start found\n", form_name(p.form));
        return;
    }
    fmt::print("{:5} {:9.3g} steps ({:.2g} + {:.3g}), eta {:.2g} and {:.2g}, lambda {:.2g}, eps1 "
               "{:.2g}, eps2 {:.2g}, r {:.3g}: NC1 <= {:.3g}; about {}\n",
               form_name(p.form), p.steps(), p.k1, p.k2, p.eta_1, p.eta_2, p.lambda, p.eps1, p.eps2,
               p.r, p.nc1, duration_text(p.steps() * seconds_a_step));
}

void print_run(const TheoremRun& run) {
    const TheoremPlan& p = run.plan;
    const TraceRow& end = run.rows.back();
    fmt::print("\n{:40} {:>14} {:>14} {:>10}\n", "after step", "promised", "reached", "ratio");
    for (const Reached& r : run.reached)
        fmt::print("{:40} {:14.0f} {:14} {:10.3g}\n", r.what, r.promised, r.step,
                   r.promised / static_cast<double>(std::max<std::int64_t>(r.step, 1)));
    fmt::print("\n{:40} {:>14} {:>14} {:>10}\n", "at the end", "promised", "reached", "ratio");
    const auto line = [](const char* what, double promised, double reached) {
        fmt::print("{:40} {:14.4g} {:14.4g} {:10.3g}\n", what, promised, reached,
                   promised / reached);
    };
    line("eps1 = ||Z_L - Y||_F", p.eps1, end.residual);
    line("eps2 = lambda_max(-D_{L-1})_+", p.eps2, end.one_sided);
    line("max ||D_l||", p.balance, end.balancedness);
    line("r", p.r, end.r);
    line("A2's right side", p.nc1, end.nc1_bound);
    line("NC1", std::min(p.nc1, p.nc1_sharp), end.nc1);
    fmt::print("\n{:40} {:>10} {:>10} {:>10} {:>10}\n", "checked on the way", "times", "broken",
               "undecided", "largest");
    for (const Tally& t : run.account.tallies())
        fmt::print("{:40} {:10} {:10} {:10} {:10.3g}\n", t.name, t.checked, t.violated, t.undecided,
                   t.largest_ratio);
}

} // namespace ncv::app
