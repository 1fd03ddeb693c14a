#include "replay_instance.hpp"

#include "given_snapshot.hpp"

#include "certify/certificate.hpp"
#include "check/outward.hpp"
#include "claims/registry.hpp"
#include "io/digest.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/lower_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace ncv::app {
namespace {

constexpr double u = 0x1p-53;

struct Instance {
    Counterexample stored;
    Snapshot snapshot;
};

/// Throws BadInput: another snapshot than the one that the file was written for.
Instance read_instance(const std::string& path) {
    if (path.ends_with(".safetensors"))
        throw BadInput(path + ": is a snapshot; give the NAME.json beside it");
    Instance out{parse_counterexample(read_file(path), path), {}};
    std::filesystem::path beside = path;
    beside.replace_extension(".safetensors");
    const std::string bytes = read_file(beside);
    if (out.stored.sha256.empty())
        fmt::print(stderr,
                   "ncv: {}: names no sha256, so {} may be another one than it was "
                   "written for\n",
                   path, beside.string());
    else if (out.stored.sha256 != sha256_of(bytes))
        throw BadInput(fmt::format("{}: is not the snapshot of {}, whose SHA-256 is {}",
                                   beside.string(), path, out.stored.sha256));
    out.snapshot = given_snapshot(bytes, beside.string());
    return out;
}

/// Bound on the rounding in o.ratio, relative to it: n/d with an error of B in both together is
/// off by B/n or by (B/d)/(1 - B/d) at most.
double relative_error(const Outcome& o) {
    if (o.budget == 0) return 0;
    double n = std::abs(o.lhs), d = std::abs(o.rhs);
    if (o.relation == Relation::at_least || (o.relation == Relation::equal && n < d))
        std::swap(n, d);
    const double x = o.budget / d;
    return x < 1 ? std::max(o.budget / n, x / (1 - x)) : INFINITY;
}

std::string subject_of(const Counterexample& c) {
    return c.lacks ? fmt::format("{} without {}", c.claim, hypothesis_name(c.lacks)) : c.claim;
}

/// Whether the file is called what it calls itself. In the gallery, all that it says must be so.
bool replay_name(const std::string& path, const Counterexample& c) {
    const std::string stem = std::filesystem::path(path).stem().string();
    for (const GalleryEntry& entry : gallery())
        if (entry.file == stem &&
            (c.id != entry.id || c.claim != entry.claim || c.lacks != entry.lacks)) {
            fmt::print("{}: calls itself {}, {}; the gallery has there {}, {} without {}\n", path,
                       c.id, subject_of(c), entry.id, entry.claim, hypothesis_name(entry.lacks));
            return false;
        }
    const std::string name = lower_case(stem), id = lower_case(c.id);
    if (!id.empty() && name != id && !name.starts_with(id + "_"))
        fmt::print("{}: calls itself {}\n", path, c.id);
    return true;
}

/// `lacks` is what the instance does without: to ask for it must change the outcome.
bool replay_lacks(const std::string& path, const Instance& i, const Outcome& without) {
    if (!i.stored.lacks) return true;
    const Outcome with = check(i.snapshot, {{i.stored.claim}, Arithmetic::mp}).front();
    if (!same_outcome(with, without)) return true;
    fmt::print("{}: does not lack {}: with it {} is {}, just as without\n", path,
               hypothesis_name(i.stored.lacks), i.stored.claim, status_name(with.status));
    return false;
}

} // namespace

bool same_outcome(const Outcome& a, const Outcome& b) {
    const auto equal = [](double x, double y) { return x == y || (x != x && y != y); };
    return a.status == b.status && equal(a.lhs, b.lhs) && equal(a.rhs, b.rhs);
}

StoredRatio compare_ratio(const Outcome& o, double stored, bool exact) {
    if (exact) {
        // A number is stored, so none of another kind can be right.
        if (!std::isfinite(o.ratio)) return StoredRatio::differs;
        if (stored != o.ratio && stored != std::nextafter(o.ratio, INFINITY) &&
            stored != std::nextafter(o.ratio, -INFINITY))
            return StoredRatio::differs;
        return std::isfinite(o.budget) ? StoredRatio::confirmed : StoredRatio::not_comparable;
    }
    const double error = relative_error(o);
    if (!std::isfinite(o.ratio) || !(error < 1) || o.relation == Relation::identity)
        return StoredRatio::not_comparable;
    // The two ratios' own roundings, and those of this line and of relative_error: 9 u for error 1.
    return std::abs(stored - o.ratio) <= std::abs(o.ratio) * (error + 9 * u)
               ? StoredRatio::confirmed
               : StoredRatio::differs;
}

bool replay_instance(const std::string& path) {
    const Instance instance = read_instance(path);
    const Counterexample& c = instance.stored;
    bool agrees = replay_name(path, c);
    for (const auto arithmetic : {Arithmetic::binary64, Arithmetic::mp}) {
        const bool exact = arithmetic == Arithmetic::mp;
        const Outcome o = check(instance.snapshot, {{c.claim}, arithmetic, c.lacks}).front();
        // Near a bound that is attained double cannot tell; the 100 digits do. What they leave
        // open double does not settle.
        const bool tie = !exact && (o.status == Status::undecided || c.status == Status::undecided);
        const StoredRatio ratio =
            c.ratio ? compare_ratio(o, *c.ratio, exact) : StoredRatio::confirmed;
        const bool as_stored = (o.status == c.status || tie) && ratio != StoredRatio::differs;
        // What 100 digits do not tell is not confirmed.
        agrees = agrees && as_stored && (ratio == StoredRatio::confirmed || !exact);
        fmt::print("{}: {} is {} with ratio {:.17g} ({:.6g} against {:.6g}) in {}", path,
                   subject_of(c), status_name(o.status), o.ratio, o.lhs, o.rhs,
                   exact ? "100 digits" : "double");
        if (!as_stored)
            fmt::print("; stored is {}{}", status_name(c.status),
                       c.ratio ? fmt::format(" with ratio {:.17g}", *c.ratio) : "");
        else if (ratio == StoredRatio::not_comparable)
            fmt::print("; the stored ratio {:.17g} is {} by it", *c.ratio,
                       exact ? "not confirmed" : "not to be judged");
        else
            fmt::print("{}", tie ? ", a tie there" : ", as stored");
        fmt::print("\n");
        if (exact) agrees = replay_lacks(path, instance, o) && agrees;
    }
    return agrees;
}

bool replay_certified(const std::string& path) {
    const Instance instance = read_instance(path);
    const Counterexample& c = instance.stored;
    if (!has_enclosure(c.claim))
        throw BadInput(fmt::format("{}: --certified: claim {} ({}) has no interval arithmetic; "
                                   "replay it without",
                                   path, c.claim, find_claim(c.claim)->title));
    const bool named = replay_name(path, c);
    const Outcome o = check_certified(instance.snapshot, {c.claim}, c.lacks, [](unsigned, double) {
                          return true;
                      }).front();
    // The first side that shows it; a run has one for each step.
    const auto shown =
        std::ranges::find_if(o.sides, [&](const Side& s) { return s.status == o.status; });
    fmt::print("{}: {} is certified as {}", path, subject_of(c), status_name(o.status));
    if (shown != o.sides.end())
        fmt::print(" ({} against {})", interval_text(shown->lhs), interval_text(shown->rhs));
    const bool status = o.status == c.status;
    // An enclosure may be wider than the digits that are stored.
    const Outcome digits = check(instance.snapshot, {{c.claim}, Arithmetic::mp, c.lacks}).front();
    const bool ratio = !c.ratio || compare_ratio(digits, *c.ratio, true) == StoredRatio::confirmed;
    if (!status || !ratio)
        fmt::print(
            "; stored is {}{}", status_name(c.status),
            ratio ? ""
                  : fmt::format(" with ratio {:.17g}, which 100 digits do not confirm", *c.ratio));
    fmt::print("\n");
    return replay_lacks(path, instance, digits) && named && status && ratio;
}

} // namespace ncv::app
