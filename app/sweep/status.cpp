#include "sweep/status.hpp"

#include "sweep/slurm.hpp"

#include <fmt/format.h>

namespace ncv::app {
namespace {

struct Line {
    std::string plan;
    sweep::Counts counts;
};

std::vector<Line> lines_of(const sweep::Store& store, const std::vector<sweep::Plan>& plans) {
    std::vector<Line> lines;
    for (const sweep::Plan& plan : plans) lines.push_back({plan.id, store.counts(plan)});
    return lines;
}

/// Returns the sum of the lines.
sweep::Counts print_table(const std::vector<Line>& lines) {
    std::size_t width = 4;
    for (const Line& line : lines) width = std::max(width, line.plan.size());
    fmt::print("{:{}}{:>10}{:>10}{:>10}{:>10}{:>10}\n", "plan", width, "runs", "finished",
               "diverged", "failed", "left");
    sweep::Counts sum;
    for (const auto& [plan, c] : lines) {
        fmt::print("{:{}}{:>10}{:>10}{:>10}{:>10}{:>10}\n", plan, width, c.runs, c.finished,
                   c.diverged, c.failed, c.runs - c.done());
        sum += c;
    }
    return sum;
}

std::string duration(double seconds) {
    if (seconds < 120) return fmt::format("{:.0f} s", seconds);
    if (seconds < 7200) return fmt::format("{:.0f} min", seconds / 60);
    return fmt::format("{:.1f} h", seconds / 3600);
}

void print_time_left(const sweep::Counts& sum, std::size_t in_flight, int jobs) {
    const std::size_t left = sum.runs - sum.done();
    fmt::print("{} in flight", in_flight);
    if (sum.done() > 0 && left > 0) {
        const double mean = sum.seconds / static_cast<double>(sum.done());
        fmt::print("; about {} left on {} cores, by the mean of {:.3g} s a run",
                   duration(mean * static_cast<double>(left) / jobs), jobs, mean);
    }
    fmt::print("\n");
}

} // namespace

std::size_t print_counts(const sweep::Store& store, const std::vector<sweep::Plan>& plans) {
    const sweep::Counts sum = print_table(lines_of(store, plans));
    return sum.runs - sum.done();
}

void print_verdicts(const sweep::Store& store, const std::vector<sweep::Plan>& plans) {
    for (const sweep::Plan& plan : plans) {
        const sweep::Decision decision = sweep::decision_of(plan, store.cells(plan));
        fmt::print("\n{}: {}\n{}\n", plan.id, plan.statement, decision.sentence);
        for (const sweep::TestResult& test : decision.tests)
            fmt::print("- {}. {}\n", test.name, test.sentence);
    }
}

void print_status(const std::filesystem::path& path, const sweep::Store& store,
                  const std::vector<sweep::Plan>& plans, int jobs) {
    print_time_left(print_table(lines_of(store, plans)), store.in_flight(), jobs);
    const std::vector<std::filesystem::path> shards = shards_beside(path);
    if (shards.empty()) return;
    std::vector<Line> lines = lines_of(store, plans);
    for (Line& line : lines) line.counts = {line.counts.runs, 0, 0, 0, 0}; // not all may have begun
    std::size_t in_flight = 0, held = 0;
    for (const auto& shard : shards) try {
            const sweep::Store part(shard, sweep::Open::read);
            std::vector<sweep::Counts> counts;
            for (const sweep::Plan& plan : plans) counts.push_back(part.counts(plan));
            for (std::size_t i = 0; i < plans.size(); ++i) {
                counts[i].runs = 0;
                lines[i].counts += counts[i];
            }
            in_flight += part.in_flight();
        } catch (const sweep::InUse&) {
            ++held; // by its task alone
        }
    fmt::print("\n{} shards in {}:\n", shards.size(), shards.front().parent_path().string());
    if (held > 0) fmt::print("{} are in use, and counted once their tasks end\n", held);
    print_time_left(print_table(lines), in_flight, jobs);
}

} // namespace ncv::app
