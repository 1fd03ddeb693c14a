/// Enclosures of what claims ask of a head, as enclosures.cpp: row spaces, collapse, activations,
/// and how they are printed.
#include "network/multiprecision.hpp"
#include "support/enclosed.hpp"

#include "enclosure/activation.hpp"
#include "enclosure/collapse.hpp"
#include "enclosure/row_space.hpp"
#include "metrics/neural_collapse.hpp"

#include <Eigen/LU>

namespace ncv::proofs {
namespace {

TEST_F(Enclosures, OfWhatLiesOutsideARowSpaceContainIt) {
    Draws draw(6);
    for (int i = 0; i < 60; ++i) {
        const int K = draw.whole(1, 4), m = K + draw.whole(0, 4), n = draw.whole(1, 6);
        const Ball W(draw.matrix(K, m));
        const Ball A = draw.ball(draw.matrix(m, n)), B = draw.ball(draw.matrix(K, n));
        const Exact w = W.mid.cast<mp100>(), a = draw.member(A), b = draw.member(B);
        const Exact inverse = (w * w.transpose()).inverse();
        const EnclosedSpectrum s = spectrum(W);
        const auto rows = row_space(W, s.largest(), s.s(K));
        expect_member(a - w.transpose() * (inverse * (w * a)), rows.outside(A), "outside");
        expect_member(w.transpose() * (inverse * b), rows.pseudo_inverse_times(B), "inverse");
    }
}

/// A residual of W_L^+ is divided by s_K: where that may be 0 it proves nothing.
TEST_F(Enclosures, OfARowSpaceWithoutFullRankKnowNothing) {
    Draws draw(10);
    const Ball W(draw.matrix(2, 4)), A(draw.matrix(4, 3)), B(draw.matrix(2, 3));
    for (const Interval& smallest :
         {Interval(0), Interval(), Interval::between(0, 1), Interval::between(-1, -0.5)}) {
        const auto rows = row_space(W, Interval(1), smallest);
        EXPECT_TRUE(is_infinite(rows.outside(A).radius));
        EXPECT_TRUE(is_infinite(rows.pseudo_inverse_times(B).radius));
    }
}

/// Quotients of what may be infinite or 0 are wide, never undefined; 0/0 is anything.
TEST_F(Enclosures, OfConditionsAndRatiosAreNeverUndefined) {
    const double infinity = std::numeric_limits<double>::infinity();
    const Interval any = Interval::between(0, infinity), large = Interval::between(2, infinity);
    const Interval small = Interval::between(0, 0.5), one(1), zero(0);
    for (const Interval& s1 : {any, large, one})
        for (const Interval& sk : {any, large, small, one})
            EXPECT_FALSE(condition(s1, sk).is_nan());
    expect_inside(mp100(2), condition(one, small), "1/0.5");
    EXPECT_TRUE(is_infinite(condition(one, small)));
    const auto nc1 = [](const Interval& within, const Interval& between) {
        return detail::collapse_from(within, between, between, {}, 1, 1).nc1;
    };
    for (const Interval& within : {any, large, small, one, zero})
        for (const Interval& between : {any, large, small, one})
            EXPECT_FALSE(nc1(within, between).is_nan());
    EXPECT_TRUE(certainly_infinite(nc1(one, zero)));
    EXPECT_TRUE(nc1(small, zero).is_nan()) << "may be 0/0";
}

TEST_F(Enclosures, OfCollapseContainThatOfAllMembers) {
    Draws draw(7);
    for (int i = 0; i < 120; ++i) {
        const int K = draw.whole(2, 4), p = draw.whole(2, 6);
        std::vector<int> labels;
        for (int c = 0; c < K; ++c) labels.insert(labels.end(), draw.whole(1, 5), c);
        const auto N = static_cast<Eigen::Index>(labels.size());
        // Offsets and collapse of all degrees.
        Matrix<double> mid = draw.matrix(p, N, draw.whole(-40, 0)), means = draw.matrix(p, K);
        for (Eigen::Index j = 0; j < N; ++j) mid.col(j) += means.col(labels[std::size_t(j)]);
        const Ball Z(mid, Interval(i % 3 ? std::ldexp(mid.norm(), -10 * (i % 3)) : 0));
        const Ball W(draw.matrix(K, p));
        const Exact z = draw.member(Z);
        const auto truth = class_statistics(z, labels, K);
        const EnclosedCollapse c = collapse_of(Z, labels, K);
        expect_inside(nc1_trace_ratio(truth), c.nc1, "NC1");
        expect_inside(nc1_trace_ratio_weighted(truth), c.nc1_weighted, "weighted NC1");
        const Interval nc2 = condition(c.means, c.means.largest(), c.means.s(K), K);
        if (p >= K) expect_inside(nc2_condition_number(truth), nc2, "NC2");
        expect_inside(nc3_mean_cosine(z, Exact(W.mid.cast<mp100>()), labels), nc3_of(Z, W, labels),
                      "NC3");
    }
}

/// All samples of one class, aligned with its row; the row turns within its ball.
/// As sharp as one rounding of the sum, where double would lose all of it.
TEST_F(Enclosures, OfClassSumsContainThem) {
    Draws draw(12);
    for (int i = 0; i < 100; ++i) {
        const int p = draw.whole(1, 5), K = draw.whole(1, 3), N = K + draw.whole(0, 60);
        Matrix<double> Z = draw.matrix(p, N, draw.whole(-30, 30));
        std::vector<int> labels;
        for (int j = 0; j < N; ++j) labels.push_back(j < K ? j : draw.whole(0, K - 1));
        if (N >= K + 2) { // two of one class that cancel all but a little
            labels[static_cast<std::size_t>(N - 1)] = labels[static_cast<std::size_t>(N - 2)];
            Z.col(N - 2) = 0x1p50 * Z.col(0);
            Z.col(N - 1) = -Z.col(N - 2);
        }
        Exact sums = Exact::Zero(p, K);
        for (int j = 0; j < N; ++j)
            sums.col(labels[static_cast<std::size_t>(j)]) += Z.col(j).cast<mp100>();
        const Ball found = detail::class_sums(Z, labels, K, Interval(N));
        expect_member(sums, found, "class sums");
        EXPECT_LE(found.radius.upper(), 2e-16 * (found.mid.norm() + 1e-11 * Z.norm()));
    }
}
/// An error of the means that is all of one class comes with each of its samples.
TEST_F(Enclosures, OfColumnsByClassContainThoseOfAllMembers) {
    const Ball means(Matrix<double>{{1, 2}, {3, 4}}, Interval(0.5));
    const std::vector<int> labels{0, 1, 1, 1};
    const Ball columns = columns_by_class(means, labels);
    Exact member = means.mid.cast<mp100>();
    member(0, 1) += mp100("0.5");
    Exact out(2, 4);
    for (int j = 0; j < 4; ++j) out.col(j) = member.col(labels[static_cast<std::size_t>(j)]);
    expect_member(out, columns, "columns by class");
}

TEST_F(Enclosures, OfCosinesContainThoseOfAllRows) {
    Matrix<double> features = Matrix<double>::Zero(2, 3);
    features.row(0).setOnes();
    const Ball Z(features), W(Matrix<double>::Identity(2, 2), Interval(0.125));
    Exact turned = W.mid.cast<mp100>();
    turned(0, 1) = mp100(0.125);
    const std::vector<int> labels(3, 0);
    expect_inside(nc3_mean_cosine(Exact(features.cast<mp100>()), turned, labels),
                  nc3_of(Z, W, labels), "a row has turned");
    Draws draw(11);
    for (int i = 0; i < 200; ++i) {
        const int K = draw.whole(2, 4), p = draw.whole(2, 6);
        std::vector<int> some;
        for (int c = 0; c < K; ++c) some.insert(some.end(), draw.whole(1, 5), c);
        const auto N = static_cast<Eigen::Index>(some.size());
        const Ball z = draw.ball(draw.matrix(p, N)), w = draw.ball(draw.matrix(K, p));
        expect_inside(nc3_mean_cosine(draw.member(z), draw.member(w), some), nc3_of(z, w, some),
                      "of members");
    }
}

/// A product of two large columns overflows, of two small ones it underflows; their cosine is an
/// ordinary number.
TEST_F(Enclosures, OfCosinesHaveNoScale) {
    Matrix<double> features(2, 3), rows(2, 2);
    features << 3, -1, 5, 1, 2, -7;
    rows << 1, 4, -3, 2;
    const std::vector<int> labels{0, 1, 1};
    const mp100 truth =
        nc3_mean_cosine(Exact(features.cast<mp100>()), Exact(rows.cast<mp100>()), labels);
    for (const int z : {-1070, -600, 0, 600, 1020})
        for (const int w : {-1070, -600, 0, 600, 1020}) {
            const Interval nc3 = nc3_of(Ball(features * std::ldexp(1.0, z)),
                                        Ball(rows * std::ldexp(1.0, w)), labels);
            expect_inside(truth, nc3, "at any size");
            EXPECT_LT(nc3.upper() - nc3.lower(), 1e-14) << z << " " << w;
        }
}

TEST_F(Enclosures, OfZeroFeaturesFollowTheConvention) {
    Matrix<double> features = Matrix<double>::Identity(2, 2);
    features.col(1).setZero();
    const Ball W(Matrix<double>::Identity(2, 2));
    expect_inside(mp100("0.5"), nc3_of(Ball(features), W, {0, 1}), "a column is exactly 0");
    const Interval doubtful = nc3_of(Ball(features, Interval(1e-300)), W, {0, 1});
    expect_inside(mp100(1), doubtful, "a column may be aligned");
    expect_inside(mp100(0), doubtful, "or opposed");
}

TEST_F(Enclosures, OfActivationsContainThemFromTinyToHuge) {
    for (const auto kind : {ActivationKind::leaky_relu, ActivationKind::softplus_leaky_relu,
                            ActivationKind::gaussian_leaky_relu, ActivationKind::relu,
                            ActivationKind::tanh, ActivationKind::identity})
        for (const double sharpness : {0.25, 1.0, 400.0}) {
            const Activation a{kind, 0.1, sharpness};
            for (int e = -300; e <= 200; e += 7)
                for (const double sign : {1.0, -1.0}) {
                    const double x = sign * 1.37 * std::pow(10.0, e);
                    expect_inside(activate(a, mp100(x)), activate(a, Interval(x)), "at a point");
                    Exact at_x(1, 1);
                    at_x(0, 0) = activate(a, mp100(x));
                    expect_member(at_x, activate(a, Ball(Matrix<double>::Constant(1, 1, x))),
                                  "on a ball of radius 0");
                    const Ball one(Matrix<double>::Constant(1, 1, x), Interval(std::abs(x) / 8));
                    for (const double share : {-0.125, 0.0, 0.125}) {
                        Exact y(1, 1);
                        y(0, 0) = activate(a, mp100(mp100(x) + mp100(share) * mp100(std::abs(x))));
                        expect_member(y, activate(a, one), "on a ball");
                    }
                    const Interval wide = Interval::between(x, x + std::abs(x) / 2);
                    for (const double share : {0.0, 0.25, 0.499})
                        expect_inside(activate(a, mp100(mp100(x) + mp100(share) * abs(mp100(x)))),
                                      activate(a, wide), "on an interval");
                }
        }
}

/// From where sigma is a line to where it bends, cell by cell, and numbers that only MPFR takes.
TEST_F(Enclosures, OfSmoothActivationsKeepMoreDigitsThanDouble) {
    Draws draw(4);
    for (const auto kind : {ActivationKind::softplus_leaky_relu,
                            ActivationKind::gaussian_leaky_relu, ActivationKind::tanh})
        for (const double sharpness : {0.25, 1.0, 7.3, 400.0, 0x1p-30, 0x1p40}) {
            SmoothActivation sigma(Activation{kind, 0.1, sharpness});
            const bool ordinary =
                kind == ActivationKind::tanh || (0x1p-20 < sharpness && sharpness < 0x1p20);
            for (int i = 0; i < 600; ++i) {
                const int scale = i % 3 == 0   ? draw.whole(-1060, 1000)
                                  : i % 3 == 1 ? draw.whole(-30, 12)
                                               : draw.whole(-4, 4);
                const double x = std::ldexp(draw.normal(), scale - std::ilogb(sharpness));
                const EnclosedValue found = sigma.at(x);
                const Interval truth = activate(Activation{kind, 0.1, sharpness}, Interval(x));
                const Interval off = abs(truth - Interval(found.value) - Interval(found.rest));
                EXPECT_LE(off.lower(), found.error) << x << " of sharpness " << sharpness;
                if (ordinary && std::abs(x) > 0x1p-500 && std::abs(x) < 0x1p400) {
                    EXPECT_LE(found.error, 0x1p-55 * std::abs(found.value)) << x;
                }
            }
            EXPECT_EQ(sigma.at(0).value, 0);
            EXPECT_EQ(sigma.at(0).error, 0);
        }
}

TEST_F(Enclosures, OfSlopesContainThemOnBothSidesOfTheKink) {
    for (const auto kind : {ActivationKind::leaky_relu, ActivationKind::softplus_leaky_relu,
                            ActivationKind::gaussian_leaky_relu, ActivationKind::relu,
                            ActivationKind::tanh, ActivationKind::identity}) {
        const Activation a{kind, 0.1, 3};
        for (int e = -20; e <= 2; ++e) {
            const double x = 1.37 * std::pow(10.0, e);
            for (const double y : {-x, x}) {
                expect_inside(slope(a, mp100(y)), slope(a, Interval(y)), "at a point");
                const Interval around = Interval::between(y - x / 2, y + x / 2);
                for (const double share : {-0.49, 0.0, 0.49})
                    expect_inside(slope(a, mp100(mp100(y) + mp100(share) * mp100(x))),
                                  slope(a, around), "on one side");
            }
            const Interval across = Interval::between(-x, 2 * x);
            for (const double share : {-1.0, 0.0, 0.5, 1.99})
                expect_inside(slope(a, mp100(mp100(share) * mp100(x))), slope(a, across),
                              "across 0");
        }
    }
}

TEST_F(Enclosures, ArePrintedWiderAndMeasuredOnesRoundedOutwards) {
    constexpr double inf = std::numeric_limits<double>::infinity();
    Draws draw(8);
    for (int i = 0; i < 200; ++i) {
        const Interval third = Interval(draw.normal()) / Interval(3);
        const Interval x = Interval::hull(third, third + Interval(std::abs(draw.normal())));
        for (const Interval& shown : {printed(x), settled(x, -inf, inf)}) {
            EXPECT_TRUE(certainly_greater(Interval::at(x.left()), Interval::at(shown.left())));
            EXPECT_TRUE(certainly_greater(Interval::at(shown.right()), Interval::at(x.right())));
        }
        const double width = x.upper() - x.lower(), more = printed(x).upper() - x.upper();
        EXPECT_NEAR(more, width / 4, 1e-9 * (1 + width));
    }
    EXPECT_TRUE(is_zero(printed(Interval(2)) - Interval(2)));
    EXPECT_EQ(settled(Interval()).lower(), 0);
    EXPECT_TRUE(is_infinite(settled(Interval())));
    // Without a width the finite end moves all the same.
    EXPECT_EQ(printed(Interval::between(3, inf)).lower(), std::nextafter(3, 0));
}

/// Exact zeros stay, what is next to 0 is not told from it, and nothing leaves its range.
TEST_F(Enclosures, OfMeasuredQuantitiesStayInTheirRange) {
    EXPECT_TRUE(settled(Interval(0)).is_point());
    EXPECT_TRUE(settled(Interval(0x1p-300)).is_point());
    const Interval tiny = settled(Interval::between(0x1p-300, 0x1p-299));
    EXPECT_EQ(tiny.lower(), 0);
    EXPECT_EQ(tiny.upper(), 0x1p-200);
    const Interval either = settled(Interval::between(-0x1p-300, 0x1p-299), -1, 1);
    EXPECT_EQ(either.lower(), -0x1p-200);
    EXPECT_EQ(settled(Interval::between(-1, 2)).lower(), 0);
    EXPECT_EQ(settled(Interval::between(0.5, 2), -1, 1).upper(), 1);
}

/// What is printed of a margin is met, failed or open as the margin is.
TEST_F(Enclosures, OfMarginsArePrintedWithTheirSign) {
    const Interval met = Interval::between(0x1p-80, 1), failed = Interval::between(-1, -0x1p-80),
                   zero = Interval::between(-1, 0), open = Interval::between(-0x1p-80, 1);
    EXPECT_TRUE(printed_margin(met).is_positive());
    EXPECT_LE(printed_margin(met).lower(), 0x1p-80);
    EXPECT_TRUE(printed_margin(failed).is_not_positive());
    EXPECT_TRUE(printed_margin(zero).is_not_positive());
    EXPECT_FALSE(printed_margin(open).is_positive());
    EXPECT_FALSE(printed_margin(open).is_not_positive());
    // Positive, and no double that is positive is below it.
    const Interval least = Interval(0x1p-1000) * Interval(0x1p-500);
    EXPECT_EQ(printed_margin(least).lower(), 0);
    EXPECT_GT(printed_margin(least).upper(), 0);
}

/// Where a divisor may be 0 a bound has no upper end; where it is not positive it is infinite.
TEST_F(Enclosures, OfQuotientsHaveTheEndsThatCanBeTold) {
    const auto expect_ends = [](const Interval& x, double lower, double upper) {
        EXPECT_EQ(x.lower(), lower);
        EXPECT_EQ(x.upper(), upper);
    };
    constexpr double inf = std::numeric_limits<double>::infinity();
    const auto between = [](double a, double b) { return Interval::between(a, b); };
    expect_ends(over(between(1, 2), between(-1, 2)), 0.5, inf);
    expect_ends(over(between(1, 2), between(-1, 0)), inf, inf);
    expect_ends(over(between(1, 2), between(2, 4)), 0.25, 1);
    expect_ends(between(1, 2) / between(0, 2), 0.5, inf);
    expect_ends(Interval(1) / Interval(0), inf, inf);
    expect_ends(Interval(0) / Interval(0), 0, inf);
    expect_ends(between(-1, 2) / between(0, 2), -inf, inf);
    expect_ends(between(1, 2) / between(-1, 2), -inf, inf);
    expect_ends(between(0, 2) * Interval(inf), -inf, inf);
    expect_ends(Interval(inf) - Interval(inf), -inf, inf);
    EXPECT_TRUE((Interval() + Interval(1)).is_nan());
}

} // namespace
} // namespace ncv::proofs
