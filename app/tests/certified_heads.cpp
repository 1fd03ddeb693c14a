/// What `ncv certify` writes, `ncv-recheck` verifies, however odd the network; both as functions.
#include "forger.hpp"
#include "odd_heads.hpp"

#include "certify/certificate.hpp"
#include "certify/certificate_file.hpp"
#include "data/random.hpp"
#include "io/digest.hpp"
#include "io/snapshot_file.hpp"

#include "recheck.hpp"

#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace ncv {
namespace {

/// Work for more digits that is worth a test's time, in products of intervals.
constexpr double affordable = 2e5;

void expect_verified(const Snapshot& snapshot, const std::string& what) {
    const auto may_try = [](unsigned bits, double products) {
        return products * bits / 128 <= affordable;
    };
    const std::string bytes = format_snapshot(snapshot);
    const Snapshot s = parse_snapshot(bytes, "odd.safetensors");
    const std::string text =
        format_certificate(certify(s, may_try), s, {sha256_of(bytes), bytes.size()});
    EXPECT_EQ(text.find("nan"), std::string::npos) << what;
    EXPECT_EQ(broken_bound(nlohmann::ordered_json::parse(text)), "") << what;
    try {
        recheck::verify({"odd.json", text}, {"odd.safetensors", bytes});
    } catch (const std::exception& e) {
        ADD_FAILURE() << what << "\n" << e.what();
    }
}

/// One way to degenerate, by number: none for 0.
void degenerate(Snapshot& s, std::uint64_t way) {
    Matrix<double>& W = s.network.W(s.network.depth());
    Matrix<double>& X = s.data.inputs;
    const auto& labels = s.data.labels;
    switch (way) {
    case 1: W.row(0) = W.row(1); break;
    case 2: W.setZero(); break;
    case 3: X.setZero(); break;
    case 4: W *= 1e150; break;
    case 5: X *= 1e-170; break;
    case 6: // two classes share their features
        for (Eigen::Index i = 0; i < X.cols(); ++i)
            if (labels[static_cast<std::size_t>(i)] < 2) X.col(i) = X.col(0);
        break;
    case 7: // no class varies
        for (Eigen::Index i = 1; i < X.cols(); ++i)
            if (labels[static_cast<std::size_t>(i)] == labels[static_cast<std::size_t>(i - 1)])
                X.col(i) = X.col(i - 1);
        break;
    case 8: // every logit ties
        W.setZero();
        for (auto& b : s.network.biases) b.setZero();
        break;
    default: break;
    }
}

/// Every second one: two tests share the work.
void expect_odd_heads_verified(std::uint64_t first) {
    int count = 0;
    for (std::uint64_t i = first; count < 75; i += 2) {
        const OddHead head = odd_head(i);
        if (head.snapshot.network.depth() < 2) continue;
        ++count;
        expect_verified(head.snapshot, std::to_string(i) + ": " + head.what);
    }
}
TEST(CertifiedHeads, OfEvenNumberAreVerifiedHoweverOdd) { expect_odd_heads_verified(0); }
TEST(CertifiedHeads, OfOddNumberAreVerifiedHoweverOdd) { expect_odd_heads_verified(1); }

void expect_classifiers_verified(HeadKind kind, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
        const InstanceSpec spec = random_spec(i, {.heads = {kind}});
        Snapshot s = build(spec);
        degenerate(s, i % 20);
        expect_verified(s, std::to_string(i) + " made odd by way " + std::to_string(i % 20) + ": " +
                               describe(spec));
    }
}
TEST(CertifiedHeads, OfClassifiersOfEveryKindAreVerified) {
    expect_classifiers_verified(HeadKind::classifier, 100);
}
TEST(CertifiedHeads, OfAffineLayersOfEveryKindAreVerified) {
    expect_classifiers_verified(HeadKind::affine, 60);
}

/// Where the last layer lacks rank its kernel is free: no bound may leave that out.
TEST(CertifiedHeads, ThatLackRankAreVerifiedAndPromiseNothingFalse) {
    using Widths = std::vector<Eigen::Index>;
    for (const LossKind loss : {LossKind::squared_error, LossKind::cross_entropy})
        for (const Widths& widths : {Widths{3, 3, 3}, Widths{5, 4, 3}, Widths{3, 3, 2, 3},
                                     Widths{2, 2, 3}, Widths{4, 4, 2, 3, 4}})
            expect_verified(lacking_rank(widths, loss), fmt::format("{}", fmt::join(widths, "-")));
}

Snapshot of_matrices(std::vector<Matrix<double>> weights, Matrix<double> inputs,
                     std::vector<int> labels) {
    Snapshot s;
    s.network.weights = std::move(weights);
    s.data = {std::move(inputs), std::move(labels),
              static_cast<int>(s.network.weights.back().rows())};
    s.loss.kind = LossKind::cross_entropy;
    return s;
}

/// A loss of 2^20 and no digit in reach more: the average is 2^19 in any precision.
TEST(CertifiedHeads, WhoseLossesAreBeyondAllExponentialsAreVerified) {
    const Matrix<double> one = Matrix<double>::Identity(2, 2);
    Matrix<double> inputs = Matrix<double>::Zero(2, 2);
    inputs.row(0).setConstant(0x1p20);
    expect_verified(of_matrices({one, one}, inputs, {0, 1}), "logits of 2^20");
}

/// Class means are looked at through irrational contrasts: that one feature is dead, so that their
/// least singular value is 0, is then seen of the feature alone.
TEST(CertifiedHeads, OfAsManyFeaturesAsContrastsOneOfThemDeadAreVerified) {
    Matrix<double> W{{1, 0.5}, {0.25, 2}, {-1, 0.125}}, alive{{1, 0}, {0, 0}};
    expect_verified(of_matrices({alive, W}, Matrix<double>{{1, 0.375, 3}, {0, 1, 1}}, {0, 1, 2}),
                    "a dead feature of two");
}

/// So many samples that both programs take few columns.
Snapshot of_many_samples(std::uint64_t i) {
    using Widths = std::vector<Eigen::Index>;
    static const Widths widths[]{{32, 4}, {32, 12, 4}, {40, 3}, {36, 20, 16, 5}, {33, 60}};
    Random random(i);
    Snapshot s;
    const Widths& n = widths[i % std::size(widths)];
    const auto K = static_cast<int>(n.back());
    s.data.classes = K;
    s.data.inputs = gaussian_matrix(random, n.front(), 8192);
    const Matrix<double> means = gaussian_matrix(random, n.front(), K);
    for (Eigen::Index j = 0; j < s.data.inputs.cols(); ++j) {
        s.data.labels.push_back(j < K ? static_cast<int>(j) : uniform_int(random, 0, K - 1));
        s.data.inputs.col(j) = means.col(s.data.labels.back()) + 0.1 * s.data.inputs.col(j);
    }
    const bool biases = i % 3 == 1;
    for (std::size_t l = 1; l < n.size(); ++l) {
        s.network.weights.push_back(gaussian_matrix(random, n[l], n[l - 1]) / 4);
        if (biases) s.network.biases.push_back(gaussian_matrix(random, n[l], 1));
    }
    if (i % 2) s.weight_decay = 0.01;
    if (i % 4 >= 2) s.loss = {LossKind::cross_entropy, i % 8 == 7 ? 0.1 : 0};
    return s;
}
TEST(CertifiedHeads, OfManySamplesAreVerifiedHoweverOdd) {
    for (std::uint64_t i = 0; i < 12; ++i) {
        Snapshot s = of_many_samples(i);
        degenerate(s, i % 20);
        if (i % 7 == 3) s.data.inputs.row(1) = s.data.inputs.row(0);
        if (i % 7 == 5) s.data.inputs.row(2).setZero();
        if (i % 5 == 4) s.data.inputs.row(3).setConstant(3);
        expect_verified(s, fmt::format("{} of many samples made odd by way {}", i, i % 20));
    }
}

} // namespace
} // namespace ncv
