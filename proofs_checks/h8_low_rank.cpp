#include "support/passed_classifier.hpp"

#include "claims/registry.hpp"

namespace ncv::proofs {
namespace {

template <class S>
S squares_beyond(const Vector<S>& values, int K) {
    return values.size() > K ? S(values.tail(values.size() - K).squaredNorm()) : S(0);
}

Outcome h8(const Snapshot& s, std::optional<Hypothesis> lacks = {}) {
    return check(s, {{"H8"}, Arithmetic::mp, lacks}).front();
}

/// Three inputs, two classes; W_1 = diag(a, a, b), W_2 selects. With a = 1/(1 + lambda) all that is left
/// of the gradient is lambda b.
Snapshot idle_direction(double a, double b, double lambda) {
    Snapshot s;
    s.network.weights = {Vector<double>{{a, a, b}}.asDiagonal(), Matrix<double>::Identity(2, 3)};
    s.data = {Matrix<double>::Identity(3, 2), {0, 1}, 2};
    s.weight_decay = lambda;
    return s;
}

} // namespace

TEST(LowRankSteps, H8WeightsAreOfRankKButForTheRemainder) {
    for_passed_classifiers([](const auto& p) {
        using S = std::decay_t<decltype(p.C(0, 0))>;
        for (int l = 1; l <= p.L; ++l) {
            const auto parts = class_statistics<S>(p.before(l), p.data.labels, p.K);
            const Matrix<S>&H = parts.within, means = p.before(l) - H;
            const Matrix<S> low = p.Delta(l) * means.transpose();
            const Matrix<S> rest = p.R(l) - p.Delta(l) * H.transpose();
            expect_equal<S>(p.decay(l) * p.net.W(l), rest - low, "lambda W = rest - low rank");
            const Vector<S> values = singular_values(p.net.W(l));
            expect_at_most<S>(squares_beyond(singular_values(low), p.K), S(0), "rank K at most");
            const S remainder = rest.norm();
            expect_at_most<S>(S(p.decay(l) * p.decay(l) * squares_beyond(values, p.K)),
                              S(remainder * remainder), "Eckart and Young, Frobenius");
            if (values.size() > p.K)
                expect_at_most<S>(S(p.decay(l) * values(p.K)), operator_norm(rest),
                                  "and in the operator norm");
        }
    });
}

TEST(LowRankSteps, H8IsAttained) {
    const Outcome o = h8(idle_direction(0.5, 0.25, 1));
    EXPECT_EQ(o.lhs, 0.25);
    EXPECT_EQ(o.rhs, 0.25);
    EXPECT_EQ(o.layer, 1);
    EXPECT_NE(o.status, Status::violated);
}

/// At a critical point of the loss alone W_1 keeps what it has.
TEST(LowRankSteps, H8SaysNothingWithoutDecay) {
    const Snapshot s = idle_direction(1, 0.25, 0);
    EXPECT_EQ(h8(s).lacks, Hypothesis::weight_decay);
    EXPECT_EQ(h8(s, Hypothesis::weight_decay).status, Status::violated);
    Snapshot narrow = idle_direction(1, 0.25, 1);
    narrow.network.weights = {Matrix<double>::Identity(2, 3)};
    EXPECT_EQ(h8(narrow).lacks, Hypothesis::more_than_classes);
}

} // namespace ncv::proofs
