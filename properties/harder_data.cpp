/// Imbalanced classes and redrawn labels are what they say, whatever the data.
#include "data/harder.hpp"
#include "data/images.hpp"
#include "data/random.hpp"
#include "data/synthetic.hpp"
#include "io/errors.hpp"
#include "training/config.hpp"
#include "training/run.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
namespace {

Dataset<double> clouds(int classes, int per_class) {
    SyntheticSpec spec;
    spec.classes = classes;
    spec.per_class = per_class;
    spec.dimension = 3;
    return synthetic(spec);
}

TEST(HarderData, ImbalancedClassesAreAGeometricRowOfTheFirstSamples) {
    const Dataset<double> all = clouds(5, 20);
    Dataset<double> data = all;
    make_imbalanced(data, 4);
    EXPECT_EQ(data.class_counts(), (std::vector<Eigen::Index>{20, 14, 10, 7, 5}));
    EXPECT_EQ(data.inputs.cols(), data.samples());
    EXPECT_EQ(data.inputs.leftCols(34), all.inputs.leftCols(34));
    EXPECT_EQ(data.inputs.rightCols(5), all.inputs.middleCols(80, 5));
    Dataset<double> same = all;
    make_imbalanced(same, 1);
    EXPECT_EQ(same.inputs, all.inputs);
    Dataset<double> steep = all;
    make_imbalanced(steep, 20);
    EXPECT_EQ(steep.class_counts().back(), 1);
    EXPECT_THROW(make_imbalanced(steep, 100), BadInput);
    EXPECT_THROW(make_imbalanced(data, 1), BadInput); // the others have fewer than class 0
}

TEST(SpanCoordinates, KeepInnerProductsAndTheTrainingOfWhatIsSeen) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Random random(seed);
        const int d = uniform_int(random, 1, 30), N = uniform_int(random, 2, 12);
        const Matrix<double> X = gaussian_matrix(random, d, N);
        Matrix<double> R = X;
        to_span_coordinates(R);
        EXPECT_EQ(R.rows(), std::min(d, N));
        EXPECT_EQ(R.cols(), N);
        // Householder QR is backward stable: n eps of the norm, with room for its constant.
        EXPECT_LE((R.transpose() * R - X.transpose() * X).norm(), 1e-14 * 12 * X.squaredNorm());
    }
    TrainingConfig given = parse_training_config(R"([network]
hidden = [6, 5]
nonlinear_layers = 1
activation = "leaky_relu"
gamma = 0.25
[data]
source = "synthetic"
classes = 3
dimension = 40
per_class = 3
[training]
steps = 200
learning_rate = 0.02
weight_decay = 0.01
)",
                                                 "given");
    TrainingConfig span = given;
    span.span_coordinates = true;
    const Dataset<double> wide = load_data(given), narrow = load_data(span);
    Snapshot start = starting_snapshot(given, wide), same = starting_snapshot(span, narrow);
    // W_1 of the narrow run is W_1 on the basis Q = X R^-1 of the span.
    const Matrix<double> Q = narrow.inputs.transpose()
                                 .triangularView<Eigen::Lower>()
                                 .solve(wide.inputs.transpose())
                                 .transpose();
    same.network = start.network;
    same.network.weights[0] = start.network.W(1) * Q;
    const auto a = train(given, wide, {}, start).final.network;
    const auto b = train(span, narrow, {}, same).final.network;
    EXPECT_LE((a.W(1) * Q - b.W(1)).norm(), 1e-12);
    EXPECT_LE((a.W(2) - b.W(2)).norm(), 1e-12);
    EXPECT_LE((a.W(3) - b.W(3)).norm(), 1e-12);
}

TEST(HarderData, NoClassIsEmptiedAndNoMoreLabelsChangeThanAskedFor) {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        Random random(seed);
        Dataset<double> data;
        data.classes = uniform_int(random, 2, 5);
        for (int c = 0; c < data.classes; ++c)
            data.labels.insert(data.labels.end(),
                               static_cast<std::size_t>(uniform_int(random, 1, 6)), c);
        data.inputs = gaussian_matrix(random, 2, data.samples());
        const double share = uniform_real(random, 0, 1);
        const auto asked = std::lround(share * static_cast<double>(data.samples()));
        Dataset<double> noisy = data;
        redraw_labels(noisy, share, random());
        long changed = 0;
        for (std::size_t i = 0; i < data.labels.size(); ++i)
            changed += noisy.labels[i] != data.labels[i];
        EXPECT_LE(changed, asked);
        // What keeps its label though more was asked for is the last of its class.
        EXPECT_TRUE(changed == asked || changed + data.classes >= data.samples()) << seed;
        for (const auto count : noisy.class_counts()) EXPECT_GE(count, 1) << seed;
        EXPECT_EQ(noisy.inputs, data.inputs);
    }
}

TEST(HarderData, EveryOtherClassIsAsLikely) {
    const Dataset<double> data = clouds(10, 2000);
    Dataset<double> noisy = data;
    redraw_labels(noisy, 0.9, 1);
    Matrix<double> became = Matrix<double>::Zero(10, 10);
    for (std::size_t i = 0; i < data.labels.size(); ++i)
        became(data.labels[i], noisy.labels[i]) += 1;
    EXPECT_EQ(became.diagonal().sum(), 2000); // the share, exactly
    // 200 in each of the 100 cells, +- 14.
    EXPECT_LT((became.array() - 200).abs().maxCoeff(), 5 * std::sqrt(200.0));
    Dataset<double> again = data, other = data;
    redraw_labels(again, 0.9, 1);
    redraw_labels(other, 0.9, 2);
    EXPECT_EQ(again.labels, noisy.labels);
    EXPECT_NE(other.labels, noisy.labels);
}

TEST(HarderData, ConfigurationsSayHowHard) {
    const std::string rest = "[training]\nsteps = 1\nlearning_rate = 0.1\n[network]\nhidden = "
                             "[4]\nnonlinear_layers = 1\nactivation = \"relu\"\n[data]\n";
    const auto load = [&](const std::string& data) {
        return load_data(parse_training_config(rest + data, "c"));
    };
    const auto counts = load("per_class = 16\nimbalance = 8.0\n").class_counts();
    EXPECT_EQ(counts.front(), 16);
    EXPECT_EQ(counts.back(), 2);
    const auto plain = load("per_class = 16\n"), noisy = load("per_class = 16\nlabel_noise = 0.5");
    EXPECT_EQ(noisy.inputs, plain.inputs);
    EXPECT_NE(noisy.labels, plain.labels);
    for (const char* bad :
         {"per_class = 16\nimbalance = 17", "per_class = 0\nimbalance = 2", "imbalance = 0.5",
          "label_noise = 1.5", "label_noise = -0.1", "label_noise = \"some\""})
        EXPECT_THROW(load(bad), BadInput) << bad;
}

} // namespace
} // namespace ncv
