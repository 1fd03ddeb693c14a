/// Intervals with ends in double contain what MPFR's of 200 bits find, for every pair of points in
/// them, and are hardly wider: ordinary numbers, the ends of double's range, and 0.
#include "support/enclosed.hpp"

#include "enclosure/cells.hpp"
#include "enclosure/double_interval.hpp"
#include "enclosure/kept_interval.hpp"

#include <functional>

namespace ncv::proofs {
namespace {

class DoubleIntervals : public Enclosures {
  protected:
    std::mt19937_64 random_{11};
    double uniform(double least, double most) {
        return std::uniform_real_distribution<double>(least, most)(random_);
    }
    /// Of any size, often one where something happens.
    double number() {
        static const double special[] = {0,     1,      -1,      0.41,    0x1.6a09e667f3bcdp-1,
                                         1e308, 1e-308, 5e-324,  -5e-324, 0x1p-1022,
                                         700,   -700,   709.782, -745.2,  0.3465735902799726};
        if (random_() % 8 == 0) return special[random_() % std::size(special)];
        const double size = std::ldexp(uniform(0.5, 1), static_cast<int>(uniform(-20, 20)));
        return random_() % 2 ? size : -size;
    }
    DoubleInterval interval() {
        const double a = number(), b = random_() % 2 ? a : number();
        return {std::min(a, b), std::max(a, b)};
    }
    static void expect_around(const DoubleInterval& found, const Interval& truth,
                              const std::string& what) {
        if (truth.is_nan()) return;
        EXPECT_TRUE(mpfr_cmp_d(truth.left(), found.lower) >= 0 &&
                    mpfr_cmp_d(truth.right(), found.upper) <= 0)
            << what << ": [" << truth.lower() << ", " << truth.upper() << "] outside ["
            << found.lower << ", " << found.upper << "]";
    }
};

TEST_F(DoubleIntervals, ContainSumsProductsAndQuotients) {
    for (int i = 0; i < 200'000; ++i) {
        const DoubleInterval a = interval(), b = interval();
        const Interval x = a, y = b;
        expect_around(a + b, x + y, "sum");
        expect_around(a - b, x - y, "difference");
        expect_around(a * b, x * y, "product");
        if (b.lower > 0) expect_around(a / b, x / y, "quotient");
        expect_around(max(a, b), max(x, y), "larger");
        expect_around(min(a, b), min(x, y), "smaller");
        expect_around(square(a), square(x), "square");
        if (a.upper >= 0) expect_around(sqrt(a), sqrt(x), "root");
        if (a.lower >= 0) {
            expect_around(over(a, b), over(x, y), "share");
            const DoubleInterval root = cube_root(a);
            expect_around(root, cube_root(x), "cube root");
            if (a.lower == a.upper && a.upper > 1e-300) {
                EXPECT_LE(root.upper - root.lower, 0x1p-48 * root.upper) << a.upper;
            }
        }
    }
}

TEST_F(DoubleIntervals, AreKeptAsTheyCameAndOthersWhole) {
    const IntervalPrecision precision(200);
    const Interval third = Interval(1) / Interval(3);
    const KeptInterval kept = third, ends = DoubleInterval(third);
    EXPECT_TRUE(mpfi_cmp(Interval(kept).data(), third.data()) == 0);
    EXPECT_FALSE(kept.is_in_double());
    EXPECT_TRUE(ends.is_in_double());
    const auto width = [](const auto& x) { return Interval(x - x).upper(); };
    EXPECT_GT(in_own_digits(width, ends), 1e-17);
    EXPECT_LT(in_own_digits(width, kept), 1e-59);
    EXPECT_LT(in_own_digits([](const auto& a, const auto&) { return Interval(a - a).upper(); },
                            kept, ends),
              1e-59)
        << "one of them is not in double";
}

TEST_F(DoubleIntervals, OfInfiniteEndsSayNothingFalse) {
    const double none = DoubleInterval::no_end;
    const DoubleInterval sizes{0, none}, whole{-none, none}, far{none, none};
    for (const DoubleInterval& x : {far - far, whole + far, far / far, DoubleInterval(1) / sizes})
        EXPECT_TRUE(x.lower == -none || x.upper == none) << x.lower << " " << x.upper;
    EXPECT_TRUE(is_zero(DoubleInterval(0) * far)) << "an end is a limit";
    EXPECT_EQ((DoubleInterval(2) * sizes).upper, none);
    EXPECT_EQ(DoubleInterval(Interval()).lower, -none) << "what is NaN may be anything";
    EXPECT_EQ(exp(far).upper, none);
    EXPECT_EQ(log(far).lower, none);
    EXPECT_EQ(log(DoubleInterval(0)).lower, -none);
}

/// And are no wider than they are said to be.
TEST_F(DoubleIntervals, ContainExponentialsAndLogarithms) {
    using Double = std::function<DoubleInterval(const DoubleInterval&)>;
    using Exact = std::function<Interval(const Interval&)>;
    const auto check = [&](const Double& f, const Exact& exact, double x, const char* what) {
        const DoubleInterval found = f(DoubleInterval(x));
        const Interval truth = exact(Interval(x));
        expect_around(found, truth, what);
        if (std::abs(truth.lower()) > 1e-290 && std::abs(truth.upper()) < 1e290) {
            EXPECT_LE(found.upper - found.lower, 0x1.1p-46 * std::abs(truth.upper()))
                << what << " of " << x;
        }
    };
    const Double exp_in_double = [](const DoubleInterval&x) { return exp(x); },
                 log_in_double = [](const DoubleInterval&x) { return log(x); },
                 log1p_in_double = [](const DoubleInterval&x) { return log1p(x); };
    const Exact exactly_exp = [](const Interval&x) { return exp(x); },
                exactly_log = [](const Interval&x) { return log(x); },
                exactly_log1p = [](const Interval&x) { return log1p(x); };
    for (int i = 0; i < 20'000; ++i) {
        const double wide = uniform(-720, 720), near = number(),
                     size = std::ldexp(uniform(0.5, 1), static_cast<int>(uniform(-1073, 1024))),
                     about_1 =
                         1 + uniform(-1, 1) * std::ldexp(1.0, -static_cast<int>(uniform(0, 52)));
        check(exp_in_double, exactly_exp, wide, "e^x");
        check(exp_in_double, exactly_exp, near, "e^x");
        for (const double x : {size, about_1, std::abs(near)}) {
            if (x == 0) continue;
            check(log_in_double, exactly_log, x, "log");
            check(log1p_in_double, exactly_log1p, x, "log(1 + x)");
        }
    }
    EXPECT_TRUE(is_zero(log1p(DoubleInterval(0))) || log1p(DoubleInterval(0)).upper < 1e-320);
}

TEST_F(DoubleIntervals, OfColumnsContainThoseOfAllMembers) {
    Draws draw(3);
    for (int i = 0; i < 300; ++i) {
        const int scale = i % 3 == 0   ? 0
                          : i % 3 == 1 ? 500
                                       : -500; // where squares overflow, and vanish
        const Ball A = draw.ball(draw.matrix(draw.whole(1, 40), 3, scale));
        const ncv::proofs::Exact a = draw.member(A);
        const Cells<Ball> cells(A);
        for (Eigen::Index j = 0; j < 3; ++j) {
            expect_inside(a.col(j).norm(), cells.norm_of_column(j), "column");
            expect_inside(a(0, j), cells(0, j), "entry");
        }
    }
}

} // namespace
} // namespace ncv::proofs
