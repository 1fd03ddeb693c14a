/// `ncv certify`, `ncv certificate show` and `ncv-recheck`: what is written is verified, what is
/// changed in any way is refused.
#include "command_line_fixture.hpp"

#include "claims/gallery.hpp"
#include "claims/registry.hpp"
#include "io/digest.hpp"
#include "network/reference.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <map>

namespace ncv {
namespace {

using nlohmann::ordered_json;

class Certificates : public CommandLine {
  protected:
    /// A small network that meets the hypotheses, and its certificate.
    void SetUp() override {
        CommandLine::SetUp();
        InstanceSpec spec;
        spec.class_sizes = {3, 3};
        spec.input_dimension = 5;
        spec.nonlinear_widths = {6};
        spec.head_widths = {4, 3};
        spec.activation = {ActivationKind::softplus_leaky_relu, 0.25, 2};
        spec.head = HeadKind::nearly_balanced;
        spec.residual = 0.0625;
        spec.imbalance = 0x1p-10;
        spec.seed = 7;
        write_snapshot(file("net.safetensors"), build(spec));
        ASSERT_EQ(ncv("certify net.safetensors -o cert.json"), 0) << error;
        text_ = read_file(file("cert.json"));
    }
    std::string file(const std::string& name) const { return path(name); }
    int launch(const std::string& program, const std::string& arguments) {
        const int status = std::system(
            ("cd " + folder_.string() + " && " + program + " " + arguments + " >.out 2>.err")
                .c_str());
        output = read_file(path(".out"));
        error = read_file(path(".err"));
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    int ncv(const std::string& arguments) { return launch(ncv_program, arguments); }
    int recheck(const std::string& certificate = "cert.json",
                const std::string& snapshot = "net.safetensors") {
        return launch(recheck_program, certificate + " " + snapshot);
    }
    int recheck_text(const std::string& text) {
        write_file(file("changed.json"), text);
        return recheck("changed.json");
    }
    /// With the digest made right, so that only what it says can give it away.
    std::string sealed(const ordered_json& j) { return sealed_text(j.dump(1)); }
    std::string sealed_text(std::string text) {
        text.erase(text.rfind(" \"digest\""));
        return text + " \"digest\": \"" + sha256_of(text) + "\"\n}\n";
    }
    ordered_json certificate() const { return ordered_json::parse(text_); }

    std::string text_, output, error;
};

TEST_F(Certificates, AreVerifiedByTheIndependentChecker) {
    EXPECT_EQ(recheck(), 0) << error;
    EXPECT_THAT(output, testing::HasSubstr("Verified"));
    const ordered_json j = certificate();
    EXPECT_EQ(j["snapshot"]["sha256"], sha256_of(read_file(file("net.safetensors"))));
    int holding = 0;
    for (const auto& claim : j["claims"]) holding += claim["status"] == "holds";
    EXPECT_GE(holding, 10);
}

/// Every byte counts: one bit of each flipped in turn.
TEST_F(Certificates, AreRefusedWithAnyBitFlipped) {
    const std::string whole = text_;
    for (std::size_t i = 0; i < whole.size(); i += 41) {
        std::string changed = whole;
        changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 7)));
        EXPECT_EQ(recheck_text(changed), 2) << "byte " << i;
        if (i + 141 > whole.size()) i -= 40; // the digest and the end: every byte
    }
}

/// Every value in turn becomes another one, under a right digest.
TEST_F(Certificates, AreRefusedWithAnyFieldChangedUnderARightDigest) {
    const ordered_json whole = certificate();
    const ordered_json flat = whole.flatten();
    int changed = 0;
    for (const auto& [path, value] : flat.items()) {
        if (path.starts_with("/digest")) continue;
        ordered_json j = whole;
        auto& field = j[ordered_json::json_pointer(path)];
        if (value.is_number_integer()) {
            field = value.get<long>() + 1;
        } else if (value.is_string() && value.get<std::string>().starts_with("0x")) {
            // An end moved inwards past the other one's neighbourhood: no longer true.
            const double v = std::stod(value.get<std::string>());
            const bool lower = path.ends_with("/0");
            const bool single = !lower && !path.ends_with("/1");
            char moved[64];
            std::snprintf(moved, sizeof moved, "%a",
                          single   ? v + 0.125
                          : v == 0 ? (lower ? 0.125 : -0.125)
                          : lower  ? v + std::abs(v) / 8
                                   : v - std::abs(v) / 8);
            field = moved;
        } else if (value.is_string()) {
            field = value.get<std::string>() + "x";
        } else if (value.is_null()) {
            field = "0x1p+0";
        } else {
            continue; // an empty list or object
        }
        ++changed;
        const int code = recheck_text(sealed(j));
        EXPECT_TRUE(code == 1 || code == 2) << path << " " << value << " gives " << code;
        EXPECT_FALSE(error.empty());
    }
    EXPECT_GT(changed, 200);
}

TEST_F(Certificates, AreRefusedWithAnyFieldDroppedDoubledOrReordered) {
    const ordered_json whole = certificate();
    for (const auto& [key, value] : whole.items()) {
        ordered_json dropped = whole;
        dropped.erase(key);
        if (key == "digest") continue;
        EXPECT_NE(recheck_text(sealed(dropped)), 0) << key;
        ordered_json last = dropped; // key at the end
        last[key] = value;
        EXPECT_NE(recheck_text(sealed(last)), 0) << key;
    }
    for (const char* list : {"claims", "layers"}) {
        ordered_json swapped = whole;
        std::swap(swapped[list][0], swapped[list][1]);
        EXPECT_NE(recheck_text(sealed(swapped)), 0) << list;
        ordered_json shorter = whole;
        shorter[list].erase(0);
        EXPECT_NE(recheck_text(sealed(shorter)), 0) << list;
    }
    ordered_json swapped = whole;
    std::swap(swapped["quantities"]["z1"], swapped["quantities"]["nc1"]);
    EXPECT_EQ(recheck_text(sealed(swapped)), 1);
    std::string doubled = text_;
    doubled.insert(doubled.find(" \"snapshot\""), " \"certificate\": 3,\n");
    EXPECT_EQ(recheck_text(doubled), 2);
    EXPECT_THAT(error, testing::HasSubstr("digest"));
    EXPECT_EQ(recheck_text(sealed_text(doubled)), 1);
    EXPECT_THAT(error, testing::HasSubstr("line 3 must be"));
    std::string spaced = text_;
    spaced.insert(spaced.find(": "), " ");
    EXPECT_EQ(recheck_text(sealed_text(spaced)), 1);
}

TEST_F(Certificates, AreRefusedForAnotherFileAnotherVersionAndWhenCutShort) {
    write_snapshot(file("other.safetensors"), build(random_spec(3)));
    EXPECT_EQ(recheck("cert.json", "other.safetensors"), 2);
    EXPECT_THAT(error, testing::HasSubstr("is not the file of this certificate"));
    ordered_json j = certificate();
    j["certificate"] = 4;
    EXPECT_EQ(recheck_text(sealed(j)), 2);
    EXPECT_THAT(error, testing::HasSubstr("another version"));
    EXPECT_EQ(recheck_text(text_.substr(0, text_.size() / 2)), 2);
    j = certificate();
    j["quantities"]["nc1"][1] = "nan";
    EXPECT_EQ(recheck_text(sealed(j)), 2);
    EXPECT_THAT(error, testing::HasSubstr("nan"));
    EXPECT_EQ(recheck("missing.json"), 2);
    EXPECT_EQ(recheck("cert.json", "/dev/zero"), 2);
    EXPECT_THAT(error, testing::HasSubstr("is a device"));
    EXPECT_EQ(launch(recheck_program, "cert.json"), 2);
    EXPECT_EQ(launch(recheck_program, "--help"), 0);
    EXPECT_THAT(output, testing::HasSubstr("Example"));
}

/// A tighter enclosure that is still true is as good; a wider one must not change what follows.
TEST_F(Certificates, AreOnlyAcceptedForWhatFollowsFromThePrintedNumbers) {
    ordered_json j = certificate();
    for (auto& claim : j["claims"])
        if (claim["id"] == "A2s") claim["status"] = "undecided";
    EXPECT_EQ(recheck_text(sealed(j)), 1);
    EXPECT_THAT(error, testing::HasSubstr("A2s: the status must be holds"));
    j = certificate();
    j["quantities"]["eps1"][1] = "0x1p+0"; // true, but the claims do not follow from it
    EXPECT_EQ(recheck_text(sealed(j)), 1);
}

/// 0 times infinity is nothing certain: an enclosure without an upper end proves no violation.
TEST_F(Certificates, AreAcceptedWithEnclosuresThatSayNothingButProveNothingByThem) {
    ordered_json j = certificate();
    const ordered_json nothing{"0x0p+0", "inf"}, infinite{"inf", "inf"};
    for (const char* name :
         {"outside_frobenius_squared", "outside_operator_squared", "collapsed", "to_collapsed"})
        j["quantities"][name] = nothing;
    ordered_json* squared = nullptr;
    for (auto& claim : j["claims"])
        if (claim["id"] == "A0b" || claim["id"] == "A1" || claim["id"] == "A1s") {
            for (auto& side : claim["sides"]) side["lhs"] = nothing;
            claim["status"] = "undecided";
            if (claim["id"] == "A1s") squared = &claim;
        }
    EXPECT_EQ(recheck_text(sealed(j)), 0) << error;
    (*squared)["sides"][0]["lhs"] = infinite;
    (*squared)["status"] = "violated";
    EXPECT_EQ(recheck_text(sealed(j)), 1);
    EXPECT_THAT(error, testing::HasSubstr("A1s lhs: not proved"));
}

/// The square of a negative bound is no bound.
TEST_F(Certificates, AreRefusedWithANegativeNorm) {
    for (const char* name : {"Z_before", "means_1", "means_K"}) {
        ordered_json j = certificate();
        j["layers"][0][name] = {"-0x1p+21", "-0x1p+20"};
        j["layers"][0]["nc2"] = {"-inf", "inf"};
        EXPECT_EQ(recheck_text(sealed(j)), 1);
        EXPECT_THAT(error, testing::HasSubstr(std::string(name) + " of layer 2: not proved"));
    }
}

/// Radii pass through an activation because its slopes are at most 1.
TEST_F(Certificates, AreNotVerifiedForSteepOrUnknownActivations) {
    const std::string whole = read_file(file("net.safetensors")), gamma = "\"gamma\":\"0.25\"";
    const auto at = whole.find(gamma);
    ASSERT_NE(at, std::string::npos);
    for (const auto& [instead, printed] :
         {std::pair<std::string, ordered_json>{"\"gamma\":\"5.25\"", "0x1.5p+2"},
          std::pair<std::string, ordered_json>{"\"gamna\":\"0.25\"", nullptr}}) {
        std::string bytes = whole;
        bytes.replace(at, gamma.size(), instead);
        write_file(file("steep.safetensors"), bytes);
        ordered_json j = certificate();
        j["snapshot"]["sha256"] = sha256_of(bytes);
        j["network"]["gamma"] = printed;
        write_file(file("changed.json"), sealed(j));
        EXPECT_EQ(recheck("changed.json", "steep.safetensors"), 2) << instead;
        EXPECT_THAT(error, testing::HasSubstr("gamma must be"));
    }
}

/// NC3 may be negative, so [0, inf] says something of it.
TEST_F(Certificates, OfOpposedFeaturesDoNotHideTheSignOfNC3) {
    Snapshot s = read_snapshot(file("net.safetensors"));
    s.network.weights.back() *= -1;
    write_snapshot(file("opposed.safetensors"), s);
    EXPECT_EQ(ncv("certify opposed.safetensors -o cert.json"), 0) << error;
    EXPECT_EQ(recheck("cert.json", "opposed.safetensors"), 0) << error;
    ordered_json j = ordered_json::parse(read_file(file("cert.json")));
    EXPECT_LT(std::stod(j["quantities"]["nc3"][1].get<std::string>()), 0);
    j["quantities"]["nc3"] = {"0x0p+0", "inf"};
    write_file(file("changed.json"), sealed(j));
    EXPECT_EQ(recheck("changed.json", "opposed.safetensors"), 1);
    EXPECT_THAT(error, testing::HasSubstr("nc3: not proved"));
}

TEST_F(Certificates, AreShownInWordsAndAsAPage) {
    EXPECT_EQ(ncv("certificate show cert.json --page page.html"), 0);
    for (const char* word : {"nc1", "A2s", "Not covered", "ncv-recheck"})
        EXPECT_THAT(output, testing::HasSubstr(word));
    const std::string page = read_file(file("page.html"));
    EXPECT_THAT(page, testing::StartsWith("<!doctype html>"));
    for (const char* word : {"Certificate of collapse", "proved for this network", "SHA-256"})
        EXPECT_THAT(page, testing::HasSubstr(word));
    EXPECT_EQ(ncv("certificate show cert.json --badge badge.svg"), 0);
    const std::string badge = read_file(file("badge.svg"));
    EXPECT_THAT(badge, testing::HasSubstr("NC1 \u2264 "));
    const auto bound = std::stod(badge.substr(badge.find("\u2264 ") + 4));
    const double upper = std::stod(certificate()["quantities"]["nc1"][1].get<std::string>());
    EXPECT_GE(bound, upper);
    EXPECT_LE(bound, 1.01 * upper);
    EXPECT_EQ(ncv("certificate show cert.json --badge page.html"), 2);
    std::string damaged = text_;
    damaged[200] = damaged[200] == 'a' ? 'b' : 'a';
    write_file(file("damaged.json"), damaged);
    EXPECT_EQ(ncv("certificate show damaged.json"), 2);
    write_file(file("notes.txt"), "mine");
    EXPECT_EQ(ncv("certificate show cert.json --page notes.txt"), 2);
    EXPECT_EQ(read_file(file("notes.txt")), "mine");
    EXPECT_EQ(ncv("certificate show net.safetensors"), 2);
    EXPECT_EQ(ncv("certificate"), 2);
}

TEST_F(Certificates, OfRandomNetworksAreAllVerified) {
    for (std::uint64_t i = 0; i < 60; ++i) {
        const Snapshot s = build(random_spec(i));
        if (s.network.depth() < 2) continue;
        write_snapshot(file("random.safetensors"), s);
        const int certified = ncv("certify random.safetensors -o random.json --budget 5s");
        ASSERT_TRUE(certified == 0 || certified == 1) << describe(random_spec(i)) << error;
        EXPECT_EQ(recheck("random.json", "random.safetensors"), certified)
            << describe(random_spec(i)) << "\n"
            << error;
    }
}

TEST_F(Certificates, OfAHeadSnapshotNeedNothingBelowIt) {
    Snapshot s = build(random_spec(5, {.heads = {HeadKind::nearly_balanced}, .nonlinear = true}));
    Snapshot head = s;
    head.layer_offset = s.network.nonlinear_layers;
    Network<double> lower = s.network;
    lower.weights.resize(static_cast<std::size_t>(head.layer_offset));
    head.data.inputs = forward(lower, s.data.inputs).Z.back();
    head.network.weights.erase(head.network.weights.begin(),
                               head.network.weights.begin() + head.layer_offset);
    head.network.nonlinear_layers = 0;
    write_snapshot(file("head.safetensors"), head);
    EXPECT_LE(ncv("certify head.safetensors -o head.json"), 1) << error;
    EXPECT_LE(recheck("head.json", "head.safetensors"), 1) << error;
    EXPECT_THAT(output, testing::HasSubstr("Verified"));
}

/// Biases and cross-entropy with one layer, squared error with three: networks/README.md.
TEST_F(Certificates, OfNetworksThatPyTorchTrainedAreRechecked) {
    for (const std::string name : {"resnet_cross_entropy", "resnet_squared_error"}) {
        SCOPED_TRACE(name);
        const std::string net = NCV_SOURCE "/app/tests/networks/" + name + ".safetensors";
        ASSERT_EQ(ncv("certify " + net + " -o " + name + ".json"), 0) << error;
        EXPECT_EQ(recheck(name + ".json", net), 0) << error;
        const ordered_json j = ordered_json::parse(read_file(file(name + ".json")));
        std::map<std::string, std::string> status;
        for (const auto& claim : j["claims"]) status[claim["id"]] = claim["status"];
        for (const char* id :
             {"H1", "H2", "H2m", "H2h", "H3", "H4", "H5", "H6", "H6j", "H6e", "H7b"})
            EXPECT_EQ(status[id], "holds") << id;
        const bool has_decay = name == "resnet_squared_error";
        for (const char* id : {"G0a", "H11", "H11c"})
            EXPECT_EQ(status[id], has_decay ? "holds" : "not_applicable") << id;
        EXPECT_EQ(status["H9"], has_decay ? "vacuous" : "not_applicable");
        EXPECT_EQ(status.contains("A2s"), name == "resnet_squared_error");
        EXPECT_EQ(j["last_layer"]["errors"][0], j["last_layer"]["errors"][1]); // a certain number
    }
}

TEST_F(Certificates, OfEarlierVersionsAreStillVerified) {
    const std::string networks = NCV_SOURCE "/app/tests/networks/";
    for (const auto& [certificate, net] :
         {std::pair{"f2_version_1", NCV_SOURCE "/counterexamples/f2_not_interpolating.safetensors"},
          std::pair{"resnet_squared_error_version_2",
                    NCV_SOURCE "/app/tests/networks/resnet_squared_error.safetensors"}}) {
        const std::string file = networks + certificate + ".certificate.json";
        EXPECT_EQ(recheck(file, net), 0) << error;
        EXPECT_EQ(ncv("certificate show " + file), 0) << error;
    }
}

/// not_covered says no more than the records.
TEST(CertifiedClaims, HaveProofsThatCoqHasChecked) {
    for (const Claim& claim : claims())
        if (claim.certified) {
            EXPECT_FALSE(claim.theorems.empty()) << claim.id;
        }
}

TEST_F(Certificates, AreNotWrittenForWhatIsNoNetworkWithALinearHead) {
    Snapshot one = build(random_spec(1));
    one.network.weights = {Matrix<double>::Identity(2, one.data.inputs.rows())};
    one.network.nonlinear_layers = 1;
    one.data.labels.assign(one.data.labels.size(), 0);
    one.data.labels.back() = 1;
    one.data.classes = 2;
    write_snapshot(file("one.safetensors"), one);
    EXPECT_EQ(ncv("certify one.safetensors -o no.json"), 2);
    EXPECT_THAT(error, testing::HasSubstr("linear last layer"));
    EXPECT_FALSE(std::filesystem::exists(file("no.json")));
    EXPECT_EQ(ncv("certify missing.safetensors -o no.json"), 2);
    EXPECT_EQ(ncv("certify net.safetensors"), 2);
    EXPECT_EQ(ncv("certify net.safetensors -o no.json --budget soon"), 2);
    EXPECT_EQ(ncv("certify net.safetensors -o missing/folder/no.json"), 2);
}

TEST_F(Certificates, OfTheGalleryProveWhatEachCounterexampleSays) {
    for (const GalleryEntry& entry : gallery()) {
        EXPECT_EQ(ncv("replay --certified " NCV_SOURCE "/counterexamples/" + entry.file + ".json"),
                  0)
            << entry.id << output << error;
        EXPECT_THAT(output, testing::HasSubstr("is certified as violated")) << entry.id;
    }
    EXPECT_EQ(ncv("replay --certified " NCV_SOURCE "/counterexamples/b5p.json"), 0) << output;
}

/// The digits' network, its snapshot and its certificate are in the repository.
TEST_F(Certificates, OfTheDigitsAreRechecked) {
    const std::filesystem::path folder = NCV_SOURCE "/data/certified";
    EXPECT_EQ(recheck((folder / "digits.certificate.json").string(),
                      (folder / "digits.safetensors").string()),
              0)
        << error;
    const auto j = ordered_json::parse(read_file(folder / "digits.certificate.json"));
    const auto upper_rhs = [&](const char* id) {
        for (const auto& c : j["claims"])
            if (c["id"] == id && c["status"] == "holds")
                return std::stod(c["sides"][0]["rhs"][1].get<std::string>());
        return std::numeric_limits<double>::infinity();
    };
    EXPECT_LT(upper_rhs("A2"), 0.1);
    EXPECT_LT(upper_rhs("A2s"), 0.01);
    EXPECT_LT(upper_rhs("A6s"), 0.1);
    EXPECT_LT(upper_rhs("B11"), 1);
    for (const auto& c : j["claims"]) EXPECT_EQ(c["status"], "holds") << c["id"];
}

} // namespace
} // namespace ncv
