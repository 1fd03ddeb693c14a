/// The C++ contestants of the interleaved comparison (run.py) behind a pipe: one command a line on
/// stdin, one JSON object a line on stdout. peers/torch_worker.py speaks the same.
///
///   about                                             versions, flags, Highway's target
///   networks                                          the reference networks
///   write n_0,..,n_L L1 N FILE                        a start as a snapshot, and the step's FLOPs
///   open KIND PRECISION THREADS RATE DECAY FILE [M]   a contestant; they are numbered from 0;
///                                                     a campaign has M networks
///   run I COUNT                                       its seconds for COUNT steps, by the clock
///                                                     and of the processor, and the loss
///   close                                             all contestants
///   peak PRECISION, triad BYTES                       of this core, now
#include "bandwidth.hpp"
#include "contestant.hpp"
#include "peak.hpp"
#include "reference_networks.hpp"

#include "io/errors.hpp"
#include "io/snapshot_file.hpp"

#include <hwy/targets.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <sstream>

namespace ncv::bench {
namespace {

using nlohmann::json;

#ifdef __clang__
constexpr const char* compiler = __VERSION__;
#else
constexpr const char* compiler = "GCC " __VERSION__;
#endif

template <class T>
T take(std::istream& words, const char* what) {
    T value;
    if (!(words >> value)) throw BadInput(std::string("the command lacks ") + what);
    return value;
}

std::vector<int> numbers(const std::string& list) {
    std::vector<int> out;
    std::istringstream in(list);
    for (std::string word; std::getline(in, word, ',');) out.push_back(std::stoi(word));
    return out;
}

json about() {
    const std::int64_t targets = hwy::SupportedTargets();
    return {{"campaign", {{"networks", Entry().networks}, {"steps", campaign_steps}}},
            {"compiler", compiler},
            {"eigen", std::to_string(EIGEN_WORLD_VERSION) + "." +
                          std::to_string(EIGEN_MAJOR_VERSION) + "." +
                          std::to_string(EIGEN_MINOR_VERSION)},
            {"flags", NCV_BENCH_FLAGS},
            {"highway_target", hwy::TargetName(targets & -targets)}};
}

json networks() {
    json out = json::array();
    for (const auto& n : reference_networks())
        out.push_back({{"name", n.name},
                       {"widths", n.shape.widths},
                       {"nonlinear_layers", n.shape.nonlinear_layers},
                       {"samples", n.shape.samples}});
    return out;
}

json write(std::istream& words) {
    Shape shape;
    shape.widths = numbers(take<std::string>(words, "widths"));
    shape.nonlinear_layers = take<int>(words, "L1");
    shape.samples = take<int>(words, "N");
    write_snapshot(take<std::string>(words, "FILE"), start_of(shape));
    return {{"flops", step_flops(shape)}};
}

json open(std::istream& words, std::vector<Contestant>& contestants) {
    Entry e;
    e.kind = take<std::string>(words, "KIND");
    e.precision = take<std::string>(words, "PRECISION");
    e.threads = take<int>(words, "THREADS");
    e.rate = take<double>(words, "RATE");
    e.decay = take<double>(words, "DECAY");
    const auto file = take<std::string>(words, "FILE");
    if (int networks = 0; words >> networks) e.networks = networks;
    contestants.push_back(contestant(e, read_snapshot(file)));
    return {{"contestant", contestants.size() - 1}};
}

/// Of this thread.
double processor_seconds() {
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

json run(std::istream& words, std::vector<Contestant>& contestants) {
    const Contestant& steps = contestants.at(take<std::size_t>(words, "I"));
    const auto count = take<std::int64_t>(words, "COUNT");
    const auto start = std::chrono::steady_clock::now();
    const double processor = processor_seconds();
    const double loss = steps(count);
    const double used = processor_seconds() - processor;
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    return {{"seconds", time.count()}, {"processor_seconds", used}, {"loss", loss}};
}

double peak(const std::string& precision) {
    if (precision == "f64") return fma_peak<double>();
    if (precision == "f32") return fma_peak<float>();
    throw BadInput("no precision \"" + precision + "\"; there are f64 and f32");
}

json answer(const std::string& line, std::vector<Contestant>& contestants) {
    std::istringstream words(line);
    const auto command = take<std::string>(words, "a name");
    if (command == "about") return about();
    if (command == "networks") return networks();
    if (command == "write") return write(words);
    if (command == "open") return open(words, contestants);
    if (command == "run") return run(words, contestants);
    if (command == "close") {
        contestants.clear();
        return json::object();
    }
    if (command == "peak")
        return {{"flops_per_second", peak(take<std::string>(words, "PRECISION"))}};
    if (command == "triad")
        return {{"bytes_per_second", triad_bandwidth(take<std::size_t>(words, "BYTES"))}};
    throw BadInput("no command \"" + command + "\"");
}

} // namespace
} // namespace ncv::bench

int main() {
    std::vector<ncv::bench::Contestant> contestants;
    for (std::string line; std::getline(std::cin, line);) {
        try {
            std::cout << ncv::bench::answer(line, contestants).dump() << std::endl;
        } catch (const std::exception& e) {
            std::cerr << "ncv_bench_worker: " << line << ": " << e.what() << '\n';
            return 2;
        }
    }
}
