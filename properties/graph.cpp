/// Networks with skip connections: gradients against differences in 50 digits, what they are in
/// special cases, and their runs.
#include "network/graph.hpp"
#include "data/random.hpp"
#include "data/synthetic.hpp"
#include "io/errors.hpp"
#include "io/safetensors.hpp"
#include "io/snapshot_file.hpp"
#include "network/multiprecision.hpp"
#include "training/graph_descent.hpp"
#include "training/run.hpp"

#include <gtest/gtest.h>

namespace ncv {
namespace {

struct GraphCase {
    std::vector<int> widths;
    GraphNetwork<double> net;
    Matrix<double> X, Y;
};

/// Widths repeat now and then, so that residual layers have something to add to.
GraphCase draw(Connections kind, std::uint64_t seed) {
    Random random(seed);
    GraphCase c;
    const int L1 = uniform_int(random, 1, 4), L = L1 + uniform_int(random, 1, 2);
    for (int l = 0; l < L; ++l)
        c.widths.push_back(l > 0 && uniform_int(random, 0, 2) > 0 ? c.widths.back()
                                                                  : uniform_int(random, 1, 5));
    c.widths.push_back(2);
    const Activation smooth{ActivationKind::softplus_leaky_relu, 0.25, 2};
    c.net = {connect(kind, c.widths, L1), {}, L1, smooth};
    for (int l = 1; l <= L; ++l) {
        int cols = 0;
        for (int k : c.net.into(l).reads) cols += c.widths[static_cast<std::size_t>(k)];
        c.net.weights.push_back(
            gaussian_matrix(random, c.widths[static_cast<std::size_t>(l)], cols));
    }
    c.X = gaussian_matrix(random, c.widths.front(), 3);
    c.Y = gaussian_matrix(random, 2, 3);
    return c;
}

/// C_0 from what graph.hpp says, plain loops that share nothing with it.
mp50 plain_loss(const GraphCase& c, Connections kind, const std::vector<Matrix<mp50>>& W) {
    mp50 loss = 0;
    for (Eigen::Index s = 0; s < c.X.cols(); ++s) {
        std::vector<std::vector<mp50>> Z(1);
        for (Eigen::Index i = 0; i < c.X.rows(); ++i) Z[0].push_back(c.X(i, s));
        for (int l = 1; l < static_cast<int>(c.widths.size()); ++l) {
            const bool bends = l <= c.net.nonlinear_layers;
            std::vector<mp50> in, out;
            for (int k = kind == Connections::dense && bends ? 0 : l - 1; k < l; ++k)
                in.insert(in.end(), Z[static_cast<std::size_t>(k)].begin(),
                          Z[static_cast<std::size_t>(k)].end());
            const Matrix<mp50>& M = W[static_cast<std::size_t>(l - 1)];
            for (Eigen::Index i = 0; i < M.rows(); ++i) {
                mp50 sum = 0;
                for (std::size_t j = 0; j < in.size(); ++j)
                    sum += M(i, static_cast<Eigen::Index>(j)) * in[j];
                if (bends) sum = activate(c.net.activation, sum);
                if (kind == Connections::residual && bends &&
                    c.widths[static_cast<std::size_t>(l)] ==
                        c.widths[static_cast<std::size_t>(l - 1)])
                    sum += Z.back()[static_cast<std::size_t>(i)];
                out.push_back(sum);
            }
            Z.push_back(out);
        }
        for (Eigen::Index i = 0; i < 2; ++i) {
            const mp50 e = Z.back()[static_cast<std::size_t>(i)] - mp50(c.Y(i, s));
            loss += e * e / 2;
        }
    }
    return loss;
}

TEST(Graph, GradientsAreTheDifferencesOfThePlainLoss) {
    int added = 0;
    for (Connections kind : {Connections::chain, Connections::residual, Connections::dense})
        for (std::uint64_t seed = 0; seed < 15; ++seed) {
            const GraphCase c = draw(kind, seed);
            for (const auto& layer : c.net.inputs) added += !layer.adds.empty();
            const GraphNetwork<mp50> net = c.net.cast<mp50>();
            const auto f = forward(net, Matrix<mp50>(c.X.cast<mp50>()));
            const Matrix<mp50> Y = c.Y.cast<mp50>();
            EXPECT_LT(abs(interpolation_loss(f.Z.back(), Y) - plain_loss(c, kind, net.weights)),
                      mp50(1e-40));
            const auto G = gradients(net, f, Y);
            // Central differences at h are off by h^2 times a third derivative: 1e-28 times that.
            const mp50 h(1e-14);
            for (std::size_t l = 0; l < G.size(); ++l)
                for (Eigen::Index k = 0; k < G[l].size(); ++k) {
                    auto up = net.weights, down = net.weights;
                    up[l].data()[k] += h;
                    down[l].data()[k] -= h;
                    const mp50 difference =
                        (plain_loss(c, kind, up) - plain_loss(c, kind, down)) / (2 * h);
                    EXPECT_LT(abs(G[l].data()[k] - difference), mp50(1e-20))
                        << connections_name(kind) << " seed " << seed << " W" << l + 1;
                }
        }
    EXPECT_GT(added, 10);
}

TEST(Graph, ResidualLayersOfZeroAreTheIdentity) {
    GraphCase c = draw(Connections::residual, 1);
    c.widths = {4, 4, 4, 4, 2};
    c.net = {connect(Connections::residual, c.widths, 3), {}, 3, {}};
    for (int l = 0; l < 3; ++l) c.net.weights.push_back(Matrix<double>::Zero(4, 4));
    c.net.weights.push_back(Matrix<double>::Ones(2, 4));
    c.X = Matrix<double>::Random(4, 5);
    const auto f = forward(c.net, c.X);
    EXPECT_EQ(f.Z[3], c.X);
    EXPECT_EQ(f.Z[4], c.net.W(4) * c.X);
}

TEST(Graph, OneNonlinearLayerIsAChainHoweverConnected) {
    Random random(1);
    const std::vector<int> widths{5, 4, 3, 2};
    const Network<double> chain = initialise(widths, 1, {}, Initialisation::he, 1, 1);
    const Matrix<double> X = gaussian_matrix(random, 5, 6), Y = gaussian_matrix(random, 2, 6);
    for (Connections kind : {Connections::chain, Connections::residual, Connections::dense}) {
        const GraphNetwork<double> net{connect(kind, widths, 1), chain.weights, 1, {}};
        EXPECT_EQ(forward(net, X).Z.back(), forward(chain, X).Z.back());
        EXPECT_EQ(gradients(net, forward(net, X), Y), gradients(chain, forward(chain, X), Y));
    }
}

TrainingConfig config(const std::string& connections, const std::string& precision = "f64") {
    return parse_training_config("[network]\nhidden = [8, 8, 8, 6]\nnonlinear_layers = 3\n"
                                 "activation = \"leaky_relu\"\ngamma = 0.1\nconnections = \"" +
                                     connections + "\"\n[data]\nsource = \"synthetic\"\n" +
                                     "classes = 3\ndimension = 8\nper_class = 4\n[training]\n" +
                                     "steps = 400\nlearning_rate = 0.02\nweight_decay = 0.001\n" +
                                     "record_every = 50\ncheckpoint_every = 100\nprecision = \"" +
                                     precision + "\"\n",
                                 "graph.toml");
}

TEST(GraphRuns, FollowTheReferenceAndFitTheData) {
    for (const char* kind : {"residual", "dense"}) {
        TrainingConfig c = config(kind);
        const Dataset<double> data = load_data(c);
        const auto run = train(c, data, {});
        EXPECT_EQ(run.end, RunEnd::finished);
        EXPECT_GT(run.history.front().loss, 1);
        EXPECT_LT(run.history.back().loss, 0.05) << kind;
        GraphNetwork<double> net = starting_graph(c, data);
        for (int step = 0; step < 400; ++step)
            descend(net.weights, gradients(net, forward(net, data.inputs), data.one_hot()), 0.02,
                    c.layer_decays<double>());
        EXPECT_EQ(run.final.layer_offset, 3);
        EXPECT_EQ(run.final.data.inputs, forward(net, data.inputs).Z[3]);
        EXPECT_EQ(run.final.network.W(2), net.W(5));
        EXPECT_EQ(run.final.weight_decay, 0.001);
    }
}

TEST(GraphRuns, EveryCheckpointFileLeadsToTheSameBytes) {
    for (const char* kind : {"residual", "dense"})
        for (const char* precision : {"f64", "f32"}) {
            const TrainingConfig c = config(kind, precision);
            const auto digits = c.single_precision ? Precision::f32 : Precision::f64;
            const Dataset<double> data = load_data(c);
            std::vector<std::string> files;
            RunHooks hooks;
            hooks.checkpoint = [&](const Snapshot& s, const auto&) {
                files.push_back(format_snapshot(s, digits));
            };
            const auto whole = train(c, data, hooks);
            ASSERT_EQ(files.size(), 5);
            for (const std::string& file : files) {
                const auto resumed = train(c, data, {}, parse_snapshot(file, "checkpoint"));
                EXPECT_EQ(format_snapshot(resumed.final, digits),
                          format_snapshot(whole.final, digits))
                    << kind << " " << precision;
            }
        }
}

TEST(GraphRuns, AHeadWithoutItsBackboneIsRefused) {
    const TrainingConfig residual = config("residual"), dense = config("dense");
    const Dataset<double> data = load_data(residual);
    Snapshot s = starting_snapshot(residual, data);
    EXPECT_THROW(train(dense, data, {}, s), BadInput);
    Snapshot narrow = s;
    narrow.backbone->weights[1] = Matrix<double>::Zero(8, 7);
    EXPECT_THROW(train(residual, data, {}, narrow), BadInput);
    s.backbone.reset();
    EXPECT_THROW(train(residual, data, {}, s), BadInput);
    // Whoever reads the file sees features and a head; a backbone in disorder is nobody's error.
    Safetensors file =
        parse_safetensors(format_snapshot(starting_snapshot(residual, data)), "head");
    EXPECT_FALSE(file.tensors.contains("X"));
    EXPECT_FALSE(file.tensors.contains("W1"));
    EXPECT_TRUE(file.tensors.contains("W4"));
    file.tensors.erase("backbone.W2");
    const Snapshot read = parse_snapshot(format_safetensors(file), "head");
    EXPECT_EQ(read.layer_offset, 3);
    EXPECT_FALSE(read.backbone);
}

} // namespace
} // namespace ncv
