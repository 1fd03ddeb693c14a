/// Backbones are the ones published, and what is handed to claims is what torch computed.
#include "backbones/classifier.hpp"

#include "data/synthetic.hpp"
#include "io/snapshot_file.hpp"
#include "network/reference.hpp"

#include <gtest/gtest.h>

namespace ncv::backbones {
namespace {

/// Ten classes of two images, s x s pixels in one channel or three.
Dataset<double> images(int channels, int s) {
    SyntheticSpec spec;
    spec.dimension = channels * s * s;
    spec.per_class = 2;
    return synthetic(spec);
}

BackboneConfig config_of(BackboneKind kind, int head_layers) {
    BackboneConfig c;
    c.kind = kind;
    if (kind == BackboneKind::mlp) c.hidden = {40, 30};
    c.head_layers = head_layers;
    c.schedule = {{0, 1e-4}};
    c.momentum = 0.9;
    c.weight_decay = 0.1;
    c.batch = 10;
    return c;
}

/// Table 1 and section 4.2 of arXiv 1512.03385: a convolution 9 C 16, in each stage six from and to
/// c channels but the first from the stage below, 9 c_in c_out each; batch norm two numbers a
/// channel; 64 K for the layer of outputs. With three channels and ten classes 0.27 million, and
/// 269,722 counted with the ten biases that ours does not have.
std::int64_t resnet20_parameters(int C, int K) {
    std::int64_t count = 9 * C * 16 + 2 * 16;
    int from = 16;
    for (const int c : {16, 32, 64}) {
        count += 9 * from * c + 5 * 9 * c * c + 6 * 2 * c;
        from = c;
    }
    return count + 64 * K;
}

/// Section 3 of arXiv 1608.06993: 16 channels first, then three blocks of six layers that add 12
/// each, with a convolution of size 1 that keeps the number of channels between blocks; batch norm
/// before each convolution but the first and at the end.
std::int64_t densenet_parameters(int C, int K) {
    std::int64_t count = 9 * C * 16;
    int m = 16;
    for (int block = 0; block < 3; ++block) {
        if (block > 0) count += 2 * m + m * m;
        for (int layer = 0; layer < 6; ++layer, m += 12) count += 2 * m + 9 * m * 12;
    }
    return count + 2 * m + m * K;
}

TEST(Backbones, ResNet20HasAsManyParametersAsPublished) {
    EXPECT_EQ(resnet20_parameters(3, 10) + 10, 269722);
    for (const int channels : {1, 3}) {
        const Classifier net(config_of(BackboneKind::resnet20, 1), images(channels, 8));
        EXPECT_EQ(net.parameters(), resnet20_parameters(channels, 10));
    }
}

TEST(Backbones, DenseNetHasAsManyParametersAsItsPaperSays) {
    for (const int channels : {1, 3}) {
        const Classifier net(config_of(BackboneKind::densenet, 1), images(channels, 8));
        EXPECT_EQ(net.parameters(), densenet_parameters(channels, 10));
    }
}

TEST(Backbones, HeadsHaveTheShapesAskedFor) {
    for (const auto& [kind, features, below] :
         {std::tuple{BackboneKind::resnet20, 64, 19}, std::tuple{BackboneKind::densenet, 232, 21},
          std::tuple{BackboneKind::mlp, 30, 2}})
        for (const int layers : {1, 3}) {
            BackboneConfig c = config_of(kind, layers);
            c.head_width = 20;
            const Snapshot s = Classifier(c, images(1, 9)).snapshot();
            EXPECT_EQ(s.layer_offset, below);
            ASSERT_EQ(s.network.depth(), layers);
            EXPECT_EQ(s.data.inputs.rows(), features);
            EXPECT_EQ(s.data.inputs.cols(), 20);
            EXPECT_GE(s.data.inputs.minCoeff(), 0.0); // ReLUs, or means of them
            for (int l = 0; l <= layers; ++l)
                EXPECT_EQ(s.network.width(l), l == 0 ? features : l == layers ? 10 : 20);
        }
}

/// A product of inner dimension n in single precision, in any order, is off by at most
/// gamma_n |W||z|, gamma_n = n u/(1 - n u) with u = 2^-24; through a layer the error so far is
/// multiplied by |W| at most. Twice that covers the same products in double and underflow is far.
TEST(Backbones, TheSavedHeadGivesTorchsOwnOutputs) {
    for (const BackboneKind kind :
         {BackboneKind::resnet20, BackboneKind::densenet, BackboneKind::mlp}) {
        BackboneConfig c = config_of(kind, 4);
        c.biases = kind != BackboneKind::densenet;
        Classifier net(c, images(3, 8));
        ASSERT_TRUE(net.epoch());
        const Snapshot s = net.snapshot();
        Matrix<double> z = s.data.inputs, error = Matrix<double>::Zero(z.rows(), z.cols());
        for (int l = 1; l <= 4; ++l) {
            const Matrix<double>& W = s.network.W(l);
            const double nu = static_cast<double>(W.cols() + 1) * 0x1p-24; // and one for the bias
            error = W.cwiseAbs() * (error + nu / (1 - nu) * (z.cwiseAbs() + error));
            z = W * z;
            ASSERT_EQ(s.network.has_bias(l), c.biases);
            if (!c.biases) continue;
            EXPECT_GT(s.network.b(l).norm(), 0.0);
            error.colwise() += nu / (1 - nu) * s.network.b(l).cwiseAbs();
            z.colwise() += s.network.b(l);
        }
        const Matrix<double> off = (net.outputs() - z).cwiseAbs();
        EXPECT_TRUE((off.array() <= 2 * error.array()).all())
            << (off.array() / error.array()).maxCoeff();
        EXPECT_GT(off.maxCoeff(), 0.0); // single precision is not this exact
    }
}

/// One batch of all samples and no momentum: the head takes ncv's own step of gradient descent, but
/// for batch norm: its running variance is n/(n-1) of the one trained with, n >= 20 * 49, so each
/// of the 19 norms changes what passes by 1/(2n) at most, together 1 %. The decay takes a
/// hundredth.
TEST(Backbones, AnEpochOfOneBatchIsOneStepOnCLambda) {
    BackboneConfig c = config_of(BackboneKind::resnet20, 2);
    c.batch = 0;
    c.momentum = 0;
    c.weight_decay = 100;
    Classifier net(c, images(1, 28));
    const Snapshot before = net.snapshot();
    const auto f = forward(before.network, before.data.inputs);
    const auto G = gradients(before.network, f, before.data.one_hot());
    auto expected = before.network;
    descend(expected, G, 1e-4, 100.0);
    ASSERT_TRUE(net.epoch());
    const Snapshot after = net.snapshot();
    EXPECT_EQ(after.step, 1);
    for (int l = 1; l <= 2; ++l) {
        const double off = (after.network.W(l) - expected.W(l)).norm();
        EXPECT_LT(off, 0.02 * 1e-4 * G[static_cast<std::size_t>(l - 1)].norm()) << l;
    }
}

/// The second step, for biases are 0 before the first. Without batch norm nothing but single
/// precision is between ncv's step and torch's.
TEST(Backbones, AStepOnCrossEntropyWithBiasesIsNcvsOwn) {
    for (const double smoothing : {0.0, 0.1}) {
        BackboneConfig c = config_of(BackboneKind::mlp, 3);
        c.batch = 0;
        c.momentum = 0;
        c.schedule = {{0, 0.01}};
        c.loss = {LossKind::cross_entropy, smoothing};
        c.biases = true;
        c.weight_decay = 0.5;
        c.bias_weight_decay = 2;
        Classifier net(c, images(1, 8));
        ASSERT_TRUE(net.epoch());
        const Snapshot before = net.snapshot();
        const auto f = forward(before.network, before.data.inputs);
        const auto back = backward_from(loss_gradient(c.loss, f.Z.back(), before.data.one_hot()),
                                        before.network, f);
        auto expected = before.network;
        descend(expected, back.G, 0.01, std::vector<double>(3, 0.5));
        descend_biases(expected, back.Delta, 0.01, std::vector<double>(3, 2.0));
        ASSERT_TRUE(net.epoch());
        const Snapshot after = net.snapshot();
        for (int l = 1; l <= 3; ++l) {
            const double moved = (expected.W(l) - before.network.W(l)).norm(),
                         bias_moved = (expected.b(l) - before.network.b(l)).norm();
            EXPECT_GT(bias_moved, 1e-4);
            EXPECT_LT((after.network.W(l) - expected.W(l)).norm(), 1e-4 * moved) << l;
            EXPECT_LT((after.network.b(l) - expected.b(l)).norm(), 1e-4 * bias_moved) << l;
        }
    }
}

TEST(Backbones, ASnapshotSaysWhatWasMinimised) {
    BackboneConfig c = config_of(BackboneKind::mlp, 2);
    c.loss = {LossKind::cross_entropy, 0.1};
    c.biases = true;
    const Snapshot shared = Classifier(c, images(1, 8)).snapshot();
    EXPECT_EQ(shared.weight_decay, 0.1);
    c.bias_weight_decay = 0;
    const Snapshot own =
        parse_snapshot(format_snapshot(Classifier(c, images(1, 8)).snapshot()), "own");
    EXPECT_FALSE(own.weight_decay);
    EXPECT_EQ(own.weight_decays,
              (std::map<std::string, double>{{"W3", 0.1}, {"W4", 0.1}, {"b3", 0.0}, {"b4", 0.0}}));
    EXPECT_EQ(own.loss.kind, LossKind::cross_entropy);
    EXPECT_EQ(own.loss.label_smoothing, 0.1);
}

/// At a rate at which gradients move nothing (their sum over 20 samples is below 1e4) and a decay
/// that makes up for it, two batches of ten samples shrink the weights by 0.1 each.
TEST(Backbones, BatchesShareTheWeightDecayOfAnEpoch) {
    BackboneConfig c = config_of(BackboneKind::resnet20, 2);
    c.momentum = 0;
    c.schedule = {{0, 1e-9}};
    c.weight_decay = 2e8; // eta lambda = 0.2, half of it a batch
    Classifier net(c, images(1, 8));
    const Snapshot before = net.snapshot();
    ASSERT_TRUE(net.epoch());
    const Snapshot after = net.snapshot();
    EXPECT_EQ(after.step, 2);
    for (int l = 1; l <= 2; ++l) {
        const Matrix<double> W = 0.9 * 0.9 * before.network.W(l);
        EXPECT_LT((after.network.W(l) - W).norm(), 1e-5 + 8 * 0x1p-24 * W.norm()) << l;
    }
}

TEST(Backbones, AStateGoesOnToTheSameBytes) {
    for (const BackboneKind kind :
         {BackboneKind::resnet20, BackboneKind::densenet, BackboneKind::mlp}) {
        BackboneConfig c = config_of(kind, 2);
        c.biases = kind == BackboneKind::mlp; // and so two groups of parameters
        c.bias_weight_decay = 0.3;
        const auto data = images(1, 8);
        Classifier whole(c, data), cut(c, data);
        for (int epoch = 0; epoch < 4; ++epoch) whole.epoch();
        {
            Classifier first(c, data);
            first.epoch();
            first.epoch();
            first.snapshot(); // looking changes nothing
            cut.restore(first.state(), "state");
        }
        EXPECT_EQ(cut.epochs(), 2);
        cut.epoch();
        cut.epoch();
        EXPECT_TRUE(format_snapshot(whole.snapshot()) == format_snapshot(cut.snapshot()));
    }
}

/// Batch norm's statistics belong to the weights: what was evaluated before does not matter.
TEST(Backbones, ASnapshotDependsOnTheWeightsAlone) {
    Classifier net(config_of(BackboneKind::densenet, 1), images(1, 8));
    net.epoch();
    const std::string once = format_snapshot(net.snapshot());
    EXPECT_TRUE(once == format_snapshot(net.snapshot()));
}

} // namespace
} // namespace ncv::backbones
