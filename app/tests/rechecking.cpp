/// What ncv-recheck does in double instead of in balls: its products contain what they should, and
/// its norms are those that the pivots of balls prove.
#include "recheck.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace recheck;

class Rechecking : public testing::Test {
  protected:
    void SetUp() override { bits = 128; }
    void TearDown() override { bits = 128; }

    double normal() { return std::normal_distribution<double>()(random_); }
    int whole(int least, int most) {
        return std::uniform_int_distribution<int>(least, most)(random_);
    }
    /// Rows and columns of different sizes, numbers of one double or of two.
    Balls drawn(slong rows, slong cols, bool long_numbers) {
        Balls out(rows, cols);
        std::vector<int> scale(at(cols));
        for (int& s : scale) s = whole(-20, 20);
        for (slong i = 0; i < rows; ++i) {
            const int own = whole(-20, 20);
            for (slong j = 0; j < cols; ++j) {
                arb_set_d(out.at(i, j), std::ldexp(normal(), own + scale[at(j)]));
                if (long_numbers) arb_mul(out.at(i, j), out.at(i, j), Ball(normal()).x, 128);
            }
        }
        return out;
    }
    static Balls widened(Balls A, double share) {
        for (slong i = 0; i < A.rows() * A.cols(); ++i) {
            Ball error = share * std::abs(arf_get_d(arb_midref(A.at(0, 0) + i), ARF_RND_NEAR));
            arb_add_error(A.at(0, 0) + i, error.x);
        }
        return A;
    }
    /// A member of each ball, at one of its ends.
    Balls member(const Balls& A) {
        Balls out(A.rows(), A.cols());
        for (slong i = 0; i < A.rows() * A.cols(); ++i) {
            Ball low, high;
            arb_get_lbound_arf(arb_midref(low.x), A.at(0, 0) + i, 4096);
            arb_get_ubound_arf(arb_midref(high.x), A.at(0, 0) + i, 4096);
            arb_set(out.at(0, 0) + i, whole(0, 1) ? low.x : high.x);
        }
        return out;
    }
    static Balls exactly(const Balls& A, const Balls& B) {
        bits = 4096;
        Balls out = A * B;
        bits = 128;
        return out;
    }

  private:
    std::mt19937_64 random_{1};
};

TEST_F(Rechecking, OfLargeProductsContainsThoseOfAllMembers) {
    for (const auto& [n, k, m] : {std::tuple{50L, 50L, 50L}, std::tuple{7L, 600L, 61L},
                                  std::tuple{2L, 3000L, 30L}, std::tuple{200L, 9L, 101L}})
        for (const bool long_numbers : {false, true})
            for (const double share : {0.0, 0x1p-70, 0x1p-20}) {
                const Balls A = widened(drawn(n, k, long_numbers), share),
                            B = widened(drawn(k, m, long_numbers), share), C = A * B;
                EXPECT_TRUE(arb_mat_contains(C.m, exactly(member(A), member(B)).m));
                if (share > 0) continue;
                for (slong i = 0; i < n; ++i)
                    EXPECT_LT(mag_get_d(arb_radref(C.at(i, 0))),
                              0x1p-30 * std::sqrt(arf_get_d(arb_midref(squared_norm(A).x), up) *
                                                  arf_get_d(arb_midref(squared_norm(B).x), up)));
            }
}

TEST_F(Rechecking, OfLargeProductsIsExactForFewDigits) {
    Balls A(60, 60);
    for (slong i = 0; i < 3600; ++i) arb_set_d(A.at(0, 0) + i, whole(-1000, 1000) * 0x1p-7);
    const Balls C = A * A;
    EXPECT_TRUE(arb_mat_is_exact(C.m));
    EXPECT_TRUE(arb_mat_equal(C.m, exactly(A, A).m));
}

TEST_F(Rechecking, OfNumbersOutOfRangeIsLeftToBalls) {
    Balls A = drawn(60, 60, false);
    arb_mul_2exp_si(A.at(3, 5), A.at(3, 5), 5000);
    EXPECT_TRUE(arb_mat_contains((A * A).m, exactly(A, A).m));
    arb_indeterminate(A.at(3, 5));
    EXPECT_FALSE(arb_mat_is_finite((A * A).m));
}

Interval around(double x, double below, double above) {
    return {Arf(x * (1 + below)), Arf(x * (1 + above))};
}

/// The norm is 3, once or as often as there are rows.
TEST_F(Rechecking, OfNormsAcceptsWhatIsTrueAndNothingElse) {
    for (const bool cluster : {false, true}) {
        Balls A(60, 70), S(60, 60);
        for (slong i = 0; i < 60; ++i) {
            arb_set_d(A.at(i, i), cluster || i == 7 ? 3 : 2.0 / (1.0 + static_cast<double>(i)));
            arb_set_d(S.at(i, i), cluster || i == 7 ? 3 : -4.0 - static_cast<double>(i));
        }
        const auto judge = [](const auto& is, const Balls& M) {
            EXPECT_TRUE(is(M, around(3, -1e-9, 1e-9)));
            EXPECT_TRUE(is(M, around(3, 0, 0)));
            EXPECT_FALSE(is(M, around(3, 1e-9, 2e-9)));
            EXPECT_FALSE(is(M, around(3, -2e-9, -1e-9)));
            EXPECT_FALSE(is(widened(M, 1e-6), around(3, -1e-9, 1e-9)));
        };
        judge([](const Balls& M, I x) { return largest_inside(M, x); }, A);
        judge([](const Balls& M, I x) { return positive_part_inside(M, x); }, S);
        EXPECT_TRUE(largest_inside(A, around(9, -1e-9, 1e-9), true));
        EXPECT_FALSE(largest_inside(A, around(9, 1e-9, 2e-9), true));
        EXPECT_TRUE(largest_inside(A.transpose(), around(3, -1e-9, 1e-9)));
    }
}

/// Ones have the norm 64; a Cholesky factor in double exists for a little less, too.
TEST_F(Rechecking, OfNormsIsNotTakenInByRounding) {
    Balls ones(64, 64);
    for (slong i = 0; i < 64 * 64; ++i) arb_one(ones.at(0, 0) + i);
    for (int k = 1; k <= 40; ++k) {
        const Interval less = around(64, -1e-9, -0x1p-53 * k);
        EXPECT_FALSE(largest_inside(ones, less)) << k;
        EXPECT_FALSE(positive_part_inside(ones, less)) << k;
        const Interval above = around(64, 0x1p-52 * k, 1e-9);
        EXPECT_FALSE(largest_inside(ones, above)) << k;
        EXPECT_FALSE(positive_part_inside(ones, above)) << k;
    }
    EXPECT_TRUE(largest_inside(ones, around(64, -1e-11, 1e-11)));
    EXPECT_TRUE(positive_part_inside(ones, around(64, -1e-11, 1e-11)));
}

} // namespace
