/// What `ncv certify` writes, `ncv-recheck` verifies, however odd the network; both as functions.
#include "odd_heads.hpp"

#include "certify/certificate.hpp"
#include "certify/certificate_file.hpp"
#include "io/digest.hpp"
#include "io/snapshot_file.hpp"

#include "recheck.hpp"

#include <gtest/gtest.h>

namespace ncv {
namespace {

/// Work for more digits that is worth a test's time, in products of intervals.
constexpr double affordable = 2e5;

TEST(CertifiedHeads, AreVerifiedByTheIndependentCheckerHoweverOdd) {
    const auto may_try = [](unsigned bits, double products) {
        return products * bits / 128 <= affordable;
    };
    int count = 0;
    for (std::uint64_t i = 0; count < 150; ++i) {
        const OddHead head = odd_head(i);
        const std::string bytes = format_snapshot(head.snapshot);
        const Snapshot s = parse_snapshot(bytes, "odd.safetensors");
        if (s.network.depth() < 2) continue;
        ++count;
        const std::string what = std::to_string(i) + ": " + head.what;
        const std::string text =
            format_certificate(certify(s, may_try), s, {sha256_of(bytes), bytes.size()});
        EXPECT_EQ(text.find("nan"), std::string::npos) << what;
        try {
            recheck::verify({"odd.json", text}, {"odd.safetensors", bytes});
        } catch (const std::exception& e) {
            ADD_FAILURE() << what << "\n" << e.what();
        }
    }
}

} // namespace
} // namespace ncv
