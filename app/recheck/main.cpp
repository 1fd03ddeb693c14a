// ncv-recheck: verifies a certificate of `ncv certify` with none of that program's code. Its own
// reader, its own formulas (docs/certificates.md), arithmetic by FLINT/Arb alone. It accepts only
// what it can prove itself.
//
// Read in this order: certificate.cpp (what is printed), snapshot.cpp and network.cpp (what the
// network is), spectra.cpp and quantities.cpp (each measured quantity), claims.cpp (what follows).
#include "certificate.hpp"
#include "claims.hpp"
#include "errors.hpp"
#include "quantities.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>

namespace {

using namespace recheck;

constexpr slong first_bits = 128, last_bits = 1024;

void print(const Certificate& c, long quantities, long sides, double seconds) {
    std::printf(
        "Verified: every statement of this certificate holds for the file with SHA-256 %s.\n",
        c.sha256.c_str());
    for (const char* name : {"nc1", "nc2", "nc3"}) {
        const Interval& x = c.quantities.at(name);
        std::printf("%s in [%.17g, %.17g]\n", name, arf_get_d(x.lower.get(), ARF_RND_FLOOR),
                    arf_get_d(x.upper.get(), ARF_RND_CEIL));
    }
    for (const PrintedClaim& claim : c.claims)
        std::printf("%-4s %-15s %s\n", claim.id.c_str(), claim.status.c_str(),
                    claim.lacks.empty() ? claim.statement.c_str()
                                        : ("lacks " + claim.lacks).c_str());
    std::printf("%ld quantities and %ld comparisons verified in %.2f s with %ld bits.\n",
                quantities, sides, seconds, static_cast<long>(bits));
}

int run(const std::string& certificate_path, const std::string& snapshot_path) {
    const auto start = std::chrono::steady_clock::now();
    const Certificate c = read_certificate(certificate_path);
    const std::string bytes = read_file(snapshot_path);
    if (c.bytes != bytes.size() || c.sha256 != sha256(bytes))
        throw Unreadable(snapshot_path + ": is not the file of this certificate, which has " +
                         std::to_string(c.bytes) + " bytes and SHA-256 " + c.sha256);
    const Snapshot s = read_snapshot(snapshot_path);
    if (c.network != network_object(s))
        throw Rejected("network: must be " + network_object(s).dump());
    const long sides = verify_claims(c, s);
    long quantities = 0;
    for (bits = first_bits; quantities == 0; bits *= 2) {
        try {
            quantities = verify_quantities(c, s, Network(s));
            break;
        } catch (const Rejected&) {
            if (2 * bits > last_bits) throw;
        }
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    print(c, quantities, sides, taken.count());
    for (const PrintedClaim& claim : c.claims)
        if (claim.status == "violated") {
            std::fprintf(stderr,
                         "ncv-recheck: the certificate is right, and claim %s is violated\n",
                         claim.id.c_str());
            return 1;
        }
    return 0;
}

int fail(const std::string& what, int code) {
    std::fprintf(stderr, "ncv-recheck: %s\n", what.c_str());
    return code;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Verifies a certificate of `ncv certify` by FLINT/Arb, sharing no code with it."};
    app.name("ncv-recheck");
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
    } catch (const Unreadable& e) {
        return fail(e.what(), 2);
    } catch (const Rejected& e) {
        return fail(std::string("rejected: ") + e.what(), 1);
    } catch (const std::exception& e) {
        return fail(e.what(), 3);
    }
}
