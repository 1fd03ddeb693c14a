/// What is measured of a head, in every arithmetic, against plain loops that share nothing with
/// measure_head or measure_head_products but the snapshot.
#include "network/multiprecision.hpp"
#include "support/agreement.hpp"

#include "instances/instance.hpp"
#include "measure/enclosed_subject.hpp"
#include "measure/head.hpp"
#include "measure/head_products.hpp"
#include "measure/identities.hpp"

namespace ncv::proofs {
namespace {

template <class Real>
Found<Real> products_of(const HeadProducts<Real>& products, int L1) {
    Found<Real> all;
    for (const auto& cut : products.cuts) {
        const std::string of = plain::of_layer(cut.l);
        all.push_back({"Z" + of, cut.Z});
        all.push_back({"tail" + of, cut.tail});
        all.push_back({"kappa" + of, cut.kappa});
        if (cut.l > L1) all.push_back({"W" + of, cut.W});
    }
    return all;
}

/// Counted once more, by hand.
template <class Real>
void expect_counts(const Measured<Real>& m, const Snapshot& s) {
    const auto& W = s.network.weights;
    const auto L = static_cast<int>(W.size()), L1 = s.network.nonlinear_layers;
    EXPECT_EQ(m.K, s.data.classes);
    EXPECT_EQ(m.N, static_cast<int>(s.data.labels.size()));
    EXPECT_EQ(m.L, L);
    EXPECT_EQ(m.L1, L1);
    EXPECT_EQ(m.L2, L - L1);
    for (int c = 0; c < s.data.classes; ++c)
        EXPECT_EQ(m.N_c[static_cast<std::size_t>(c)],
                  std::count(s.data.labels.begin(), s.data.labels.end(), c));
    const auto width = [&](int l) {
        return l == 0 ? W.front().cols() : W[static_cast<std::size_t>(l - 1)].rows();
    };
    EXPECT_EQ(m.m, W.back().cols());
    EXPECT_EQ(m.n_before, W[W.size() - 2].cols());
    Eigen::Index narrowest = width(L1);
    for (int l = L1; l < L; ++l) narrowest = std::min(narrowest, width(l));
    EXPECT_EQ(m.head_width, narrowest);
    const auto kind = s.network.activation.kind;
    EXPECT_EQ(m.positively_homogeneous, L1 == 0 || kind == ActivationKind::relu ||
                                            kind == ActivationKind::leaky_relu ||
                                            kind == ActivationKind::identity);
    EXPECT_EQ(m.eta, s.learning_rate);
    EXPECT_EQ(m.lambda, s.weight_decay);
    ASSERT_EQ(m.head.size(), static_cast<std::size_t>(L - 1 - L1));
    for (std::size_t i = 0; i < m.head.size(); ++i) {
        const int l = L1 + 1 + static_cast<int>(i);
        EXPECT_EQ(m.head[i].l, l + s.layer_offset);
        EXPECT_EQ(m.head[i].width, width(l));
    }
}

/// A numerical rank below K takes s_K for rounding, 8 max(rows, cols) u s_1 (docs/numbers.md), and
/// leaves out what divides by it; then so does the reference.
template <class Real>
plain::Quantities<Reference> at_rank(const Measured<Real>& m, plain::Quantities<Reference> truth,
                                     const Reference& u) {
    const auto longer = static_cast<double>(std::max<Eigen::Index>(m.K, m.m));
    if (m.head_rank < m.K) {
        EXPECT_TRUE(truth.at("s_K") <= Reference(8 * longer) * u * truth.at("s1"));
        for (const char* name :
             {"outside_frobenius", "outside_operator", "collapsed", "to_collapsed"})
            truth.erase(name);
    }
    return truth;
}

/// No layer is left out, and each defect is rounding: B4's where sigma is positively homogeneous.
template <class Real>
void expect_identities(const Measured<Real>& m, const Identities<Real>& found, const Snapshot& s) {
    EXPECT_EQ(found.b1.size(), static_cast<std::size_t>(m.L - 1 - m.L1));
    EXPECT_EQ(found.b4.size(), static_cast<std::size_t>(m.positively_homogeneous ? m.L - 1 : m.L1));
    for (const auto* all : {&found.b2, &found.b2r, &found.b2f})
        EXPECT_EQ(all->size(), found.b1.size());
    for (const auto* all : {&found.b1, &found.b2, &found.b2r, &found.b2f, &found.b4})
        for (std::size_t i = 0; i < all->size(); ++i) {
            const auto& identity = (*all)[i];
            const int first = all == &found.b4 ? 1 : m.L1 + 1;
            EXPECT_EQ(identity.layer, first + static_cast<int>(i) + s.layer_offset);
            if (all == &found.b4 && !m.positively_homogeneous) continue;
            EXPECT_LE(identity.defect.value, identity.budget.value) << identity.layer;
        }
}

/// Networks of every kind, some as a head alone.
Snapshot head_network(std::uint64_t i) {
    Snapshot s = build(random_spec(i));
    if (i % 5 == 4 && s.network.nonlinear_layers == 0) s.layer_offset = 2;
    return s;
}

constexpr std::uint64_t networks = 60;

TEST(MeasuredHead, IsThatOfPlainLoopsInEveryArithmetic) {
    Agreement binary64("double", 53), mp("mp", 332), fast("the fast tier", 53);
    Agreement slow("the slow tier", 53); // settled on doubles
    for (std::uint64_t i = 0; i < networks; ++i) {
        const Snapshot s = head_network(i);
        if (s.network.depth() < 2) continue;
        const std::string of = describe(random_spec(i));
        const auto truth = plain::head<Reference>(s);
        const Reference u(unit_roundoff<double>()), tiny(unit_roundoff<mp100>());
        const auto in_double = measure(s, track<double>(s));
        const auto in_mp = measure(s, track<mp100>(s));
        const auto in_fast = measure_fast(s), in_slow = measure_slow(s, 128);
        binary64.expect(quantities_of(in_double), at_rank(in_double, truth, u), of);
        mp.expect(quantities_of(in_mp), at_rank(in_mp, truth, tiny), of);
        fast.expect(quantities_of(in_fast), at_rank(in_fast, truth, 0), of);
        slow.expect(quantities_of(in_slow), at_rank(in_slow, truth, 0), of);
        SCOPED_TRACE(of);
        expect_counts(in_double, s);
        expect_counts(in_mp, s);
        expect_counts(in_fast, s);
        expect_counts(in_slow, s);
        expect_identities(in_double, measure_identities(s, track<double>(s)), s);
        expect_identities(in_mp, measure_identities(s, track<mp100>(s)), s);
    }
    for (const Agreement* each : {&binary64, &mp, &fast, &slow}) each->expect_sharp(10);
}

TEST(MeasuredHead, ProductsAreThoseOfPlainLoopsInEveryArithmetic) {
    Agreement binary64("double", 53), mp("mp", 332);
    for (std::uint64_t i = 0; i < networks; ++i) {
        const Snapshot s = head_network(i);
        if (s.network.depth() < 2) continue;
        const int lowest = s.network.nonlinear_layers + s.layer_offset;
        const std::string of = describe(random_spec(i));
        const auto truth = plain::cuts<Reference>(s);
        binary64.expect(products_of(measure_head_products(s, track<double>(s)), lowest), truth, of);
        mp.expect(products_of(measure_head_products(s, track<mp100>(s)), lowest), truth, of);
    }
    binary64.expect_sharp(10);
    mp.expect_sharp(10);
}

} // namespace
} // namespace ncv::proofs
