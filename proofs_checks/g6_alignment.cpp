#include "network/multiprecision.hpp"
#include "support/affine_networks.hpp"

#include "measure/turns.hpp"

namespace ncv::proofs {
namespace {

/// 1 - cos.
template <class S>
S turn_between(const Vector<S>& a, const Vector<S>& b) {
    return 1 - a.dot(b) / (a.norm() * b.norm());
}

} // namespace

TEST(LogitAlignmentSteps, G6ThreeTurnsOfEachSample) {
    for_affine_layers([](const auto& c, int l) {
        using S = std::decay_t<decltype(c.lambda[0])>;
        using std::sqrt;
        const Matrix<S> V = c.V(l), pinv = pseudo_inverse<S>(V), W = c.W(l);
        const Matrix<S> logits = c.A * c.at(c.L), u_all = c.between(logits);
        const Matrix<S> z_all = c.at(l) - c.at(l) * c.J;
        const Matrix<S> R = c.full_gradient(l);
        const Matrix<S> lifted_all =
            (R - pinv * (V * R)) * (c.at(l - 1) - c.at(l - 1) * c.J) / c.decay(l);
        const Matrix<S> added_all = pinv * c.within(logits), logits_within = c.within(logits);
        const S s1 = operator_norm(V), k = s1 * operator_norm(pinv);
        for (Eigen::Index i = 0; i < c.N; ++i) {
            const Vector<S> u = u_all.col(i), seen = pinv * u, aim = V.transpose() * u;
            if (u.norm() < tiny<S>()) return; // a class that no logit tells from the mean
            const Vector<S> z = z_all.col(i), lifted = lifted_all.col(i), added = added_all.col(i);
            expect_equal<S>(z, seen + lifted + added, "z_i in three parts");
            const S alpha2 = 1 - u.squaredNorm() / (seen.norm() * aim.norm());
            expect_equal<S>(turn_between<S>(aim, seen), alpha2, "<V^T u, V^+ u> = |u|^2");
            expect_at_most<S>(alpha2, (k - 1) * (k - 1) / (k * k + 1), "Kantorovich");
            const Vector<S> raised = seen + lifted;
            const S r = lifted.norm() / seen.norm(), v = added.norm() / seen.norm();
            const S turn_r = turn_at_right_angle(Approx<S>(r)).value;
            const S turn_v = turn_by_adding(Approx<S>(v)).value;
            expect_equal<S>(turn_between<S>(seen, raised), turn_r, "arctan r_i");
            if (z.norm() > tiny<S>())
                expect_at_most<S>(turn_between<S>(raised, z), turn_v, "arcsin v_i");
            expect_at_most<S>(turn_r, r * r / 2, "1 - cos arctan r <= r^2/2");
            const S by_k = k * logits_within.col(i).norm() / u.norm();
            expect_at_most<S>(v, by_k, "v_i <= k |A Z^w|/|u|");
            expect_at_most<S>(turn_v, turn_bound(Approx<S>(by_k)).value, "c_i k^2 |A Z^w|^2/|u|^2");
            expect_at_most<S>(r, s1 * lifted.norm() / u.norm(), "1/|V^+ u| <= s_1/|u|");
        }
    });
}

/// V = 1, four samples of a class, one of them at -0.001 of its mean's direction: c_i = 1 for all
/// would bound their misalignment by less than it is.
TEST(LogitAlignmentSteps, LongDifferencesCountTwice) {
    // Mean logits u = 1 of the class at 1.33367 (three times) and -0.001; another class at -1.
    const double away = -0.001, others = (4 - away) / 3;
    const double truth = (1 - (-1.0)) / 4; // the one that points away, of the class's four
    const auto mean = [&](double times_one, double times_away) {
        return (3 * times_one * (others - 1) * (others - 1) +
                times_away * (1 - away) * (1 - away)) /
               4;
    };
    EXPECT_LT(mean(1, 1), truth);
    EXPECT_GE(mean(1, 2), truth);
    EXPECT_EQ(turn_bound(Approx<double>(1 - away)).value, 2 * (1 - away) * (1 - away));
    EXPECT_EQ(turn_bound(Approx<double>(others - 1)).value, (others - 1) * (others - 1));
}

/// The turn is attained: the sum of a unit vector and one v times as long, at the right angle to the
/// sum, is turned by arcsin v.
TEST(LogitAlignmentSteps, TurnsAreAttained) {
    for (const double v : {0.0, 0.125, 0.5, 0.75, 1 - 0x1p-40}) {
        Vector<mp100> one(2), added(2);
        one << 1, 0;
        const mp100 w(v);
        added << -w * w, w * sqrt(mp100(1 - w * w));
        const Vector<mp100> sum = one + added;
        expect_equal<mp100>(added.norm(), w, "as long as it is");
        expect_equal<mp100>(turn_between<mp100>(one, sum), turn_by_adding(Approx<mp100>(w)).value,
                            "arcsin v");
    }
    EXPECT_EQ(turn_by_adding(Approx<double>(1.0)).value, 2);
}

} // namespace ncv::proofs
