/// Every enclosure of the fast tier contains what it says, for every member of its inputs' balls:
/// against 100 digits, with matrices chosen so that each term of each bound is needed. Here
/// products, norms and singular values.
#include "network/multiprecision.hpp"
#include "support/enclosed.hpp"
#include "support/instruction_sets.hpp"

#include "enclosure/inner_product.hpp"
#include "enclosure/spectrum.hpp"
#include "spectra/spectra.hpp"

namespace ncv::proofs {
namespace {

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

/// Tiles that are whole and cut, and more than one block of the inner dimension.
TEST_F(Enclosures, OfProductsContainThemOnEveryInstructionSet) {
    const auto sets = instruction_sets();
    EXPECT_GE(sets.size(), 1U);
    for (const std::int64_t set : sets) {
        const InstructionSet only(set);
        Draws draw(5);
        for (int i = 0; i < 12; ++i) {
            const int n = draw.whole(1, 70), k = draw.whole(i % 3 ? 1 : 250, i % 3 ? 40 : 600),
                      m = draw.whole(1, 20);
            const Ball A = draw.ball(draw.matrix(n, k)), B = draw.ball(draw.matrix(k, m));
            const Exact a = draw.member(A), b = draw.member(B), truth = a * b;
            expect_member(truth, A * B, hwy::TargetName(set));
            expect_member(truth, plain_product(A, B), hwy::TargetName(set));
            Ball gram(lower_gram(A.mid));
            mirror_lower(gram.mid);
            const Exact mid = A.mid.cast<mp100>();
            gram.radius = product_rounding<double>(k, n, n, square(enclosed_frobenius(A.mid)));
            expect_member(mid * mid.transpose(), gram, hwy::TargetName(set));
        }
        expect_member(Exact::Zero(3, 2),
                      plain_product(Ball(Matrix<double>(3, 0)), Ball(Matrix<double>(0, 2))),
                      "empty sums");
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

/// Where everything cancels in double, and at the worst members of both balls.
TEST_F(Enclosures, OfInnerProductsContainThoseOfAllMembers) {
    Draws draw(7);
    for (int i = 0; i < 300; ++i) {
        const int n = draw.whole(1, 8), m = draw.whole(1, 30);
        const Ball A = draw.ball(draw.matrix(n, m, draw.whole(-30, 30)));
        const Ball B = draw.ball(draw.matrix(n, m, draw.whole(-30, 30)));
        const Exact a = draw.member(A), b = draw.member(B);
        expect_inside(a.cwiseProduct(b).sum(), inner_product(A, B), "inner product");
    }
    const Ball ones(Matrix<double>::Ones(1, 3)), lost(Matrix<double>{{0x1p60, 1, -0x1p60}});
    expect_inside(1, inner_product(lost, ones), "what double loses");
    const Matrix<double> one = Matrix<double>::Ones(1, 1);
    const Ball about(one, Interval(0.5)), exact(one);
    expect_inside(mp100("1.5"), inner_product(about, exact), "radius of the first");
    expect_inside(mp100("1.5"), inner_product(exact, about), "radius of the second");
    expect_inside(mp100("2.25"), inner_product(about, about), "both");
    const IntervalMatrix entries = IntervalMatrix::exact(Matrix<double>{{0x1p60, 1, -0x1p60}});
    expect_inside(1, inner_product(entries, IntervalMatrix::exact(ones.mid)), "entry by entry");
    EXPECT_TRUE(inner_product(Ball(1e300 * one), Ball(1e300 * one)).is_nan()) << "beyond double";
}

mp100 exactly(double x) { return x; }
mp100 exactly(const mpx& x) { return lower(enclosed(x)); }

/// u, by its definition: the largest power of two that 1 absorbs (the tie goes to the even 1).
template <class S>
mp100 absorbed_by_one() {
    S h(1);
    while (S(S(1) + h) != S(1)) h = h / S(2);
    return exactly(h);
}

template <class S>
void expect_roundoff_and_gamma(const S& least) {
    const mp100 u = absorbed_by_one<S>();
    EXPECT_TRUE(upper(enclosed_roundoff(S())) >= u && lower(enclosed_roundoff(S())) <= u) << u;
    for (int k : {1, 7, 1000}) EXPECT_TRUE(upper(enclosed_gamma<S>(k)) >= k * u / (1 - k * u)) << k;
    EXPECT_GE(mpfr_cmp(least_positive(S()).right(), enclosed(least).left()), 0);
    EXPECT_EQ(S(least / S(2)), S(0)) << "nothing is smaller";
}

TEST_F(Enclosures, UseTheUnitRoundoffAndItsGamma) {
    expect_roundoff_and_gamma<double>(std::numeric_limits<double>::denorm_min());
    mpx least(0);
    mpfr_nextabove(least.backend().data());
    expect_roundoff_and_gamma<mpx>(least);
    const IntervalPrecision more(1024);
    expect_roundoff_and_gamma<mpx>(least);
}

/// 64 ones sum up to 32 in five bits, for 33 is a tie. A sum of n terms can lose all of itself from
/// n u = 1 on; the bounds must say so, and hold below.
TEST_F(Enclosures, SayNothingOfSumsLongerThanThePrecision) {
    const IntervalPrecision few(2);
    const auto bits = mpfr_get_prec(mpx().backend().data());
    ASSERT_LT(bits, 10);
    for (const Eigen::Index n : {3L, 1L << (bits - 1), (1L << bits) - 2, 1L << (bits + 1)}) {
        const BallMatrix<mpx> row(Matrix<mpx>(Matrix<mpx>::Ones(1, n)));
        const BallMatrix<mpx> all = row * row.transpose();
        const mp100 sum(static_cast<double>(n));
        expect_inside(sum, widened(enclosed(all.mid(0, 0)), all.radius), "product");
        expect_inside(sqrt(sum), frobenius_norm(row), "Frobenius norm");
        EXPECT_TRUE(upper(row.norm_bound()) >= sqrt(sum)) << "norm bound of " << n;
        expect_inside(sqrt(sum), operator_norm(row), "norm");
    }
    EXPECT_TRUE(is_infinite(enclosed_gamma<mpx>(1L << bits)));
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
    for (const double nothing : {std::numeric_limits<double>::infinity(), std::nan("")}) {
        const Ball overflowed(Matrix<double>::Constant(2, 2, nothing));
        EXPECT_TRUE(is_infinite(frobenius_norm(overflowed)));
        EXPECT_TRUE(is_infinite(operator_norm(overflowed)));
        EXPECT_TRUE(is_infinite((overflowed * Ball(Matrix<double>::Ones(2, 2))).radius));
        EXPECT_TRUE(is_infinite((overflowed - overflowed).radius));
    }
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
            const Eigen::LLT<Matrix<double>> factor(detail::shifted_by(G.mid, t, -1));
            if (factor.info() != Eigen::Success) continue;
            below += truth(0) > t;
            const Matrix<double> L = factor.matrixL();
            EXPECT_TRUE(truth(0) <= mp100(t) + upper(detail::factor_defect(Ball(G.mid), t, -1, L)))
                << k;
        }
    }
    EXPECT_GT(below, 3);
}

/// Where eigenvalues are apart, where they coincide and where they lie together.
TEST_F(Enclosures, OfExtremeEigenvaluesAreAsSharpAsTheirDigits) {
    for (const unsigned bits : {128U, 256U}) {
        const IntervalPrecision precision(bits);
        Draws draw(3);
        for (const double apart : {1.0, 0.0, 0x1p-60, 0x1p-20}) {
            Matrix<mpx> A = draw.matrix(8, 8).cast<mpx>();
            if (apart < 1) A = mpx(apart) * A + Matrix<mpx>::Identity(8, 8);
            const BallMatrix<mpx> G = detail::gram(A);
            const Vector<double> s = singular_values(detail::in_double(A));
            for (const Extreme which : {Extreme::largest, Extreme::smallest}) {
                const double guess = which == Extreme::largest ? s(0) : s(7);
                const Interval found = extreme_eigenvalue(G, which, mpx(guess * guess));
                EXPECT_LE(upper(found) - lower(found),
                          ldexp(16 * 64 * upper(frobenius_norm(G)), -static_cast<int>(bits)))
                    << bits << " bits, apart by " << apart;
            }
        }
    }
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

} // namespace
} // namespace ncv::proofs
