#include "support/proof_instance.hpp"

namespace ncv::proofs {

TEST(ClassMeanOrthogonalitySteps, A5AndA5sSplitTheMeans) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        const auto& labels = i.data.labels;
        const Matrix<S> Mu = class_statistics<S>(i.last(), labels, i.K).means;
        const Matrix<S> Ebar = class_statistics<S>(i.E, labels, i.K).means;
        const S distance = (i.last() - i.pinv * i.Y).norm();
        expect_at_most<S>(operator_norm(Matrix<S>(Mu - i.pinv)), distance / i.sKY,
                          "Mu = W^+ + F, ||F|| <= Psi/s_K(Y)");
        const Matrix<S> inside = i.pinv * (Matrix<S>::Identity(i.K, i.K) + Ebar);
        const Matrix<S> out = i.outside(Mu);
        expect_equal<S>(Mu, inside + out, "Mu = W^+ (I + Ebar) + (I-P) Mu");
        expect_equal<S>(inside.transpose() * out, Matrix<S>::Zero(i.K, i.K), "orthogonal ranges");
        expect_at_most<S>(operator_norm(Ebar), i.eps1 / i.sKY, "||Ebar|| <= eps1/s_K(Y)");
        using std::sqrt;
        expect_at_most<S>(operator_norm(out),
                          operator_norm(i.before()) * sqrt(operator_norm(i.D)) / i.sKY,
                          "||(I-P) Mu|| <= z2 sqrt(eD)/s_K(Y)");
    });
}

} // namespace ncv::proofs
