/// Networks with biases, and cross-entropy: passes, losses, gradients and steps of descent against
/// plain loops and differences, at 100 digits.
#include "claims/registry.hpp"
#include "data/random.hpp"
#include "metrics/atlas.hpp"
#include "network/reference.hpp"
#include "support/plain.hpp"
#include "support/proof_instance.hpp"
#include "training/reference_descent.hpp"

namespace ncv::proofs {
namespace {

constexpr LossKind losses[] = {LossKind::squared_error, LossKind::cross_entropy};

/// Three layers, biases on the first and the last, decays of their own.
Snapshot classifier(LossKind loss, std::uint64_t seed) {
    InstanceSpec spec;
    spec.class_sizes = {2, 3, 1};
    spec.nonlinear_widths = {4};
    spec.head_widths = {3};
    spec.head = HeadKind::generic;
    spec.activation = {ActivationKind::tanh};
    spec.seed = seed;
    Snapshot s = build(spec);
    Random random(seed);
    s.network.biases.resize(3);
    s.network.biases[0] = gaussian_matrix(random, s.network.width(1), 1);
    s.network.biases[2] = gaussian_matrix(random, s.network.width(3), 1);
    s.loss = {loss, loss == LossKind::cross_entropy ? 0.125 : 0};
    s.weight_decay.reset();
    s.weight_decays = {{"W1", 0.5}, {"W2", 0.25}, {"W3", 0.125}, {"b1", 1}, {"b3", 0}};
    return s;
}

/// Of sample i, entry by entry.
std::vector<mp100> plain_outputs(const Network<mp100>& net, const Matrix<double>& X, int i) {
    std::vector<mp100> z;
    for (Eigen::Index j = 0; j < X.rows(); ++j) z.emplace_back(X(j, i));
    for (int l = 1; l <= net.depth(); ++l) {
        std::vector<mp100> next;
        for (Eigen::Index k = 0; k < net.W(l).rows(); ++k) {
            mp100 sum = net.has_bias(l) ? net.b(l)(k) : mp100(0);
            for (std::size_t j = 0; j < z.size(); ++j)
                sum += net.W(l)(k, static_cast<Eigen::Index>(j)) * z[j];
            next.push_back(l <= net.nonlinear_layers ? plain::sigma(net.activation, sum) : sum);
        }
        z = next;
    }
    return z;
}

mp100 plain_loss(const Snapshot& s, const Network<mp100>& net) {
    mp100 sum(0);
    const mp100 smoothing(s.loss.label_smoothing);
    for (int i = 0; i < static_cast<int>(s.data.samples()); ++i) {
        const auto z = plain_outputs(net, s.data.inputs, i);
        const auto y = static_cast<std::size_t>(s.data.labels[static_cast<std::size_t>(i)]);
        mp100 exponentials(0);
        for (const mp100& v : z) exponentials += exp(v);
        for (std::size_t j = 0; j < z.size(); ++j) {
            const mp100 own(j == y ? 1 : 0);
            if (s.loss.kind == LossKind::squared_error)
                sum += (z[j] - own) * (z[j] - own) / 2;
            else
                sum -= ((1 - smoothing) * own + smoothing / static_cast<double>(z.size())) *
                       log(mp100(exp(z[j]) / exponentials));
        }
    }
    return sum;
}

/// The loss with each tensor's own decay.
mp100 plain_objective(const Snapshot& s, const Network<mp100>& net) {
    mp100 sum = plain_loss(s, net);
    for (int l = 1; l <= net.depth(); ++l) {
        for (const mp100& w : net.W(l).reshaped())
            sum += mp100(s.weight_decays.at("W" + std::to_string(l))) / 2 * w * w;
        if (net.has_bias(l))
            for (const mp100& b : net.b(l))
                sum += mp100(s.weight_decays.at("b" + std::to_string(l))) / 2 * b * b;
    }
    return sum;
}

TEST(AnyClassifier, OutputsAndLossAreThoseOfPlainLoops) {
    for (const LossKind loss : losses)
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const Snapshot s = classifier(loss, seed);
            const Network<mp100> net = s.network.cast<mp100>();
            const auto f = forward(net, Matrix<mp100>(s.data.inputs.cast<mp100>()));
            for (int i = 0; i < static_cast<int>(s.data.samples()); ++i) {
                const auto z = plain_outputs(net, s.data.inputs, i);
                for (std::size_t j = 0; j < z.size(); ++j)
                    EXPECT_LT(abs(mp100(f.Z.back()(static_cast<Eigen::Index>(j), i) - z[j])),
                              mp100("1e-90"));
            }
            const Matrix<mp100> Y = s.data.one_hot().cast<mp100>();
            EXPECT_LT(abs(mp100(loss_value(s.loss, f.Z.back(), Y) - plain_loss(s, net))),
                      mp100("1e-90"));
            const double measured = snapshot_metrics<mp100>(s).loss;
            EXPECT_EQ(measured, static_cast<double>(plain_loss(s, net)));
        }
}

/// The norm of what central differences of the objective give, parameter by parameter.
TEST(AnyClassifier, GradientIsTheDerivativeInEveryWeightAndBias) {
    const mp100 h("1e-30");
    for (const LossKind loss : losses)
        for (std::uint64_t seed = 0; seed < 5; ++seed) {
            const Snapshot s = classifier(loss, seed);
            Network<mp100> net = s.network.cast<mp100>();
            mp100 squares(0);
            const auto differ = [&](mp100& parameter) {
                const mp100 at = parameter;
                parameter = at + h;
                const mp100 above = plain_objective(s, net);
                parameter = at - h;
                const mp100 slope = (above - plain_objective(s, net)) / (2 * h);
                parameter = at;
                squares += slope * slope;
            };
            for (auto& W : net.weights)
                for (Eigen::Index k = 0; k < W.size(); ++k) differ(W.data()[k]);
            for (auto& b : net.biases)
                for (Eigen::Index k = 0; k < b.size(); ++k) differ(b(k));
            const auto expected = static_cast<double>(mp100(sqrt(squares)));
            EXPECT_NEAR(snapshot_metrics<mp100>(s).gradient_norm, expected, 1e-15 * expected);
            EXPECT_NEAR(snapshot_metrics(s).gradient_norm, expected, 1e-11 * expected);
        }
}

/// What a step adds to a parameter, over -eta, is the derivative of the objective. Central differences
/// have it up to h^2/6 times the third derivative and 1e-100/h times the objective, both far below
/// 1e-50.
TEST(AnyClassifier, AStepMovesEveryParameterByItsDerivative) {
    const mp100 h("1e-30"), eta("0.25");
    for (const LossKind loss : losses)
        for (std::uint64_t seed = 0; seed < 5; ++seed) {
            const Snapshot s = classifier(loss, seed);
            Network<mp100> net = s.network.cast<mp100>();
            std::vector<mp100> lambda, mu;
            for (int l = 1; l <= net.depth(); ++l) {
                lambda.emplace_back(s.decay_of('W', l));
                mu.emplace_back(s.decay_of('b', l));
            }
            ReferenceDescent<mp100> descent(net, s.data.cast<mp100>(), s.loss, lambda, mu);
            descent.steps(1, eta);
            EXPECT_LT(abs(mp100(descent.loss_before_step() - plain_loss(s, net))), mp100("1e-90"));
            const auto expect_moved = [&](mp100& parameter, const mp100& moved) {
                const mp100 at = parameter;
                parameter = at + h;
                const mp100 above = plain_objective(s, net);
                parameter = at - h;
                const mp100 derivative = (above - plain_objective(s, net)) / (2 * h);
                parameter = at;
                EXPECT_LT(abs(mp100((at - moved) / eta - derivative)), mp100("1e-50"));
            };
            const Network<mp100>& next = descent.network();
            for (std::size_t i = 0; i < net.weights.size(); ++i) {
                for (Eigen::Index k = 0; k < net.weights[i].size(); ++k)
                    expect_moved(net.weights[i].data()[k], next.weights[i].data()[k]);
                ASSERT_EQ(next.biases[i].size(), net.biases[i].size());
                for (Eigen::Index k = 0; k < net.biases[i].size(); ++k)
                    expect_moved(net.biases[i](k), next.biases[i](k));
            }
        }
}

TEST(AnyClassifier, CrossEntropyDoesNotFeelAConstantOnASamplesOutputs) {
    Random random(1);
    const Loss loss{LossKind::cross_entropy, 0.25};
    const Matrix<mp100> Z = gaussian_matrix(random, 4, 6).cast<mp100>();
    Matrix<mp100> Y = Matrix<mp100>::Zero(4, 6), shifted = Z;
    for (int i = 0; i < 6; ++i) {
        Y(i % 4, i) = 1;
        shifted.col(i).array() += mp100(1000 * (i - 3)); // far beyond what exp takes in double
    }
    EXPECT_LT(abs(mp100(loss_value(loss, shifted, Y) - loss_value(loss, Z, Y))), mp100("1e-90"));
    const Matrix<mp100> delta = loss_gradient(loss, shifted, Y) - loss_gradient(loss, Z, Y);
    EXPECT_LT(delta.norm(), mp100("1e-90"));
    const Matrix<double> far = shifted.cast<double>(), labels = Y.cast<double>();
    EXPECT_NEAR(loss_value(loss, far, labels), static_cast<double>(loss_value(loss, Z, Y)), 1e-10);
}

TEST(AnyClassifier, ClaimsOnTheirHeadsSayWhyTheyAreSilent) {
    Snapshot s = classifier(LossKind::squared_error, 1);
    for (const Outcome& o : check(s)) {
        if (find_claim(o.claim)->biases) {
            EXPECT_NE(o.lacks, Hypothesis::no_biases) << o.claim;
            continue;
        }
        EXPECT_EQ(o.status, Status::not_applicable) << o.claim;
        EXPECT_EQ(o.lacks, Hypothesis::no_biases) << o.claim;
        ASSERT_EQ(o.hypotheses.size(), 1) << o.claim;
        EXPECT_EQ(o.hypotheses[0].name, "no_biases");
    }
    s = classifier(LossKind::cross_entropy, 1);
    s.network.biases.clear();
    for (const Outcome& o : check(s)) {
        EXPECT_EQ(o.lacks == Hypothesis::squared_error, !find_claim(o.claim)->any_loss) << o.claim;
        EXPECT_EQ(o.claim[0] == 'A' || find_claim(o.claim)->biases, find_claim(o.claim)->any_loss)
            << o.claim;
    }
}

} // namespace
} // namespace ncv::proofs
