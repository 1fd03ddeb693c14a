/// What measuring a last layer is made of, in every arithmetic, against plain loops in 300 digits:
/// class means and what is left of samples, contrasts, passes with biases and either loss.
#include "measure/class_parts.hpp"
#include "network/multiprecision.hpp"
#include "support/agreement.hpp"

#include "enclosure/environment.hpp"
#include "enclosure/passes.hpp"
#include "instances/instance.hpp"
#include "measure/contrasts.hpp"

namespace ncv::proofs {
namespace {

Snapshot drawn_classifier(std::uint64_t i) {
    return build(random_spec(i, {.heads = {HeadKind::classifier}}));
}

template <class A>
class ClassifierParts : public testing::Test {
    StandardFloatingPoint standard_;
    IntervalPrecision precision_{200};
};
using AllMatrices =
    testing::Types<ApproxMatrix<double>, ApproxMatrix<mp100>, BallMatrix<double>, IntervalMatrix>;
TYPED_TEST_SUITE(ClassifierParts, AllMatrices);

template <class A>
void expect_entry(const A& found, Eigen::Index i, Eigen::Index j, const Reference& exact,
                  const char* what) {
    const Bounds b = bounds_of(found.entry(i, j));
    const Reference by = (1 + abs(exact)) * Reference("1e-120");
    EXPECT_TRUE(b.lower - by <= exact && exact <= b.upper + by)
        << what << ", entry " << i << ", " << j << ": " << exact.str(25);
    EXPECT_LE(static_cast<double>(Reference(b.upper - b.lower)), 1e-10) << what;
}

/// U^T U = I and 1^T U = 0, entry by entry.
TYPED_TEST(ClassifierParts, ContrastsAreOrthonormalAndSumToNothing) {
    for (const Eigen::Index K : {2, 3, 7, 12}) {
        const auto U = contrasts<TypeParam>(K);
        ASSERT_EQ(U.rows(), K);
        ASSERT_EQ(U.cols(), K - 1);
        const TypeParam gram = U.transpose() * U;
        const TypeParam sums = TypeParam::exact(Matrix<double>::Ones(1, K)) * U;
        for (Eigen::Index j = 0; j < K - 1; ++j) {
            expect_entry(sums, 0, j, 0, "1^T U");
            for (Eigen::Index i = 0; i < K - 1; ++i)
                expect_entry(gram, i, j, i == j ? 1 : 0, "U^T U");
        }
    }
}

TYPED_TEST(ClassifierParts, AreClassMeansAndWhatIsLeft) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Snapshot s = drawn_classifier(seed);
        const Matrix<double>& X = s.data.inputs;
        const auto parts = class_parts(TypeParam::exact(X), s.data.labels, s.data.classes);
        plain::Grid<Reference> Z;
        for (const auto& row : plain::grid(X)) Z.emplace_back(row.begin(), row.end());
        const auto m = plain::means(Z, s.data.labels, s.data.classes);
        std::vector<Reference> squares(m.sizes.size(), Reference(0));
        for (Eigen::Index p = 0; p < X.rows(); ++p) {
            const auto row = static_cast<std::size_t>(p);
            for (Eigen::Index c = 0; c < s.data.classes; ++c)
                expect_entry(parts.means, p, c, m.mu[row][static_cast<std::size_t>(c)], "means");
            for (Eigen::Index i = 0; i < X.cols(); ++i) {
                const auto sample = static_cast<std::size_t>(i);
                const auto c = static_cast<std::size_t>(s.data.labels[sample]);
                const Reference left = Z[row][sample] - m.mu[row][c];
                expect_entry(parts.within, p, i, left, "within");
                squares[c] += left * left;
            }
        }
        const auto sums = class_squares(parts.within, s.data.labels, s.data.classes);
        ASSERT_EQ(sums.size(), squares.size());
        for (std::size_t c = 0; c < sums.size(); ++c) {
            const Bounds b = bounds_of(sums[c]);
            EXPECT_TRUE(b.lower <= squares[c] + Reference("1e-120") &&
                        squares[c] <= b.upper + Reference("1e-120"));
        }
    }
}

/// A ball's radius reaches its means, divided by sqrt(min N_c), and what is left of its samples.
TEST(ClassParts, KeepTheErrorOfTheirFeatures) {
    const StandardFloatingPoint standard;
    const IntervalPrecision precision(200);
    const std::vector<int> labels{0, 0, 1, 1, 1, 1};
    Matrix<double> mid(1, 6), moved(1, 6);
    mid << 1, 2, 3, 4, 5, 6;
    for (int c = 0; c < 2; ++c) { // every sample of class c further by the same amount
        moved = mid;
        const double step = c == 0 ? std::sqrt(0.5) : 0.5; // a move of norm 1
        for (Eigen::Index i = 0; i < 6; ++i)
            if (labels[static_cast<std::size_t>(i)] == c) moved(0, i) += step;
        const auto whole = class_statistics(moved, labels, 2);
        const auto ball = class_parts(BallMatrix<double>{mid, Interval(1)}, labels, 2);
        const double off = (whole.means - ball.means.mid).norm();
        EXPECT_LE(off, upper_double(ball.means.radius));
        const auto approx = class_parts(ApproxMatrix<double>{mid, 1}, labels, 2);
        EXPECT_LE((whole.means - approx.means.value).norm(), approx.means.error);
        EXPECT_GE(upper_double(ball.within.radius), 1);
        EXPECT_GE(approx.within.error, 1);
    }
}

template <class A>
void expect_enclosed(const A& found, const plain::Grid<Reference>& exact, const char* what) {
    ASSERT_EQ(found.rows(), static_cast<Eigen::Index>(exact.size())) << what;
    for (std::size_t i = 0; i < exact.size(); ++i)
        for (std::size_t j = 0; j < exact[0].size(); ++j) {
            const Bounds b =
                bounds_of(found.entry(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)));
            const Reference by = (1 + abs(exact[i][j])) * Reference("1e-120");
            EXPECT_TRUE(b.lower - by <= exact[i][j] && exact[i][j] <= b.upper + by)
                << what << ": " << exact[i][j].str(25) << " outside [" << b.lower.str(25) << ", "
                << b.upper.str(25) << "]";
        }
}

/// Forward and backward, with biases and either loss. A ball knows its entries to its radius, so the
/// distance of the whole matrix is asked for, too.
template <class A>
void expect_passes(int least_sharp) {
    int sharp = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const Snapshot s = drawn_classifier(seed);
        SCOPED_TRACE(s.source);
        const auto t = enclose_passes<A>(s);
        const auto truth = plain::passes<Reference>(s);
        const auto L = static_cast<std::size_t>(s.network.depth());
        expect_enclosed(t.Z[L], truth.Z[L], "Z_L");
        expect_enclosed(t.E, truth.E, "E");
        expect_enclosed(t.Delta, truth.Delta, "Delta");
        for (auto l = static_cast<std::size_t>(s.network.nonlinear_layers) + 1; l <= L; ++l)
            expect_enclosed(t.G[l], truth.G[l], "G");
        const Interval size = frobenius_norm(t.Delta);
        sharp += upper_double(size) - lower_double(size) <= 1e-8 * lower_double(size);
        if (::testing::Test::HasFailure()) return;
    }
    EXPECT_GE(sharp, least_sharp);
}

TEST(EnclosedPasses, FollowBiasesAndEitherLoss) {
    const StandardFloatingPoint standard;
    const IntervalPrecision precision(200);
    expect_passes<BallMatrix<double>>(30);
    expect_passes<IntervalMatrix>(35);
}

} // namespace
} // namespace ncv::proofs
