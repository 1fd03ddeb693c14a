/// What is measured of a last layer, in every arithmetic, against plain loops that share nothing
/// with measure_last_layer_in but the snapshot.
#include "network/multiprecision.hpp"
#include "support/agreement.hpp"
#include "support/plain_last_layer.hpp"

#include "instances/instance.hpp"
#include "measure/enclosed_subject.hpp"
#include "measure/last_layer.hpp"

namespace ncv::proofs {
namespace {

using Names = plain::Quantities<Reference>;

const std::vector<std::string> of_row_space{
    "P_B", "P_W", "rest", "projected_1", "projected_least", "projected", "projected_cosine"};

/// What an arithmetic has to know. Where W~ may lack rank it projects onto less than the row space,
/// or says nothing; what P keeps is then at most the whole's. Where class means may coincide it does
/// not say who is nearest.
template <class Real>
std::pair<Found<Real>, Names> comparable(const LastLayer<Real>& m, const Names& truth) {
    const auto all = quantities_of(m);
    Found<Real> found;
    Names expected;
    const bool whole = is_zero(m.row_space_lost) && !is_nan(m.P_B);
    for (const auto& [name, x] : all) {
        const std::string kind = name.substr(0, name.find(' '));
        const bool projected =
            std::find(of_row_space.begin(), of_row_space.end(), kind) != of_row_space.end();
        if ((projected && !whole) || (kind == "nearness" && is_nan(x))) continue;
        found.push_back({name, x});
        if (truth.contains(name)) expected[name] = truth.at(name);
    }
    if (!whole && !is_nan(m.P_B)) {
        EXPECT_LE(lower_double(m.P_B), static_cast<double>(truth.at("P_B")) * (1 + 0x1p-50));
        EXPECT_LE(lower_double(m.P_W), static_cast<double>(truth.at("P_W")) * (1 + 0x1p-50));
    }
    return {found, expected};
}

template <class Real>
void expect_sizes(const LastLayer<Real>& m, const Snapshot& s) {
    EXPECT_EQ(m.K, s.data.classes);
    EXPECT_EQ(m.N, static_cast<int>(s.data.labels.size()));
    EXPECT_EQ(m.L2, static_cast<int>(s.network.weights.size()) - s.network.nonlinear_layers);
    ASSERT_EQ(m.N_c.size(), static_cast<std::size_t>(m.K));
    ASSERT_EQ(m.samples.size(), s.data.labels.size());
    for (int c = 0; c < m.K; ++c)
        EXPECT_EQ(m.N_c[static_cast<std::size_t>(c)],
                  std::count(s.data.labels.begin(), s.data.labels.end(), c));
    for (std::size_t i = 0; i < m.samples.size(); ++i)
        EXPECT_EQ(m.samples[i].label, static_cast<std::size_t>(s.data.labels[i]));
}

constexpr std::uint64_t classifiers_tried = 60;

Snapshot some_classifier(std::uint64_t i) {
    return build(random_spec(i, {.heads = {HeadKind::classifier}}));
}

/// Among what is drawn are the special kinds that this file speaks of.
TEST(MeasuredLastLayer, IsPutToEveryKindOfClassifier) {
    int wide = 0, single = 0, biased = 0, entropies = 0, linear = 0;
    for (std::uint64_t i = 0; i < classifiers_tried; ++i) {
        const Snapshot s = some_classifier(i);
        const auto counts = s.data.class_counts();
        wide += s.data.classes > s.network.weights.back().cols();
        single += *std::min_element(counts.begin(), counts.end()) == 1;
        biased += s.network.has_biases();
        entropies += s.loss.kind == LossKind::cross_entropy;
        linear += s.network.depth() == 1;
    }
    for (const int count : {wide, single, biased, entropies, linear}) EXPECT_GE(count, 5);
}

TEST(MeasuredLastLayer, IsThatOfPlainLoopsInEveryArithmetic) {
    Agreement binary64("double", 53), mp("mp", 332), fast("the fast tier", 53);
    Agreement slow("the slow tier", 53); // singular values are settled on doubles
    for (std::uint64_t i = 0; i < classifiers_tried; ++i) {
        const Snapshot s = some_classifier(i);
        SCOPED_TRACE(s.source);
        const Names truth = plain::last_layer<Reference>(s);
        const auto judge = [&](Agreement& agreement, const auto& m) {
            expect_sizes(m, s);
            const auto [found, expected] = comparable(m, truth);
            agreement.expect(found, expected, s.source);
        };
        judge(binary64, measure_last_layer(s, track<double>(s)));
        judge(mp, measure_last_layer(s, track<mp100>(s)));
        judge(fast, enclose_last_layer(s, EnclosedSubject::fast));
        judge(slow, enclose_last_layer(s, 128));
        if (::testing::Test::HasFailure()) return;
    }
    for (const Agreement* each : {&binary64, &mp, &fast, &slow}) each->expect_sharp(20);
}

/// ||R_l|| of the head's layers, as far as there is one weight decay.
template <class Real>
Found<Real> found_gradients(const Measured<Real>& m) {
    Found<Real> all;
    for (const auto& h : m.head) {
        all.push_back({plain::at_layer("R", h.l), h.R});
        all.push_back({plain::at_layer("R_next", h.l), h.R_next});
    }
    return all;
}

TEST(MeasuredLastLayer, GradientsFollowBiasesAndEitherLoss) {
    Agreement binary64("double", 53), mp("mp", 332), fast("the fast tier", 53);
    Agreement slow("the slow tier", 53); // settled on doubles
    for (std::uint64_t i = 0; i < classifiers_tried; ++i) {
        const Snapshot s = some_classifier(i);
        if (s.network.linear_layers() < 2 || !s.weight_decay) continue;
        Names truth;
        for (const auto& [name, x] : plain::head<Reference>(s))
            if (name.starts_with("R ") || name.starts_with("R_next ")) truth[name] = x;
        binary64.expect(found_gradients(measure(s, track<double>(s))), truth, s.source);
        mp.expect(found_gradients(measure(s, track<mp100>(s))), truth, s.source);
        fast.expect(found_gradients(measure_fast(s)), truth, s.source);
        slow.expect(found_gradients(measure_slow(s, 128)), truth, s.source);
        if (::testing::Test::HasFailure()) return;
    }
    for (const Agreement* each : {&binary64, &mp, &fast, &slow}) each->expect_sharp(10);
}

} // namespace
} // namespace ncv::proofs
