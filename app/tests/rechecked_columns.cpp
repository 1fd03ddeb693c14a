/// Few columns in ncv-recheck: what they say of heads with many samples is what all samples say, what is
/// computed in double of single samples holds it, and no certificate of such a head is forged.
#include "certify/certificate.hpp"
#include "certify/certificate_file.hpp"
#include "io/digest.hpp"
#include "io/snapshot_file.hpp"

#include "recheck.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace recheck;

struct Kind {
    std::vector<Eigen::Index> widths; ///< of features, hidden affine layers, classes
    Eigen::Index samples;
    bool cross_entropy = false, biases = false;
    double collapse = 0.3; ///< of features towards their class means
    bool single_precision = false;
    int dead = 0;     ///< units that are 0
    int constant = 0; ///< units after these that are 3
};

/// Unequal classes.
ncv::Snapshot head(const Kind& kind, unsigned seed) {
    std::mt19937_64 random(seed);
    const auto drawn = [&](Eigen::Index rows, Eigen::Index cols) {
        std::normal_distribution<double> normal;
        return Eigen::MatrixXd::NullaryExpr(rows, cols, [&] { return normal(random); }).eval();
    };
    const auto K = static_cast<int>(kind.widths.back());
    const Eigen::Index p = kind.widths.front(), N = kind.samples;
    ncv::Snapshot s;
    const Eigen::MatrixXd means = drawn(p, K);
    Eigen::MatrixXd X = kind.collapse * drawn(p, N);
    std::vector<int> labels;
    for (Eigen::Index i = 0; i < N; ++i) {
        const double share = static_cast<double>(i * 7919 % N) / static_cast<double>(N);
        labels.push_back(std::min(K - 1, static_cast<int>(K * std::pow(share, 1.5))));
        X.col(i) += means.col(labels.back());
    }
    X.topRows(kind.dead).setZero();
    X.middleRows(kind.dead, kind.constant).setConstant(3);
    if (kind.single_precision) X = X.cast<float>().cast<double>().eval();
    s.data = {X, labels, K};
    for (std::size_t l = 1; l < kind.widths.size(); ++l) {
        s.network.weights.push_back(drawn(kind.widths[l], kind.widths[l - 1]) /
                                    std::sqrt(static_cast<double>(p)));
        if (kind.biases) s.network.biases.push_back(drawn(kind.widths[l], 1));
    }
    s.loss.kind = kind.cross_entropy ? ncv::LossKind::cross_entropy : ncv::LossKind::squared_error;
    return s;
}

const Kind kinds[]{{{5, 2}, 60},
                   {{5, 3}, 90, true, true},
                   {{6, 4, 3}, 90, false, false, 1e-12},
                   {{6, 4, 3}, 90, true, false, 1e-12},
                   {{7, 9, 5, 4}, 150, false, true, 0.3, true, 2},
                   {{7, 9, 5, 4}, 150, true, true, 0.05, true, 1},
                   {{3, 8}, 200, false, false, 0.3, true},
                   {{3, 8}, 200, true},
                   {{17, 12, 9}, 1200, false, false, 0.1, true},
                   {{40, 3}, 200, false, false, 1e3},
                   {{6, 3}, 90, false, true, 0.3, true, 1, 1},
                   {{7, 5, 3}, 90, true, false, 0.1, false, 0, 2},
                   {{6, 4, 3}, 90, false, false, 0}};

class RecheckedColumns : public testing::Test {
  protected:
    void SetUp() override { bits = 192; }
    void TearDown() override { bits = 128; }

    /// Both hold the same number, and the first tells it nearly to a double's digits.
    static void expect_same(I few, I all, const std::string& what, double within = 1e-12) {
        EXPECT_FALSE(few.apart(all)) << what << ": " << text(few) << " and " << text(all);
        const Interval room = within * max(max(few, 0 - few), 1e-40);
        EXPECT_TRUE(subtract(few.upper, few.lower, up) <= room.upper) << what << ": " << text(few);
    }
    static std::string text(I x) {
        return fmt::format("[{:a}, {:a}]", arf_get_d(x.lower.x, down), arf_get_d(x.upper.x, up));
    }
};

template <class Take>
void for_each_kind(const Take& take) {
    unsigned seed = 0;
    for (const Kind& kind : kinds) {
        const File file("drawn", ncv::format_snapshot(head(kind, ++seed)));
        const Snapshot s = parse_snapshot(file);
        SCOPED_TRACE(fmt::format("kind {}", seed));
        take(s);
    }
}

TEST_F(RecheckedColumns, TellOfEveryQuantityWhatAllSamplesTell) {
    for_each_kind([](const Snapshot& s) {
        const FewColumns columns(s);
        const Network few(s, &columns), all(s);
        for (long l = 0; l <= few.L; ++l) {
            const Balls &Z = few.Z[at(l)], &Z_all = all.Z[at(l)];
            if (l < few.L - 2) continue;
            expect_same(squared_norm(Z), squared_norm(Z_all), "features");
            expect_same(squared_norm(Z * Z.transpose()), squared_norm(Z_all * Z_all.transpose()),
                        "their squares");
            for (const bool weighted : {false, true})
                expect_same(within_class_ratio(Z, s, weighted),
                            within_class_ratio(Z_all, s, weighted), "NC1");
        }
        for (long l = 1; l <= few.L; ++l)
            expect_same(squared_norm(few.G[at(l)]), squared_norm(all.G[at(l)]), "gradient", 1e-10);
        expect_same(squared_norm(few.E), squared_norm(all.E), "eps1");
        const Balls& W = few.W[at(few.L)];
        expect_same(mean_cosine(few.each(few.L - 1), W, few, s),
                    mean_cosine(all.each(few.L - 1), W, all, s), "NC3");
        const LayerNorms norms(few, s), all_norms(all, s);
        expect_same(norms.distance, all_norms.distance, "distance");
        for (std::size_t l = 0; l < norms.layers.size(); ++l)
            expect_same(norms.layers[l].due, all_norms.layers[l].due, "due", 1e-10);

        const LastLayer last(few, s), all_last(all, s);
        using Member = Ball LastLayer::*;
        for (const Member m : {&LastLayer::eps1, &LastLayer::entropy, &LastLayer::balanced_entropy,
                               &LastLayer::soft_margin, &LastLayer::margin, &LastLayer::S_W,
                               &LastLayer::S_B, &LastLayer::P_W, &LastLayer::P_B, &LastLayer::rest})
            expect_same(last.*m, all_last.*m, "last layer");
        expect_same(2 + last.nc3, 2 + all_last.nc3, "centred NC3");
        expect_same(last.errors(0), all_last.errors(0), "errors");
        expect_same(last.not_nearest(), all_last.not_nearest(), "not nearest");
        for (std::size_t i = 0; i < last.samples.size(); ++i) {
            expect_same(last.samples[i].margin, all_last.samples[i].margin, "margin", 1e-7);
            expect_same(last.samples[i].projected, all_last.samples[i].projected, "projected",
                        1e-10);
            expect_same(last.samples[i].nearness, all_last.samples[i].nearness, "nearness", 1e-7);
            expect_same(2 + last.samples[i].cosine, 2 + all_last.samples[i].cosine, "cosine");
        }
        for (slong c = 0; c < s.classes(); ++c)
            for (slong j = 0; j < s.classes(); ++j)
                if (j != c)
                    expect_same(Ball(last.variances.at(c, j)), Ball(all_last.variances.at(c, j)),
                                "variance");
    });
}

/// Numbers that 88 bits below the largest do not reach.
TEST_F(RecheckedColumns, HoldWhatIsLeftOutOfNumbersOfManySizes) {
    ncv::Snapshot drawn = head({{4, 3}, 80}, 5);
    for (Eigen::Index i = 0; i < drawn.data.inputs.cols(); ++i)
        drawn.data.inputs.col(i) *= std::ldexp(1, static_cast<int>(-i));
    const File file("drawn", ncv::format_snapshot(drawn));
    const Snapshot s = parse_snapshot(file);
    const FewColumns columns(s);
    const Network few(s, &columns), all(s);
    expect_same(squared_norm(few.Z[0]), squared_norm(all.Z[0]), "features");
    EXPECT_GT(mag_get_d(arb_radref(few.Z[0].at(0, 4))), 0x1p-90);
    expect_same(LastLayer(few, s).S_W, LastLayer(all, s).S_W, "S_W");
}

/// B e_i of single samples: within its radius of what balls say.
TEST_F(RecheckedColumns, HoldEachSampleWithinItsRadius) {
    for_each_kind([](const Snapshot& s) {
        const FewColumns columns(s);
        const Network few(s, &columns), all(s);
        double nearest = 0; // largest share of a radius that is needed
        columns.for_each_block(few.each(few.L), [&](const FewColumns::Block& b) {
            for (slong i = 0; i < b.values.rows; ++i)
                for (slong j = 0; j < s.classes(); ++j) {
                    const Ball off = Ball(all.logits().at(j, b.samples[at(i)])) - b.values(i, j);
                    const double share =
                        std::abs(arf_get_d(arb_midref(off.x), up)) / b.radius[at(i)];
                    nearest = std::max(nearest, share);
                    EXPECT_LT(share, 1);
                }
        });
        EXPECT_GT(nearest, 0.01);
    });
}

TEST_F(RecheckedColumns, HaveExponentialsOfDerivedBounds) {
    std::mt19937_64 random{3};
    std::vector<double> t{0,
                          -0x1p-1074,
                          -0x1p-60,
                          -0.34657359027997264,
                          -0.34657359027997270,
                          -708,
                          -707.99999,
                          -708.001,
                          -1e308,
                          -HUGE_VAL};
    for (int i = 0; i < 200'000; ++i)
        t.push_back(-std::uniform_real_distribution<double>(0, i % 2 ? 708 : 2)(random));
    std::vector<double> e(t.size());
    const auto n = std::ssize(t);
    const double sum = exponentials(t.data(), n, 0, e.data());
    Ball all;
    double farthest = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
        const Ball right = std::isinf(t[i]) ? Ball() : exp(Ball(t[i]));
        all = all + right;
        const double off = std::abs(arf_get_d(arb_midref((right - e[i]).x), up));
        EXPECT_LE(off, 8 * roundoff * e[i] + 0x1p-1020) << t[i];
        if (t[i] > -700) farthest = std::max(farthest, off / e[i]);
    }
    EXPECT_GT(farthest, 0.5 * roundoff);
    EXPECT_LE(std::abs(arf_get_d(arb_midref((all - sum).x), up)), exponentials_error(n) * sum);
}

TEST_F(RecheckedColumns, AreProductsWithinTheirBound) {
    std::mt19937_64 random{4};
    std::uniform_real_distribution<double> uniform(0.5, 1);
    for (const slong depth : {1L, 15L, 16L, 17L, 300L, 1000L}) {
        Doubles A(13, depth), B(9, depth);
        for (double& x : A.values) x = uniform(random);
        for (double& x : B.values) x = uniform(random);
        const Doubles C = times_transpose(A, B);
        for (slong i = 0; i < 13; ++i)
            for (slong j = 0; j < 9; ++j) {
                Ball right;
                for (slong k = 0; k < depth; ++k) right = right + Ball(A(i, k)) * Ball(B(j, k));
                const double off = std::abs(arf_get_d(arb_midref((right - C(i, j)).x), up));
                EXPECT_LE(off, gamma_of(summands(depth)) * C(i, j));
            }
    }
}

TEST_F(RecheckedColumns, AreExactSumsExact) {
    std::mt19937_64 random{5};
    for (const slong slices : {1L, 2L, 3L, 4L}) {
        Doubles V(700, 13);
        const double unit = std::ldexp(1, static_cast<int>(1 - 22 * slices));
        for (double& x : V.values) // of 53 bits at most, from any slice
            x = std::ldexp(static_cast<double>(random() >> 11),
                           static_cast<int>(random() % 8) - 60);
        for (double& x : V.values) x = std::min(1 - 0x1p-22, std::nearbyint(x / unit) * unit);
        for (std::size_t i = 0; i < V.values.size(); i += 2) V.values[i] *= -1;
        ExactSums sums(13, slices);
        sums.add(V);
        bits = 4096;
        Balls right(13, 13), total(13, 1);
        for (slong i = 0; i < V.rows; ++i)
            for (slong j = 0; j < 13; ++j) {
                arb_add(total.at(j, 0), total.at(j, 0), Ball(V(i, j)).x, bits);
                for (slong k = 0; k < 13; ++k)
                    arb_addmul(right.at(j, k), Ball(V(i, j)).x, Ball(V(i, k)).x, bits);
            }
        EXPECT_TRUE(arb_mat_equal(sums.products_taken().m, right.m)) << slices;
        EXPECT_TRUE(arb_mat_equal(sums.sum_taken().m, total.m)) << slices;
        EXPECT_TRUE(arb_mat_is_zero(sums.products_taken().m));
        EXPECT_TRUE(arb_mat_is_zero(sums.sum_taken().m));
    }
}

/// A head that `verify` takes in few columns, with what `ncv certify` says of it.
struct Certified {
    std::string bytes, text;
    explicit Certified(bool cross_entropy) {
        using Widths = std::vector<Eigen::Index>;
        const Widths widths = cross_entropy ? Widths{32, 4} : Widths{32, 12, 4};
        ncv::Snapshot s = head({widths, 8192, cross_entropy, cross_entropy, 0.2, true}, 9);
        if (!cross_entropy) s.weight_decay = 0.01;
        bytes = ncv::format_snapshot(s);
        s = ncv::parse_snapshot(bytes, "drawn");
        const auto never = [](unsigned, double) { return false; };
        text = ncv::format_certificate(ncv::certify(s, never), s,
                                       {ncv::sha256_of(bytes), bytes.size()});
    }
};

/// With either end for both, a quarter of the width beyond the number; but 0, which some numbers are.
template <class Check>
int count_forged(Json& part, const std::string& where, const Check& is_refused) {
    if (!part.is_structured()) return 0;
    if (part.is_array() && part.size() == 2 && part[0].is_string() && part[0] != part[1]) {
        const Json honest = part;
        int count = 0;
        for (const std::size_t end : {0u, 1u}) {
            if (honest[end] == "0x0p+0" || honest[end] == "inf" || honest[0] == "-inf") continue;
            part[0] = part[1] = honest[end];
            EXPECT_TRUE(is_refused()) << where << " " << honest.dump() << " " << end;
            ++count;
        }
        part = honest;
        return count;
    }
    int count = 0;
    for (auto& [key, inner] : part.items())
        count += count_forged(inner, where + "/" + key, is_refused);
    return count;
}

TEST_F(RecheckedColumns, VerifyWhatIsCertifiedAndNothingElse) {
    for (const bool cross_entropy : {false, true}) {
        const Certified honest(cross_entropy);
        const File file("drawn", honest.bytes);
        EXPECT_NO_THROW(verify({"drawn.json", honest.text}, file));
        EXPECT_EQ(bits, 128);
        const Snapshot s = parse_snapshot(file);
        const FewColumns columns(s);
        const Network few(s, &columns);
        const LastLayer last(few, s);
        const LayerNorms norms(few, s);
        Json printed = Json::parse(honest.text);
        const auto forged = [&](const char* part, const auto& check) {
            return count_forged(printed[part], part, [&] {
                try {
                    check();
                } catch (const Failure& e) {
                    return e.code != unreadable;
                }
                return false;
            });
        };
        const auto expect_refused = [&](const char* part, int least, const auto& check) {
            EXPECT_NO_THROW(check()) << part << ": few columns are not enough";
            EXPECT_GT(forged(part, check), least);
        };
        const auto affine = [&] { affine_part(printed, few, s); };
        expect_refused("last_layer", 25, [&] { last.quantities(printed); });
        expect_refused("claims", 50, [&] { claims_part(printed, last, norms, s); });
        if (cross_entropy) continue;
        expect_refused("affine_tail", 20, affine);
        expect_refused("affine_layers", 30, affine);
        for (const char* part : {"quantities", "layers"})
            expect_refused(part, 10, [&] { measured_part(printed, few, s); });
    }
}

} // namespace
