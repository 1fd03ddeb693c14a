/// Every enclosure of the fast tier contains what it says, for every member of its inputs' balls:
/// against 100 digits, with matrices chosen so that each term of each bound is needed.
#include "support/plain.hpp"

#include "enclosure/activation.hpp"
#include "enclosure/collapse.hpp"
#include "enclosure/environment.hpp"
#include "enclosure/row_space.hpp"
#include "metrics/neural_collapse.hpp"

#include <Eigen/LU>
#include <gtest/gtest.h>

#include <random>

namespace ncv::proofs {
namespace {

using Ball = BallMatrix<double>;
using Exact = Matrix<mp100>;

mp100 upper(const Interval& x) {
    mp100 out;
    mpfr_set(out.backend().data(), x.right(), MPFR_RNDU);
    return out;
}
mp100 lower(const Interval& x) {
    mp100 out;
    mpfr_set(out.backend().data(), x.left(), MPFR_RNDD);
    return out;
}
void expect_inside(const mp100& truth, const Interval& x, const char* what) {
    const mp100 slack = abs(truth) * mp100("1e-80") + mp100("1e-400");
    EXPECT_TRUE(lower(x) <= truth + slack && truth - slack <= upper(x))
        << what << ": " << truth.str(25) << " in [" << lower(x).str(25) << ", " << upper(x).str(25)
        << "]";
}
void expect_member(const Exact& truth, const Ball& ball, const char* what) {
    const mp100 distance = Exact(truth - ball.mid.cast<mp100>()).norm();
    EXPECT_TRUE(distance <= upper(ball.radius) * (1 + mp100("1e-80")))
        << what << ": " << distance.str(10) << " above " << upper(ball.radius).str(10);
}

class Draws {
  public:
    explicit Draws(unsigned seed) : random_(seed) {}
    int whole(int least, int most) {
        return std::uniform_int_distribution<int>(least, most)(random_);
    }
    double normal() { return std::normal_distribution<double>()(random_); }
    Matrix<double> matrix(Eigen::Index rows, Eigen::Index cols, int exponent = 0) {
        Matrix<double> A(rows, cols);
        for (double& a : A.reshaped()) a = std::ldexp(normal(), exponent + whole(-2, 2));
        return A;
    }
    /// Often exact, else with a radius of up to the midpoint's own size.
    Ball ball(Matrix<double> mid) {
        const int kind = whole(0, 2);
        const double size = mid.norm();
        return {std::move(mid), Interval(kind ? size * std::ldexp(1.0, -20 * (kind - 1)) : 0)};
    }
    /// A member of the ball, on its boundary.
    Exact member(const Ball& A) {
        const Exact away = matrix(A.rows(), A.cols()).cast<mp100>();
        return A.mid.cast<mp100>() + away * mp100(upper(A.radius) / away.norm());
    }

  private:
    std::mt19937_64 random_;
};

/// Everything here happens in the fast tier's environment and precision.
class Enclosures : public testing::Test {
    StandardFloatingPoint standard_;
    IntervalPrecision precision_{200};
};

TEST_F(Enclosures, OfProductsSumsAndMultiplesContainThoseOfAllMembers) {
    Draws draw(1);
    for (int i = 0; i < 300; ++i) {
        const int n = draw.whole(1, 12), k = draw.whole(1, 30), m = draw.whole(1, 12);
        const Ball A = draw.ball(draw.matrix(n, k, draw.whole(-30, 30)));
        const Ball B = draw.ball(draw.matrix(k, m, draw.whole(-30, 30)));
        const Ball C = draw.ball(draw.matrix(n, k, draw.whole(-30, 30)));
        const Exact a = draw.member(A), b = draw.member(B), c = draw.member(C);
        expect_member(a * b, A * B, "product");
        expect_member(a * b, plain_product(A, B), "plain product");
        expect_member(a + c, A + C, "sum");
        expect_member(a - c, A - C, "difference");
        const double t = draw.normal();
        expect_member(mp100(t) * a, t * A, "multiple");
        expect_member(a.transpose(), A.transpose(), "transpose");
        expect_inside(a.norm(), frobenius_norm(A), "Frobenius norm");
    }
}

/// A positive radius only where it must be: two balls whose radii are all that is inexact.
TEST_F(Enclosures, OfProductsGrowByEachFactorsRadius) {
    const Ball one(Matrix<double>::Ones(1, 1), Interval(0.5)), exact(Matrix<double>::Ones(1, 1));
    Exact far(1, 1);
    far(0, 0) = mp100("1.5");
    expect_member(far, one * exact, "radius of the first");
    expect_member(far, exact * one, "radius of the second");
    expect_member(far * far, one * one, "both");
    expect_member(far * far, plain_product(one, one), "both, plain");
    const Ball unit(Matrix<double>::Identity(2, 2));
    const Ball about(Matrix<double>::Identity(2, 2), Interval(0.5));
    Exact off = Exact::Identity(2, 2);
    off(0, 1) = mp100("0.5");
    expect_member(off, about * unit, "radius of the first, two columns");
    expect_member(off, unit * about, "radius of the second, two columns");
    expect_member(far + far, one + one, "both radii of a sum");
    expect_member(mp100(3) * far, 3.0 * one, "radius of a multiple");
}

TEST_F(Enclosures, UseTheUnitRoundoffAndItsGamma) {
    const mp100 u = mp100(std::nextafter(1.0, 2.0) - 1.0) / 2;
    EXPECT_TRUE(upper(enclosed_roundoff(1.0)) >= u);
    EXPECT_TRUE(upper(enclosed_roundoff(mpx(1))) >= ldexp(mp100(1), -200 - 10));
    for (int k : {1, 7, 1000})
        EXPECT_TRUE(upper(enclosed_gamma<double>(k)) >= k * u / (1 - k * u)) << k;
    EXPECT_GE(least_positive(1.0).upper(), std::numeric_limits<double>::denorm_min());
}

/// Each partial sum of 2^53 + 1 + 1 .. rounds down by a whole unit: the bound must grow with k.
TEST_F(Enclosures, OfProductsCoverTheWorstOrderOfSummation) {
    const int k = 40;
    Matrix<double> row = Matrix<double>::Ones(1, k);
    row(0, 0) = 0x1p53;
    const Ball A(row), ones(Matrix<double>::Ones(k, 1));
    const Exact truth = A.mid.cast<mp100>() * ones.mid.cast<mp100>();
    expect_member(truth, plain_product(A, ones), "plain");
    expect_member(truth, A * ones, "fine");
}

TEST_F(Enclosures, CoverUnderflowAndSayInfinityOfOverflow) {
    const Ball tiny(Matrix<double>::Constant(3, 3, 0x1.8p-540));
    const Exact truth = tiny.mid.cast<mp100>() * tiny.mid.cast<mp100>();
    expect_member(truth, tiny * tiny, "underflow of a product");
    expect_member(truth, plain_product(tiny, tiny), "underflow of a plain product");
    const Ball least(Matrix<double>::Constant(2, 2, 0x1p-1074));
    expect_member(mp100(0.25) * least.mid.cast<mp100>(), 0.25 * least, "underflow of a multiple");
    expect_inside(mp100(std::ldexp(3.0, -540)) * mp100(1.5), frobenius_norm(tiny), "norm");
    const Ball large(Matrix<double>::Constant(3, 3, 1e200));
    EXPECT_TRUE(is_infinite((large * large).radius));
    EXPECT_TRUE(is_infinite(frobenius_norm(large * large)));
    expect_inside(mp100(1e200) * 3, frobenius_norm(large), "a large norm");
}

/// An a-priori bound alone would be 1e3 times as wide.
TEST_F(Enclosures, OfFineProductsAreAlmostRoundedOnce) {
    Draws draw(2);
    const Ball A(draw.matrix(30, 700)), B(draw.matrix(700, 20));
    const Ball C = A * B;
    EXPECT_LT((C.radius / frobenius_norm(C)).upper(), 4e-15);
    EXPECT_GT((plain_product(A, B).radius / frobenius_norm(C)).upper(), 1e-13);
}

Matrix<double> hilbert(int n) {
    Matrix<double> H(n, n);
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) H(i, j) = 1.0 / (i + j + 1);
    return H;
}

/// Ill-conditioned families: Hilbert, graded, ties, rank deficient by an ulp, and an example of
/// Rump's (A class of arbitrarily ill conditioned floating-point matrices, SIMAX 12, 1991).
std::vector<Matrix<double>> hard_matrices() {
    Draws draw(3);
    std::vector<Matrix<double>> all{hilbert(4), hilbert(8), hilbert(12)};
    Matrix<double> graded = draw.matrix(5, 9), ties = Matrix<double>::Identity(6, 6);
    for (int i = 0; i < 5; ++i) graded.row(i) *= std::pow(10.0, -3 * i);
    ties(2, 2) = std::nextafter(1.0, 2.0);
    ties(3, 4) = 1e-16;
    Matrix<double> deficient = draw.matrix(4, 7);
    deficient.row(3) = deficient.row(0) + deficient.row(1);
    deficient(3, 3) = std::nextafter(deficient(3, 3), 10.0);
    Matrix<double> rump(4, 4);
    rump << -5046135670319638, -3871391041510136, -5206336348183639, -6745986988231149,
        -640032173419322, 8694411469684959, -564323984386760, -2807912511823001, -16935782447203334,
        -18752427538303772, -8188807358110413, -14820968618548534, -1069537498856711,
        -14079150289610606, 7074216604373039, 7257960283978710;
    for (const auto& A : {graded, ties, deficient, rump}) all.push_back(A);
    all.push_back(Matrix<double>::Zero(3, 5));
    all.push_back(Matrix<double>::Ones(3, 5));
    all.push_back(draw.matrix(1, 6));
    for (int i = 0; i < 20; ++i)
        all.push_back(draw.matrix(draw.whole(2, 8), draw.whole(2, 8), draw.whole(-300, 300)));
    return all;
}

TEST_F(Enclosures, OfSingularValuesContainThemForHardMatrices) {
    Draws draw(4);
    for (const Matrix<double>& A : hard_matrices()) {
        for (const double share : {0.0, 1e-9}) {
            const Ball ball(A, Interval(share * A.norm()));
            const Exact member = share > 0 ? draw.member(ball) : Exact(A.cast<mp100>());
            const Vector<mp100> truth = singular_values(member);
            const EnclosedSpectrum s = spectrum(ball);
            expect_inside(truth(0), s.largest(), "largest");
            const mp100 smallest = truth(truth.size() - 1);
            // Below 100 digits of the largest the reference itself is rounding.
            if (smallest > truth(0) * mp100("1e-70"))
                expect_inside(smallest, s.s(truth.size()), "smallest");
            else
                EXPECT_TRUE(lower(s.s(truth.size())) <= smallest);
            expect_inside(truth(0), operator_norm(ball), "norm");
        }
    }
}

/// A factorisation that goes through although the shift is below the spectrum's end proves nothing
/// by itself; its residual does.
TEST_F(Enclosures, OfShiftedFactorsCoverWhatTheFactorisationLost) {
    Draws draw(9);
    int below = 0;
    for (int i = 0; i < 200; ++i) {
        const Ball G = detail::gram(Matrix<double>(draw.matrix(8, 10)));
        const Vector<mp100> truth = singular_values(Exact(G.mid.cast<mp100>()));
        for (int k = -4; k <= 1; ++k) {
            const double t = static_cast<double>(truth(0)) * (1 + k * 0x1p-53);
            const auto factor = detail::factor_shifted(Ball(G.mid), t, -1);
            if (!factor.factorised) continue;
            below += truth(0) > t;
            EXPECT_TRUE(truth(0) <= mp100(t) + upper(factor.defect)) << k;
        }
    }
    EXPECT_GT(below, 3);
}

TEST_F(Enclosures, OfConditionNumbersAreSharpUpToAMillion) {
    Draws draw(5);
    for (const double kappa : {1.0, 1e3, 1e6}) {
        Matrix<double> A = draw.matrix(10, 64);
        const Eigen::HouseholderQR<Matrix<double>> qr(A.transpose());
        A = (qr.householderQ() * Matrix<double>::Identity(64, 10)).transpose();
        for (int i = 0; i < 10; ++i) A.row(i) *= std::pow(kappa, -i / 9.0);
        const EnclosedSpectrum s = spectrum(Ball(A));
        const Interval k = condition(s.largest(), s.s(10));
        EXPECT_LT((k.upper() - k.lower()) / k.upper(), 1e-8) << kappa;
    }
}

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
    Draws draw(8);
    for (int i = 0; i < 200; ++i) {
        const Interval third = Interval(draw.normal()) / Interval(3);
        const Interval x = Interval::hull(third, third + Interval(std::abs(draw.normal())));
        for (const Interval& shown : {printed(x), settled(x)}) {
            EXPECT_TRUE(certainly_at_most(Interval::at(shown.left()), Interval::at(x.left())));
            EXPECT_TRUE(certainly_at_most(Interval::at(x.right()), Interval::at(shown.right())));
        }
        const double width = x.upper() - x.lower(), more = printed(x).upper() - x.upper();
        EXPECT_NEAR(more, width / 4, 1e-9 * (1 + width));
    }
    EXPECT_TRUE(is_zero(printed(Interval(2)) - Interval(2)));
    EXPECT_EQ(settled(Interval()).lower(), 0);
    EXPECT_TRUE(is_infinite(settled(Interval())));
}

} // namespace
} // namespace ncv::proofs
