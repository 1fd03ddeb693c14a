/// What is measured of the loss landscape, and of near-optimality, in every arithmetic, against
/// plain loops that share nothing with survey_passes or witness_impl.hpp but the snapshot.
#include "network/multiprecision.hpp"
#include "support/agreement.hpp"
#include "support/plain_landscape.hpp"

#include "instances/instance.hpp"
#include "measure/enclosed_subject.hpp"
#include "measure/landscape.hpp"
#include "measure/near_optimum.hpp"

namespace ncv::proofs {
namespace {

template <class Real>
Found<Real> found(const Landscape<Real>& m) {
    Found<Real> all{{"X", m.X},
                    {"X_F", m.X_F},
                    {"Y_F", m.Y_F},
                    {"W1_F", m.W1_F},
                    {"theta", m.theta},
                    {"lambda_F", m.lambda_F},
                    {"C_0", m.C_0},
                    {"residual", m.residual},
                    {"G_2", m.G_2},
                    {"C_lambda", m.C_lambda},
                    {"gradient", m.gradient},
                    {"gradient_0", m.gradient_0}};
    for (std::size_t l = 1; l < m.W.size(); ++l)
        all.push_back({plain::at_layer("W", static_cast<int>(l)), m.W[l]});
    for (std::size_t l = 3; l < m.s_min.size(); ++l)
        all.push_back({plain::at_layer("s_min", static_cast<int>(l)), m.s_min[l]});
    return all;
}

template <class Real>
void expect_counts(const Landscape<Real>& m, const Snapshot& s) {
    const auto& W = s.network.weights;
    const auto L = static_cast<int>(W.size()), L1 = s.network.nonlinear_layers;
    EXPECT_EQ(m.K, s.data.classes);
    EXPECT_EQ(m.N, static_cast<int>(s.data.labels.size()));
    EXPECT_EQ(m.L, L);
    EXPECT_EQ(m.L1, L1);
    EXPECT_EQ(m.L2, L - L1);
    ASSERT_EQ(m.n.size(), W.size() + 1);
    EXPECT_EQ(m.n[0], W[0].cols());
    for (std::size_t l = 1; l < m.n.size(); ++l) EXPECT_EQ(m.n[l], W[l - 1].rows());
    long narrowing = 1000;
    for (std::size_t l = 3; l < m.n.size(); ++l)
        narrowing = std::min<long>(narrowing, W[l - 2].rows() - W[l - 1].rows());
    EXPECT_EQ(m.narrowing(), L >= 3 ? narrowing : 0);
    const Activation& a = s.network.activation;
    const bool leaky = a.kind != ActivationKind::relu && a.kind != ActivationKind::tanh;
    const bool identity = L1 == 0 || a.kind == ActivationKind::identity;
    EXPECT_EQ(m.gamma, identity ? 1 : leaky ? a.gamma : 0);
    const Reference bend = L1 == 0 ? Reference(0) : plain::slope_bend<Reference>(a);
    ASSERT_EQ(m.beta_s.has_value(), bend <= std::numeric_limits<Reference>::max());
    // A formula of at most four roundings, the last of which may be upwards.
    if (m.beta_s) {
        EXPECT_TRUE(abs(Reference(*m.beta_s) - bend) <= bend * Reference(0x1p-50)) << *m.beta_s;
    }
    EXPECT_EQ(m.eta, s.learning_rate);
    EXPECT_EQ(m.lambda, s.weight_decay);
}

/// Generic networks and pyramids, some without weight decay.
Snapshot landscape_network(std::uint64_t i, std::string& description) {
    const InstanceSpec spec =
        random_spec(i, {.heads = {HeadKind::generic, HeadKind::pyramid, HeadKind::interpolating}});
    description = describe(spec);
    Snapshot s = build(spec);
    if (i % 4 == 3) s.weight_decay.reset();
    return s;
}

TEST(MeasuredLandscape, IsThatOfPlainLoopsInEveryArithmetic) {
    Agreement binary64("double", 53), mp("mp", 332), interval("intervals", 128);
    for (std::uint64_t i = 0; i < 80; ++i) {
        std::string of;
        const Snapshot s = landscape_network(i, of);
        const auto truth = plain::landscape<Reference>(s);
        const auto in_double = survey(s, track<double>(s));
        const auto in_mp = survey(s, track<mp100>(s));
        const auto in_intervals = survey_slow(s, 128);
        const auto slack = [&](const Reference& u) { return plain::slack_of_slopes(s, u); };
        binary64.expect(found(in_double), truth, of, slack(unit_roundoff<double>()));
        mp.expect(found(in_mp), truth, of, slack(Reference(unit_roundoff<mp100>())));
        interval.expect(found(in_intervals), truth, of);
        SCOPED_TRACE(of);
        expect_counts(in_double, s);
        expect_counts(in_mp, s);
        expect_counts(in_intervals, s);
    }
    for (const Agreement* each : {&binary64, &mp, &interval}) each->expect_sharp(10);
}

/// The best scale was chosen in double, so another one may be better by what double cannot see:
/// half its digits.
void expect_best_scale(const Snapshot& s, const plain::Passes<Reference>& t, const Reference& a,
                       int chosen, const Reference& c) {
    for (int k = -6; k <= 6; ++k) {
        const Reference other = plain::total_squares(plain::witness(s, t, a, k));
        EXPECT_TRUE(c <= other * (1 + Reference(0x1p-26))) << "scale " << k << " over " << chosen;
    }
}

/// What exists, and why not.
template <class S>
void expect_existence(const NearOptimum<Approx<S>>& w, const Snapshot& s,
                      const plain::Passes<Reference>& t) {
    const auto& W = s.network.weights;
    const int L1 = s.network.nonlinear_layers;
    const long K = s.data.classes, N = static_cast<long>(s.data.labels.size());
    EXPECT_EQ(w.whole_network, s.layer_offset == 0);
    EXPECT_EQ(w.reaches_one, L1 == 0 || s.network.activation.kind != ActivationKind::tanh);
    long spare = L1 == 0 ? W[0].cols() : W[static_cast<std::size_t>(L1 - 1)].rows();
    for (int l = 2; l <= L1; ++l)
        spare = std::min<long>(spare, W[static_cast<std::size_t>(l - 1)].rows());
    EXPECT_EQ(w.spare_width, spare - K);
    bool labels = spare >= K;
    for (std::size_t i = 0; i < t.Z[0].size(); ++i)
        for (std::size_t j = 0; j < t.Z[0][0].size(); ++j)
            labels = labels && t.Z[0][i][j] == (i < t.Y.size() ? t.Y[i][j] : Reference(0));
    if (L1 == 0) {
        EXPECT_EQ(w.inputs_are_labels, labels);
        EXPECT_EQ(w.spare_rank, 0);
        EXPECT_EQ(w.c.value, 0);
        return;
    }
    EXPECT_TRUE(w.inputs_are_labels);
    long rank = std::min<long>(L1 == 1 ? W[0].cols() : W[0].rows(), N);
    if (w.whole_network && w.reaches_one && spare >= K && rank == N)
        rank = plain::rank(L1 == 1 ? t.Z[0]
                                   : plain::layer(s.network.activation,
                                                  plain::scaled_first_layer(t, w.scale_exponent),
                                                  t.Z[0]));
    EXPECT_EQ(w.spare_rank, rank - N);
}

/// Of a witness that exists, L1 >= 1.
void add_witness(plain::Quantities<Reference>& truth, const Snapshot& s,
                 const plain::Passes<Reference>& t, int k) {
    const Activation& activation = s.network.activation;
    const Reference a = plain::preimage_of_one<Reference>(activation);
    const auto layers = plain::witness(s, t, a, k);
    truth["a"] = a;
    truth["c"] = truth["squares"] = plain::total_squares(layers);
    if (layers.size() >= 2) expect_best_scale(s, t, a, k, truth["c"]);
    plain::Grid<Reference> Z = t.Z[0];
    for (const auto& W : layers) Z = plain::layer(activation, W, Z);
    for (std::size_t i = 0; i < Z.size(); ++i)
        for (std::size_t j = 0; j < Z[0].size(); ++j)
            EXPECT_TRUE(abs(Z[i][j] - (i < t.Y.size() ? t.Y[i][j] : Reference(0))) <=
                        Reference("1e-120"))
                << "the reference's own witness fits";
}

template <class S>
Found<Approx<S>> found(const NearOptimum<Approx<S>>& w, bool with_witness) {
    Found<Approx<S>> all{{"t", w.t}, {"cost", w.cost}, {"X_F", w.X_F}, {"X_op", w.X_op}};
    if (!with_witness) return all;
    all.insert(all.end(), {{"a", w.a}, {"c", w.c}, {"squares", w.squares}});
    EXPECT_LE(w.miss.value, w.miss_budget.value) << "the fit is exact but for rounding";
    return all;
}

TEST(MeasuredLandscape, NearOptimumIsThatOfPlainLoopsInEveryArithmetic) {
    Agreement binary64("double", 53), mp("mp", 332);
    int exist = 0;
    for (std::uint64_t i = 0; i < 160; ++i) {
        const InstanceSpec spec =
            random_spec(i, {.heads = {HeadKind::near_optimal, HeadKind::generic}});
        const Snapshot s = build(spec);
        SCOPED_TRACE(describe(spec));
        const auto in_double = measure_near_optimum(s, track<double>(s));
        const auto in_mp = measure_near_optimum(s, track<mp100>(s));
        const auto t = plain::passes<Reference>(s);
        expect_existence(in_double, s, t);
        expect_existence(in_mp, s, t);
        const Reference lambda(s.weight_decay.value_or(0));
        Reference squares(0), theta(0);
        for (std::size_t l = 1; l < t.W.size(); ++l) {
            theta += plain::squares(t.W[l]);
            if (l <= static_cast<std::size_t>(s.network.nonlinear_layers))
                squares += plain::squares(t.W[l]);
        }
        plain::Quantities<Reference> truth{{"t", squares},
                                           {"cost", (plain::squares(t.E) + lambda * theta) / 2},
                                           {"X_F", plain::size(t.Z[0])},
                                           {"X_op", plain::norm(t.Z[0])}};
        const bool witness = s.network.nonlinear_layers > 0 && in_double.exists();
        EXPECT_EQ(in_double.exists(), in_mp.exists());
        EXPECT_EQ(in_double.scale_exponent, in_mp.scale_exponent);
        if (witness) add_witness(truth, s, t, in_double.scale_exponent);
        exist += witness;
        binary64.expect(found(in_double, witness), truth, describe(spec));
        mp.expect(found(in_mp, witness), truth, describe(spec));
    }
    EXPECT_GE(exist, 30);
    binary64.expect_sharp(10);
    mp.expect_sharp(10);
}

} // namespace
} // namespace ncv::proofs
