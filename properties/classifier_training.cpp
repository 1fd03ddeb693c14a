/// Runs with biases and of cross-entropy: the step itself, what is kept of it and how it goes on.
#include "io/errors.hpp"
#include "io/snapshot_file.hpp"
#include "metrics/atlas.hpp"
#include "sweep/run_result.hpp"
#include "training/checkpoint.hpp"
#include "training/gradient_descent.hpp"
#include "training/lane_descent.hpp"
#include "training/run.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
namespace {

TrainingConfig short_training(const std::string& network, const std::string& training) {
    return parse_training_config(
        "[network]\nhidden = [6, 5]\nnonlinear_layers = 1\nactivation = \"leaky_relu\"\n"
        "gamma = 0.5\n" +
            network +
            "[data]\nsource = \"synthetic\"\nclasses = 4\ndimension = 5\nper_class = 3\n"
            "[training]\nsteps = 40\nlearning_rate = 0.02\nrecord_every = 10\n" +
            training,
        "classifier.toml");
}

using Rows = std::vector<std::vector<double>>;

Rows rows_of(const Matrix<double>& A) {
    Rows out(static_cast<std::size_t>(A.rows()));
    for (Eigen::Index i = 0; i < A.rows(); ++i)
        for (Eigen::Index j = 0; j < A.cols(); ++j)
            out[static_cast<std::size_t>(i)].push_back(A(i, j));
    return out;
}

/// W_1, W_2 and, in a row, b_1, b_2 after a step of a network with L1 = 1, L = 2 and leaky ReLU of
/// slope 1/2, by loops over samples.
struct PlainStep {
    Rows W1, W2, b;

    PlainStep(const Snapshot& s, double eta, double lambda, double mu)
        : W1(rows_of(s.network.W(1))), W2(rows_of(s.network.W(2))) {
        const std::size_t n = W1.size(), K = W2.size();
        b = {std::vector<double>(n, 0.0), std::vector<double>(K, 0.0)};
        if (s.network.has_biases()) {
            for (std::size_t j = 0; j < n; ++j) b[0][j] = s.network.biases[0](Eigen::Index(j));
            for (std::size_t k = 0; k < K; ++k) b[1][k] = s.network.biases[1](Eigen::Index(k));
        }
        const Rows X = rows_of(s.data.inputs.transpose()), A1 = W1, A2 = W2, a = b;
        for (auto* rows : {&W1, &W2})
            for (auto& row : *rows)
                for (double& w : row) w -= eta * lambda * w;
        for (auto& bias : b)
            for (double& v : bias) v -= eta * mu * v;
        for (std::size_t i = 0; i < X.size(); ++i) {
            std::vector<double> pre = a[0], z(n), out = a[1], below(n, 0.0);
            for (std::size_t j = 0; j < n; ++j) {
                for (std::size_t k = 0; k < X[i].size(); ++k) pre[j] += A1[j][k] * X[i][k];
                z[j] = pre[j] > 0 ? pre[j] : pre[j] / 2;
            }
            for (std::size_t k = 0; k < K; ++k)
                for (std::size_t j = 0; j < n; ++j) out[k] += A2[k][j] * z[j];
            const auto delta = gradient(s, out, static_cast<std::size_t>(s.data.labels[i]));
            for (std::size_t k = 0; k < K; ++k) {
                for (std::size_t j = 0; j < n; ++j) {
                    W2[k][j] -= eta * delta[k] * z[j];
                    below[j] += A2[k][j] * delta[k];
                }
                b[1][k] -= eta * delta[k];
            }
            for (std::size_t j = 0; j < n; ++j) {
                const double d = pre[j] > 0 ? below[j] : below[j] / 2;
                for (std::size_t k = 0; k < X[i].size(); ++k) W1[j][k] -= eta * d * X[i][k];
                b[0][j] -= eta * d;
            }
        }
    }

    static std::vector<double> gradient(const Snapshot& s, const std::vector<double>& out,
                                        std::size_t label) {
        const double smoothing = s.loss.label_smoothing, K = static_cast<double>(out.size());
        double largest = out[0], sum = 0;
        for (const double z : out) largest = std::max(largest, z);
        for (const double z : out) sum += std::exp(z - largest);
        std::vector<double> delta;
        for (std::size_t k = 0; k < out.size(); ++k) {
            const double own = k == label ? 1 : 0;
            delta.push_back(s.loss.kind == LossKind::squared_error
                                ? out[k] - own
                                : std::exp(out[k] - largest) / sum -
                                      ((1 - smoothing) * own + smoothing / K));
        }
        return delta;
    }
};

/// All numbers are multiples of 1/64 below 2^14, the rate and decays powers of 2, and two outputs
/// of a sample are the same and 2000 above the two others, so that softmax is 1/2, 1/2, 0, 0: what
/// a step adds are multiples of 2^-12 below 2^17. Nothing is rounded in double. In float the same
/// holds of cross-entropy, whose deltas are at most 1: no order of sums is another.
Snapshot dyadic(const TrainingConfig& config) {
    Snapshot s;
    s.network.nonlinear_layers = 1;
    s.network.activation = config.activation;
    s.network.weights = {Matrix<double>(2, 2), Matrix<double>(4, 2)};
    s.network.weights[0] << 1, 0.25, 0.25, -0.5;
    s.network.weights[1] << 0.5, 0.25, 0.5, 0.25, -2048, -2048, -2048, -2048;
    if (config.biases) {
        s.network.biases = {Vector<double>(2), Vector<double>(4)};
        s.network.biases[0] << 0.25, -0.125;
        s.network.biases[1] << 0.5, 0.5, -0.25, 1;
    }
    s.data = {Matrix<double>(2, 4), {0, 1, 2, 3}, 4};
    s.data.inputs << 1, 2, 1, 1.5, 0.5, -1, -0.5, 1;
    s.loss = config.loss;
    s.step = 0;
    return s;
}

TEST(ClassifierTraining, AStepOfDyadicNumbersIsThatOfPlainLoopsToTheBit) {
    for (const std::string loss :
         {"", "loss = \"cross_entropy\"\n", "loss = \"cross_entropy\"\nlabel_smoothing = 0.25\n"})
        for (const std::string biases : {"", "biases = true\n"})
            for (const std::string precision : {"f64", "f32"}) {
                if (loss.empty() && precision == "f32") continue;
                TrainingConfig config = short_training(
                    biases, loss + "weight_decay = 0.5\nprecision = \"" + precision + "\"\n" +
                                (biases.empty() ? "" : "bias_weight_decay = 0.25\n"));
                config.hidden = {2};
                config.steps = 1;
                config.schedule = {{0, 0.25}};
                const Snapshot start = dyadic(config);
                const Snapshot end = train(config, start.data, {}, start).final;
                const PlainStep plain(start, 0.25, 0.5, 0.25);
                EXPECT_EQ(rows_of(end.network.W(1)), plain.W1) << loss << biases << precision;
                EXPECT_EQ(rows_of(end.network.W(2)), plain.W2) << loss << biases << precision;
                ASSERT_EQ(end.network.has_biases(), config.biases);
                if (!config.biases) continue;
                EXPECT_EQ(rows_of(end.network.biases[0].transpose())[0], plain.b[0]) << precision;
                EXPECT_EQ(rows_of(end.network.biases[1].transpose())[0], plain.b[1]) << precision;
            }
}

/// Through the very bytes of the file, from every checkpoint.
TEST(ClassifierTraining, EveryCheckpointLeadsToTheSameEnd) {
    for (const std::string precision : {"f64", "f32"})
        for (const std::string loss : {"", "loss = \"cross_entropy\"\n",
                                       "loss = \"cross_entropy\"\nlabel_smoothing = 0.1\n"})
            for (const std::string biases : {"", "biases = true\n"}) {
                const TrainingConfig config = short_training(
                    biases, loss + "weight_decay = 0.01\ndecay = \"head\"\ncheckpoint_every = 1\n" +
                                "precision = \"" + precision + "\"\n");
                const auto format = config.single_precision ? Precision::f32 : Precision::f64;
                const Dataset<double> data = load_data(config);
                std::vector<std::pair<std::string, std::vector<HistoryRow>>> kept;
                RunHooks hooks;
                hooks.checkpoint = [&](const Snapshot& s, const auto& rows) {
                    kept.emplace_back(format_snapshot(s, format), rows);
                };
                const auto whole = train(config, data, hooks);
                ASSERT_EQ(kept.size(), 41);
                for (const auto& [bytes, rows] : kept) {
                    const Snapshot from = parse_checkpoint(bytes, "checkpoint", config, data);
                    const auto resumed = train(config, data, {}, from, rows);
                    EXPECT_EQ(format_snapshot(resumed.final, format),
                              format_snapshot(whole.final, format))
                        << *from.step << loss << biases << precision;
                    EXPECT_EQ(format_history(resumed.history), format_history(whole.history));
                }
            }
}

TEST(ClassifierTraining, CheckpointsOfOtherRunsAreRefused) {
    const std::string cross_entropy = "loss = \"cross_entropy\"\n";
    const TrainingConfig configs[] = {
        short_training("", ""),
        short_training("biases = true\n", ""),
        short_training("", cross_entropy),
        short_training("", cross_entropy + "label_smoothing = 0.1\n"),
        short_training("", cross_entropy + "weight_decay = 0.5\ndecay = \"last\"\n"),
        short_training("biases = true\n", "weight_decay = 0.5\nbias_weight_decay = 0.25\n")};
    const Dataset<double> data = load_data(configs[0]);
    for (const TrainingConfig& of : configs)
        for (const TrainingConfig& by : configs) {
            const std::string bytes = format_snapshot(starting_snapshot(of, data));
            if (&of == &by)
                EXPECT_NO_THROW(parse_checkpoint(bytes, "checkpoint", by, data));
            else
                EXPECT_THROW(parse_checkpoint(bytes, "checkpoint", by, data), BadInput);
        }
    TrainingConfig wider = configs[0];
    wider.hidden = {6, 7};
    EXPECT_THROW(parse_checkpoint(format_snapshot(starting_snapshot(wider, data)), "checkpoint",
                                  configs[0], data),
                 BadInput);
}

/// Without decay and smoothing the loss has infimum 0.
TEST(ClassifierTraining, CrossEntropyWithBiasesComesToALowLossThatItsSnapshotHas) {
    TrainingConfig config = short_training("biases = true\n", "loss = \"cross_entropy\"\n"
                                                              "until_loss = 0.01\n");
    config.steps = 20'000;
    const Dataset<double> data = load_data(config);
    const auto run = train(config, data, {});
    ASSERT_EQ(run.end, RunEnd::finished);
    EXPECT_GT(run.history.front().loss, 10);
    EXPECT_LE(run.history.back().loss, 0.01);
    EXPECT_LT(run.final.step, config.steps);
    const std::string bytes = format_snapshot(run.final);
    const Snapshot again = parse_snapshot(bytes, "final");
    EXPECT_EQ(format_snapshot(again), bytes);
    EXPECT_EQ(again.loss.kind, LossKind::cross_entropy);
    const SnapshotMetrics measured = snapshot_metrics(again);
    EXPECT_EQ(measured.loss, run.history.back().loss);
    EXPECT_EQ(measured.residual, run.history.back().residual);
    for (int l = 1; l <= 3; ++l) {
        EXPECT_EQ(starting_snapshot(config, data).network.b(l).norm(), 0);
        EXPECT_GT(again.network.b(l).norm(), 0);
    }
}

TEST(ClassifierTraining, SweepsMeasureBiasesToo) {
    const TrainingConfig config = short_training("biases = true\n", "loss = \"cross_entropy\"\n");
    const auto run = train(config, load_data(config), {});
    const auto measured = sweep::perform(config, {}, {});
    ASSERT_TRUE(measured);
    EXPECT_EQ(measured->status, RunStatus::finished) << measured->note;
    EXPECT_EQ(format_history(measured->history), format_history(run.history));
    double squares = 0;
    for (const Matrix<double>& W : run.final.network.weights) squares += W.squaredNorm();
    for (const Vector<double>& b : run.final.network.biases) squares += b.squaredNorm();
    const auto& measures = measured->measures;
    EXPECT_EQ(measures.at("norm"), std::sqrt(squares));
    EXPECT_EQ(measures.at("parameters"), 6 * (5 + 1) + 5 * (6 + 1) + 4 * (5 + 1));
    EXPECT_EQ(measures.at("loss"), run.history.back().loss);
    EXPECT_TRUE(std::isnan(measures.at("sharpness"))); // of squared error in the weights alone
}

TEST(ClassifierTraining, TunedEnginesRefuseBiases) {
    const TrainingConfig config = short_training("biases = true\n", "");
    const Snapshot s = starting_snapshot(config, load_data(config));
    EXPECT_THROW(GradientDescent<double>(s.network, s.data, 0.0), std::invalid_argument);
    EXPECT_THROW(LaneDescent<double>({{s.network, &s.data, {0, 0, 0}}}), std::invalid_argument);
}

} // namespace
} // namespace ncv
