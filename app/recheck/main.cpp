// ncv-recheck: verifies a certificate of `ncv certify` with none of that program's code. Its own
// reader, its own formulas (docs/certificates.md), arithmetic by FLINT/Arb alone. It accepts only
// what it can prove itself.
//
// It is to be read from recheck.hpp on.
#include "recheck.hpp"

#include <CLI/CLI.hpp>

#include <malloc.h>

#include <csignal>
#include <cstdio>
#include <ctime>

namespace {

using namespace recheck;

int fail(const std::string& what, int code) {
    return fmt::print(stderr, "ncv-recheck: {}\n", what), code;
}

// The exit code, or 3 where what was printed cannot be written.
int written(int code) {
    return std::fflush(stdout) == 0 && !std::ferror(stdout)
               ? code
               : fail("cannot write standard output", 3);
}

int report(const Json& certificate) {
    fmt::print("Verified: all of this certificate holds for the file with SHA-256 {}.\n",
               certificate["snapshot"]["sha256"].get<std::string>());
    for (const char* part : {"quantities", "last_layer"}) {
        const Json all = certificate.value(part, Json::object());
        for (const auto& [name, printed] : all.items()) {
            if (!name.starts_with("nc") && name != "errors") continue;
            const Interval x = enclosure(printed, name);
            fmt::print("{} in [{}, {}]\n", name, arf_get_d(x.lower.x, down),
                       arf_get_d(x.upper.x, up));
        }
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

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Verifies a certificate of `ncv certify`, sharing no code with it", "ncv-recheck"};
    app.set_version_flag("--version", "ncv-recheck " NCV_VERSION);
    std::string certificate, snapshot;
    app.add_option("certificate", certificate, "The certificate, a JSON file")->required();
    app.add_option("snapshot", snapshot, "The safetensors file that it is about")->required();
    app.footer("Example: ncv-recheck net.certificate.json net.safetensors\nExit codes: 0 verified, "
               "1 rejected or a claim is violated, 2 bad input or usage, 3 out of resources.");
    // Freed matrices are taken again: pages that the system fills with zeros each time cost a fifth.
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    std::signal(SIGXFSZ, SIG_IGN); // a file at its size limit is an error of write()
    try {
        app.parse(argc, argv);
        return written(report(verify(File(certificate), File(snapshot))));
    } catch (const CLI::ParseError& e) {
        if (e.get_exit_code() == 0) return written(app.exit(e));
        return fail(std::string(e.what()) + "; `ncv-recheck --help` shows the usage", 2);
    } catch (const Failure& e) {
        return fail((e.code == unreadable ? "" : "rejected: ") + std::string(e.what()),
                    e.code == unreadable ? 2 : 1);
    } catch (const Json::exception& e) {
        return fail(certificate + ": a value is missing or of the wrong kind: " + e.what(), 2);
    } catch (const std::exception& e) {
        return fail(e.what(), 3);
    }
}
