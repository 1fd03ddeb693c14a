/// No forged certificate is accepted: an adversary that is led by the checker's answers, against
/// certificates of all kinds of networks.
#include "forger.hpp"
#include "odd_heads.hpp"

#include "certify/certificate.hpp"
#include "certify/certificate_file.hpp"
#include "claims/registry.hpp"
#include "instances/instance.hpp"
#include "io/digest.hpp"
#include "io/snapshot_file.hpp"

#include "recheck.hpp"

#include <gtest/gtest.h>

#include <map>

namespace ncv {
namespace {

/// What 100 digits find of each certified claim.
std::map<std::string, std::string> true_statuses(const Snapshot& s) {
    std::map<std::string, std::string> out;
    for (const Outcome& o : check(s, {certified_claims(s), Arithmetic::mp, {}, 0}))
        if (o.status != Status::undecided)
            out[o.claim] = o.lacks ? "lacks " + std::string(hypothesis_name(o.lacks))
                                   : std::string(status_name(o.status));
    return out;
}

/// Seeds of every kind: collapsed, not interpolating, without a gap, degenerate, head or whole.
const std::uint64_t seeds[] = {4, 6, 8, 9, 10, 12, 15, 29, 30, 48, 52, 58, 61, 67, 74, 75};

/// A network, its true certificate, and the checker's answer to any other.
struct Case {
    Snapshot snapshot;
    std::string bytes;
    nlohmann::ordered_json honest;
    std::map<std::string, std::string> truth;

    explicit Case(std::uint64_t seed) : Case(odd_head(seed).snapshot) {}
    explicit Case(Snapshot network) : snapshot(std::move(network)) {
        bytes = format_snapshot(snapshot);
        const auto no_more_digits = [](unsigned, double) { return false; };
        honest = nlohmann::ordered_json::parse(format_certificate(
            certify(snapshot, no_more_digits), snapshot, {sha256_of(bytes), bytes.size()}));
        truth = true_statuses(snapshot);
        // A certificate has a claim's weaker forms beside it, and the status of the worst.
        for (const auto& claim : honest["claims"])
            if (claim["sides"].size() > 1 && claim["status"] == "vacuous")
                truth.erase(claim["id"].get<std::string>());
    }
    std::string answer(const std::string& text) const {
        try {
            recheck::verify({"forged.json", text}, {"net.safetensors", bytes});
            return "";
        } catch (const recheck::Failure& e) {
            return std::string("rejected: ") + e.what();
        } catch (const std::exception& e) {
            return std::string("a value is missing or of the wrong kind: ") + e.what();
        }
    }
    std::string what_is_false(const nlohmann::ordered_json& forged) const {
        return falsehood(forged, honest, [&](const std::string& id) {
            const auto found = truth.find(id);
            return found == truth.end() ? std::string() : found->second;
        });
    }
};

TEST(Forgeries, AreNotAcceptedHoweverTheyFollowTheCheckersAnswers) {
    int presented = 0, accepted = 0;
    for (const std::uint64_t seed : seeds) {
        const Case c(seed);
        const auto checker = [&](const std::string& text) { return c.answer(text); };
        ASSERT_EQ(checker(sealed(c.honest)), "") << seed;
        Forger forger(c.honest, checker, seed);
        for (int i = 0; i < 30; ++i) {
            const Forger::Forgery forgery = forger.forge(40);
            presented += forgery.presented;
            accepted += forgery.accepted;
            if (!forgery.accepted) continue;
            EXPECT_EQ(c.what_is_false(forgery.certificate), "")
                << odd_head(seed).what << "\nchanged: " << forgery.what;
        }
    }
    RecordProperty("presented", presented);
    RecordProperty("accepted, and true", accepted);
    EXPECT_GT(presented, 2000);
    EXPECT_GT(accepted, 50) << "wider enclosures are true, so some must be accepted";
}

/// The same of any classifier: biases or none, both losses, one affine layer or several.
TEST(Forgeries, OfAnyClassifierAreNotAccepted) {
    int presented = 0, accepted = 0;
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        const DrawOptions kind{.heads = {seed % 2 ? HeadKind::classifier : HeadKind::affine}};
        const Case c(build(random_spec(seed, kind)));
        const auto checker = [&](const std::string& text) { return c.answer(text); };
        ASSERT_EQ(checker(sealed(c.honest)), "") << seed;
        Forger forger(c.honest, checker, seed);
        for (int i = 0; i < 32; ++i) {
            const Forger::Forgery forgery = forger.forge(30);
            presented += forgery.presented;
            accepted += forgery.accepted;
            if (!forgery.accepted) continue;
            EXPECT_EQ(c.what_is_false(forgery.certificate), "")
                << describe(random_spec(seed, kind)) << "\nchanged: " << forgery.what;
        }
    }
    RecordProperty("presented", presented);
    RecordProperty("accepted, and true", accepted);
    EXPECT_GT(presented, 2000);
    EXPECT_GT(accepted, 20);
}

/// What divides by a quantity that may be 0 bounds nothing, whichever quantity and claim.
TEST(Forgeries, AreNotAcceptedWithAnySizeThatMayBeNegativeAndAnyClaimThatWouldHold) {
    const Case c(30);
    const auto checker = [&](const std::string& text) { return c.answer(text); };
    Forger forger(c.honest, checker, 1);
    int presented = 0;
    for (const auto& [name, value] : c.honest["quantities"].items())
        for (std::size_t i = 0; i < c.honest["claims"].size(); ++i) {
            auto start = c.honest;
            start["quantities"][name][0] = "-0x1p-1000";
            if (!make_hold(start, i)) continue;
            const Forger::Forgery forgery = forger.follow_up(start, name, 30);
            presented += forgery.presented;
            if (!forgery.accepted) continue;
            EXPECT_EQ(c.what_is_false(forgery.certificate), "") << name << " and claim " << i;
        }
    EXPECT_GT(presented, 500);
}

/// Pointers to what is measured of the network.
std::vector<nlohmann::ordered_json::json_pointer> measured(const nlohmann::ordered_json& honest) {
    std::vector<nlohmann::ordered_json::json_pointer> out;
    const auto collect = [&](const auto& object, const std::string& at) {
        for (const auto& [name, value] : object.items())
            if (value.is_array()) out.emplace_back(at + "/" + name);
    };
    for (const char* part : {"quantities", "affine_tail", "last_layer"})
        collect(honest[part], std::string("/") + part);
    for (const char* part : {"layers", "affine_layers"})
        for (std::size_t i = 0; i < honest[part].size(); ++i)
            collect(honest[part][i], std::string("/") + part + "/" + std::to_string(i));
    return out;
}

/// [0, inf] says nothing of a size, but something false of a negative number.
TEST(Forgeries, AreNotAcceptedWhereOneQuantityIsSaidToBeAnything) {
    int accepted = 0, negative = 0;
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        const DrawOptions kind{.heads = {seed % 2 ? HeadKind::classifier : HeadKind::affine}};
        Snapshot s = build(random_spec(seed, kind));
        if (seed >= 2) s.network.weights.back() *= -1; // negative margins and cosines
        const Case c(std::move(s));
        for (const auto& at : measured(c.honest)) {
            negative += c.honest[at][1].get<std::string>().starts_with('-');
            for (const auto& [low, high] : {std::pair{"0x0p+0", "inf"}, {"-inf", "0x0p+0"}}) {
                auto forged = c.honest;
                forged[at] = {low, high};
                if (c.answer(sealed(forged)) != "") continue;
                ++accepted;
                EXPECT_EQ(c.what_is_false(forged), "") << seed << " " << at;
            }
        }
    }
    EXPECT_GT(accepted, 20);
    EXPECT_GT(negative, 4);
}

/// The projection onto V's rows, its pseudo-inverse and its rank are not what the shapes would have.
TEST(Forgeries, AreNotAcceptedOfAProjectionWhereLayersLackRank) {
    using Widths = std::vector<Eigen::Index>;
    for (const LossKind loss : {LossKind::squared_error, LossKind::cross_entropy})
        for (const Widths& widths :
             {Widths{3, 3, 3}, Widths{5, 4, 3}, Widths{3, 3, 2, 3}, Widths{2, 2, 3}}) {
            const Case c(lacking_rank(widths, loss));
            ASSERT_EQ(c.answer(sealed(c.honest)), "");
            int refused = 0;
            for (const auto& at : measured(c.honest)) {
                if (c.honest[at] != nlohmann::ordered_json{"0x0p+0", "inf"}) continue;
                if (at.back() == "turned_by_k") continue; // 0 with any k: no logits vary
                auto forged = c.honest;
                forged[at] = {"0x0p+0", "0x0p+0"};
                EXPECT_NE(c.answer(sealed(forged)).find(at.back()), std::string::npos)
                    << at << " of " << widths.size() << " widths, the first " << widths[0];
                ++refused;
            }
            EXPECT_GE(refused, 16);
        }
}

} // namespace
} // namespace ncv
