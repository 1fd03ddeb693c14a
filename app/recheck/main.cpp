// ncv-recheck: verifies a certificate of `ncv certify` with none of that program's code. Its own
// reader, its own formulas (docs/certificates.md), arithmetic by FLINT/Arb alone. It accepts only
// what it can prove itself.
//
// It is to be read from recheck.hpp on.
#include "recheck.hpp"

#include <CLI/CLI.hpp>

#include <ctime>

namespace {

using namespace recheck;

Json network_part(const Snapshot& s) {
    const auto number = [](const std::optional<double>& v) { return v ? Json(hex(*v)) : Json(); };
    std::vector<long> widths;
    for (long l = 0; l <= s.layers(); ++l) widths.push_back(s.width(l));
    return {{"kind", s.is_head ? "head" : "full"},
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
    const bool whole = text.ends_with("}\n") && text.rfind(" \"digest\"") != std::string::npos;
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

int fail(const std::string& what, int code) {
    return fmt::print(stderr, "ncv-recheck: {}\n", what), code;
}

int report(const Json& certificate) {
    fmt::print("Verified: all of this certificate holds for the file with SHA-256 {}.\n",
               certificate["snapshot"]["sha256"].get<std::string>());
    for (const char* name : {"nc1", "nc2", "nc3"}) {
        const Interval x = enclosure(certificate["quantities"][name], name);
        fmt::print("{} in [{}, {}]\n", name, arf_get_d(x.lower.x, down), arf_get_d(x.upper.x, up));
    }
    int code = 0;
    for (const Json& claim : certificate["claims"]) {
        const auto text = [&](const char* key) { return claim[key].get<std::string>(); };
        const auto what = claim["lacks"].is_null() ? text("statement") : "lacks " + text("lacks");
        fmt::print("{:4} {:15} {}\n", text("id"), text("status"), what);
        if (text("status") == "violated")
            code = fail("the certificate is right, and claim " + text("id") + " is violated", 1);
    }
    const double seconds = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
    fmt::print("Verified in {:.2f} s with {} bits.\n", seconds, bits);
    return code;
}

int run(const std::string& certificate_path, const std::string& snapshot_path) {
    const std::string text = read_file(certificate_path), bytes = read_file(snapshot_path);
    const Json printed = parse_certificate(text, certificate_path);
    const std::string& sha = printed.at("snapshot").at("sha256").get_ref<const std::string&>();
    need(sha == sha256(bytes), unreadable,
         snapshot_path + ": is not the file of this certificate, whose SHA-256 is " + sha);
    const Snapshot s = parse_snapshot(bytes, snapshot_path);
    for (;; bits *= 2) {
        try {
            const Json whole = rewritten(printed, bytes, s);
            compare(text, sealed(whole.dump(1)));
            return report(whole);
        } catch (const Failure& e) {
            if (e.code == unreadable || bits >= 1024) throw;
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Verifies a certificate of `ncv certify`, sharing no code with it", "ncv-recheck"};
    app.set_version_flag("--version", "ncv-recheck " NCV_VERSION);
    std::string certificate, snapshot;
    app.add_option("certificate", certificate, "The certificate, a JSON file")->required();
    app.add_option("snapshot", snapshot, "The safetensors file that it is about")->required();
    app.footer("Example: ncv-recheck net.certificate.json net.safetensors\nExit codes: 0 verified, "
               "1 rejected or a claim is violated, 2 bad input or usage.");
    try {
        app.parse(argc, argv);
        return run(certificate, snapshot);
    } catch (const CLI::ParseError& e) {
        if (e.get_exit_code() == 0) return app.exit(e);
        return fail(std::string(e.what()) + "; `ncv-recheck --help` shows the usage", 2);
    } catch (const Failure& e) {
        return fail((e.code == rejected ? "rejected: " : "") + std::string(e.what()), e.code);
    } catch (const Json::exception& e) {
        return fail(certificate + ": a value is missing or of the wrong kind: " + e.what(), 2);
    } catch (const std::exception& e) {
        return fail(e.what(), 3);
    }
}
