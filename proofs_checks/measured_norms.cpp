/// What the claims about norms measure, in double and 100 digits, against plain loops that share nothing
/// with lib/measure but the snapshot.
#include "network/multiprecision.hpp"
#include "support/agreement.hpp"
#include "support/plain_norms.hpp"

#include "instances/instance.hpp"
#include "measure/enclosed_subject.hpp"
#include "measure/subject.hpp"

namespace ncv::proofs {
namespace {

template <class Real>
Found<Real> named(const LayerNorms<Real>& m) {
    Found<Real> all{{"outputs", m.outputs}};
    for (const auto& layer : m.layers) {
        if (layer.l == 0) continue; // below the affine ones, of an enclosure
        const std::string of = plain::of_layer(layer.l);
        all.insert(all.end(), {{"W" + of, layer.W},
                               {"R" + of, layer.R},
                               {"along" + of, layer.along},
                               {"biases" + of, layer.biases}});
    }
    return all;
}
template <class Real>
Found<Real> named(const LogitNorms<Real>& m) {
    return {{"nuc", m.nuc},
            {"along_labels", m.along_labels},
            {"nuclear", m.nuclear},
            {"W", m.W},
            {"Z", m.Z}};
}
template <class Real>
Found<Real> named(const LowRank<Real>& m) {
    Found<Real> all;
    for (const auto& layer : m.layers) {
        const std::string of = plain::of_layer(layer.l);
        all.insert(all.end(), {{"W" + of, layer.W},
                               {"W_1" + of, layer.W_1},
                               {"tail" + of, layer.tail},
                               {"next" + of, layer.next},
                               {"T" + of, layer.T},
                               {"T_1" + of, layer.T_1}});
    }
    return all;
}
template <class Real>
Found<Real> named(const ProductSpectrum<Real>& m, const Snapshot& s) {
    Found<Real> all;
    int l = s.network.depth() + s.layer_offset;
    for (const Real& W : m.W) all.push_back({plain::at_layer("W", l--), W});
    for (std::size_t k = 0; k < m.s.size(); ++k)
        all.push_back({plain::at_rank("s", k + 1), m.s[k]});
    return all;
}
template <class Real>
Found<Real> named(const FeatureOptimum<Real>& m) {
    return {{"W", m.W},
            {"H", m.H},
            {"mu", m.mu},
            {"residual", m.residual},
            {"outputs", m.outputs},
            {"optimum", m.optimum},
            {"distance", m.distance}};
}

/// Slopes of other activations are taken as computed; their rounding is not the measurements'.
bool has_exact_slopes(const Snapshot& s) {
    return s.network.nonlinear_layers == 0 || s.network.activation.is_positively_homogeneous();
}

/// `compare(agreement, subject, snapshot, description)` of each network in both arithmetics.
template <class Compare>
void for_measured(int sharp, Compare compare) {
    Agreement binary64("double", 53), mp("mp", 332);
    for (std::uint64_t i = 0; i < 120; ++i) {
        const InstanceSpec spec = random_spec(i, {.heads = {HeadKind::classifier}});
        const Snapshot s = build(spec);
        if (!has_exact_slopes(s)) continue;
        Subject<Approx<double>> in_double(s);
        Subject<Approx<mp100>> in_mp(s);
        compare(binary64, in_double, s, describe(spec));
        compare(mp, in_mp, s, describe(spec));
    }
    for (const Agreement* each : {&binary64, &mp}) each->expect_sharp(sharp);
}

} // namespace

TEST(MeasuredNorms, LayerNormsAreThoseOfPlainLoops) {
    for_measured(10, [](Agreement& agreement, auto& subject, const Snapshot& s, const auto& of) {
        agreement.expect(named(subject.layer_norms()), plain::layer_norms<Reference>(s), of);
        for (const auto& layer : subject.layer_norms().layers)
            EXPECT_EQ(layer.decay, s.decay_of('W', layer.l)) << of;
        EXPECT_EQ(subject.layer_norms().has_biases, s.network.has_biases()) << of;
    });
}
TEST(MeasuredNorms, LogitNormsAreThoseOfPlainLoops) {
    for_measured(10, [](Agreement& agreement, auto& subject, const Snapshot& s, const auto& of) {
        agreement.expect(named(subject.logit_norms()), plain::logit_norms<Reference>(s), of);
        EXPECT_EQ(subject.logit_norms().has_bias, s.network.has_biases()) << of;
    });
}
TEST(MeasuredNorms, LowRankIsThatOfPlainLoops) {
    for_measured(10, [](Agreement& agreement, auto& subject, const Snapshot& s, const auto& of) {
        agreement.expect(named(subject.low_rank()), plain::low_rank<Reference>(s), of);
    });
}
TEST(MeasuredNorms, ProductSpectrumIsThatOfPlainLoops) {
    for_measured(10, [](Agreement& agreement, auto& subject, const Snapshot& s, const auto& of) {
        const auto& found = subject.product_spectrum();
        agreement.expect(named(found, s), plain::product_spectrum<Reference>(s, found.s.size()),
                         of);
    });
}
TEST(MeasuredNorms, FeatureOptimumIsThatOfPlainLoops) {
    for_measured(10, [](Agreement& agreement, auto& subject, const Snapshot& s, const auto& of) {
        agreement.expect(named(subject.feature_optimum()), plain::feature_optimum<Reference>(s),
                         of);
    });
}

/// Of the affine layers at the end, as certificates have them.
TEST(MeasuredNorms, EnclosuresAreThoseOfPlainLoops) {
    Agreement fast("the fast tier", 53), few("few columns", 53), slow("the slow tier", 53);
    for (std::uint64_t i = 0; i < 80; ++i) {
        const InstanceSpec spec =
            random_spec(i, {.heads = {HeadKind::classifier, HeadKind::affine}});
        const Snapshot s = build(spec);
        auto norms = plain::layer_norms<Reference>(s);
        for (int l = 1; l <= s.network.nonlinear_layers; ++l)
            for (const std::string name : {"W", "R", "along", "biases"})
                norms.erase(name + plain::of_layer(l + s.layer_offset));
        const auto optimum = plain::feature_optimum<Reference>(s);
        const bool has_few = s.network.nonlinear_layers == 0 &&
                             s.data.samples() >= s.data.classes + s.data.dimension();
        for (auto* tier : {&fast, &few, &slow}) {
            if (tier == &few && !has_few) continue;
            EnclosedSubject subject(s, tier == &slow ? 128 : EnclosedSubject::fast, 0,
                                    tier == &few);
            tier->expect(named(subject.layer_norms()), norms, describe(spec));
            tier->expect(named(subject.feature_optimum()), optimum, describe(spec));
        }
    }
    for (const Agreement* each : {&fast, &few, &slow}) each->expect_sharp(10);
}

} // namespace ncv::proofs
