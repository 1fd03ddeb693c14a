// A certificate verified by writing it once more.
#include "recheck.hpp"

namespace recheck {
namespace {

Json network_part(const Snapshot& s) {
    const auto number = [](const std::optional<double>& v) { return v ? Json(hex(*v)) : Json(); };
    std::vector<long> widths;
    for (long l = 0; l <= s.layers(); ++l) widths.push_back(s.width(l));
    return {{"kind", s.first_layer == 1 ? "full" : "head"},
            {"first_layer", s.first_layer},
            {"widths", widths},
            {"nonlinear_layers", s.nonlinear},
            {"activation", s.activation},
            {"gamma", number(s.gamma)},
            {"sharpness", number(s.sharpness)},
            {"weight_decay", number(s.weight_decay)},
            {"classes", s.classes()},
            {"class_counts", s.class_counts}};
}

const Json not_covered{
    "The proofs of the claims: a certificate says that an inequality holds between these numbers, "
    "not why.",
    "Where the snapshot comes from: it speaks of the file with this SHA-256, whoever made it.",
    "Rounding in the program that trained or runs the network: the quantities are those of the "
    "exact real network with these weights.",
    "Claims about gradient descent, the loss landscape, near-optimal parameters and exactly "
    "balanced heads (B1, B2, B4 to B10, C, A4e, A7)."};

std::string sealed(std::string text) {
    text.erase(text.rfind(" \"digest\""));
    return text + " \"digest\": \"" + sha256(text) + "\"\n}\n";
}

// The certificate written once more, at the working precision.
Json rewritten(const Json& printed, const std::string& snapshot, const Snapshot& s) {
    const Json claims = claims_part(printed, s), measured = measured_part(printed, s);
    return {{"certificate", 1},
            {"snapshot", {{"sha256", sha256(snapshot)}, {"bytes", snapshot.size()}}},
            {"network", network_part(s)},
            {"quantities", measured["quantities"]},
            {"layers", measured["layers"]},
            {"claims", claims},
            {"not_covered", not_covered},
            {"digest", ""}};
}

Json parse_certificate(const std::string& text, const std::string& path) {
    const Json j = Json::parse(text, nullptr, false);
    need(j.is_object() && j.contains("certificate"), unreadable,
         path + ": is no certificate (JSON with the key \"certificate\")");
    need(j["certificate"] == 1, unreadable,
         path + ": is of another version of certificates; this program knows 1");
    const bool whole = text.ends_with("}\n") && text.rfind(" \"digest\"") != std::string::npos &&
                       text.find('\0') == std::string::npos;
    need(whole && sealed(text) == text, unreadable,
         path + ": is damaged: its digest is not that of what stands before it");
    return j;
}

void compare(const std::string& text, const std::string& must_be) {
    std::istringstream found(text), right(must_be);
    std::string a, b;
    for (long line = 1; text != must_be; ++line)
        if (!std::getline(right, b) || !std::getline(found, a) || a != b)
            throw Failure(rejected, "line " + std::to_string(line) + " must be: " + b);
}

// What is exact in a few hundred bits, or apart by the doubles that are printed, is told by these.
constexpr slong most_bits = 4096;

} // namespace

Json verify(const File& certificate, const File& snapshot) {
    const Json printed = parse_certificate(certificate.bytes, certificate.path);
    const std::string& sha = printed.at("snapshot").at("sha256").get_ref<const std::string&>();
    need(sha == sha256(snapshot.bytes), unreadable,
         snapshot.path + ": is not the file of this certificate, whose SHA-256 is " + sha);
    const Snapshot s = parse_snapshot(snapshot.bytes, snapshot.path);
    for (bits = 128;; bits *= 2) {
        try {
            const Json whole = rewritten(printed, snapshot.bytes, s);
            compare(certificate.bytes, sealed(whole.dump(1)));
            return whole;
        } catch (const Failure& e) {
            if (e.code != unproved || bits >= most_bits) throw;
        }
    }
}

} // namespace recheck
