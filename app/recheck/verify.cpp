// A certificate verified by writing it once more.
#include "recheck.hpp"

#include <unistd.h>

namespace recheck {
namespace {

Json network_part(const Snapshot& s, long version) {
    const auto number = [](const std::optional<double>& v) { return v ? Json(hex(*v)) : Json(); };
    std::vector<long> widths, biases;
    for (long l = 0; l <= s.layers(); ++l) widths.push_back(s.width(l));
    for (long l = 0; l < s.layers(); ++l)
        if (!s.biases[static_cast<std::size_t>(l)].shape.empty())
            biases.push_back(l + s.first_layer);
    Json out{{"kind", s.first_layer == 1 ? "full" : "head"},
             {"first_layer", s.first_layer},
             {"widths", widths}};
    if (version > 1) out["biases"] = biases;
    out["nonlinear_layers"] = s.nonlinear;
    out["activation"] = s.activation;
    out["gamma"] = number(s.gamma);
    out["sharpness"] = number(s.sharpness);
    if (version > 1) {
        out["loss"] = s.loss;
        out["label_smoothing"] = hex(s.label_smoothing);
    }
    out["weight_decay"] = number(s.weight_decay);
    out["classes"] = s.classes();
    out["class_counts"] = s.class_counts;
    return out;
}

Json not_covered(long version) {
    const bool first = version == 1;
    const std::string but = version > 2 ? "" : " but B11, which puts B3 into A2";
    const std::string checked = " Coq has checked the proofs of all of them" + but +
                                " (ncv list names the theorems).",
                      others = ", and whatever the list of claims leaves out";
    return {
        "The proofs of the claims: a certificate says that an inequality holds between these "
        "numbers, not why." +
            (first ? "" : checked),
        "Where the snapshot comes from: it speaks of the file with this SHA-256, whoever made it.",
        "Rounding in the program that trained or runs the network: the quantities are those of the "
        "exact real network with these weights.",
        "Claims about gradient descent, the loss landscape, near-optimal parameters and exactly "
        "balanced heads (B1, B2, B4 to B10, C, A4e, A7)" +
            (first ? "" : others) + "."};
}

std::string sealed(std::string text) {
    text.erase(text.rfind(" \"digest\""));
    return text + " \"digest\": \"" + sha256(text) + "\"\n}\n";
}

// The certificate written once more, at the working precision.
Json rewritten(const Json& printed, const std::string& sha, std::size_t bytes, const Snapshot& s,
               const FewColumns* few) {
    const long version = printed.at("certificate");
    need(version > 1 || (s.has_head() && s.loss == "squared_error"), rejected,
         "version 1 of certificates speaks of networks without biases, for squared error");
    const Network network(s, few);
    const LastLayer last(network, s);
    const LayerNorms norms(network, s);
    const Json claims = claims_part(printed, last, norms, s),
               measured = measured_part(printed, network, s);
    Json out{{"certificate", version},
             {"snapshot", {{"sha256", sha}, {"bytes", bytes}}},
             {"network", network_part(s, version)},
             {"quantities", measured["quantities"]},
             {"layers", measured["layers"]}};
    if (version > 1) out.update(affine_part(printed, network, s));
    if (version > 1) out["last_layer"] = last.quantities(printed);
    out["claims"] = claims;
    out["not_covered"] = not_covered(version);
    out["digest"] = "";
    return out;
}

Json parse_certificate(const std::string& text, const std::string& path) {
    const Json j = Json::parse(text, nullptr, false);
    need(j.is_object() && j.contains("certificate"), unreadable,
         path + ": is no certificate (JSON with the key \"certificate\")");
    need(j["certificate"] == 1 || j["certificate"] == 2 || j["certificate"] == 3, unreadable,
         path + ": is of another version of certificates; this program knows 1, 2 and 3");
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

// All samples one by one take balls for features and logits, three or more at once.
void need_memory(const Snapshot& s, const std::string& unproved_so_far) {
    const double takes = 3.0 * sizeof(Ball) * static_cast<double>(s.samples()) *
                         static_cast<double>(s.width(0) + s.classes());
    const double has =
        static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    need(takes < has, unproved,
         unproved_so_far + fmt::format(", in double; more digits take {:.0f} GB", takes / 1e9));
}

// What is exact in a few hundred bits, or apart by the doubles that are printed, is told by these.
constexpr slong most_bits = 4096;

} // namespace

Json verify(const File& certificate, const File& snapshot) {
    const std::string text = certificate.text();
    const Json printed = parse_certificate(text, certificate.path);
    const std::string sha = snapshot.sha256();
    const std::string& due = printed.at("snapshot").at("sha256").get_ref<const std::string&>();
    need(due == sha, unreadable,
         snapshot.path + ": is not the file of this certificate, whose SHA-256 is " + due);
    const Snapshot s = parse_snapshot(snapshot);
    const auto proved = [&](const FewColumns* few) {
        try {
            const Json whole = rewritten(printed, sha, snapshot.size(), s, few);
            compare(text, sealed(whole.dump(1)));
            snapshot.need_unchanged();
            return whole;
        } catch (const Failure&) {
            snapshot.need_unchanged();
            throw;
        }
    };
    bits = 128;
    for (const bool worth = are_worth_few_columns(s); worth && bits < 512; bits *= 2) {
        try {
            const FewColumns few(s);
            return proved(&few);
        } catch (const Failure& e) {
            if (e.code != unproved) throw;
            if (bits == 256) need_memory(s, e.what());
        }
    }
    for (bits = 128;; bits *= 2) {
        try {
            return proved(nullptr);
        } catch (const Failure& e) {
            if (e.code != unproved || bits >= most_bits) throw;
        }
    }
}

} // namespace recheck
