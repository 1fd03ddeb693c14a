/// Classifiers in which the proof steps of section H are checked, in any arithmetic: the letters of
/// docs/claims.md, computed by Eigen from a last layer, its features and their labels.
#pragma once

#include "measure/last_layer.hpp"
#include "support/proof_instance.hpp"

#include "claims/ledger.hpp"

namespace ncv::proofs {

template <class S>
struct Classifier {
    std::vector<int> labels;
    std::vector<Eigen::Index> counts;
    int K, N;
    Matrix<S> W, Z, logits;    ///< logits = W Z + b 1^T
    Matrix<S> rows, means;     ///< W~, K x p; M~, p x K
    Matrix<S> centred, within; ///< Z less the mean of the class means; less its class means
    Matrix<S> P;               ///< onto the row space of W~
    S S_W, S_B, S_T, E_W, P_B, P_W, rest;

    std::size_t label(Eigen::Index i) const {
        return static_cast<std::size_t>(labels[static_cast<std::size_t>(i)]);
    }
    /// Each class's mean of what of(i) is for its samples.
    template <class Of>
    std::vector<S> class_means(Of of) const {
        std::vector<S> out(counts.size(), S(0));
        for (Eigen::Index i = 0; i < N; ++i)
            out[label(i)] += of(i) / S(static_cast<double>(counts[label(i)]));
        return out;
    }
    template <class Of>
    S balanced(Of of) const {
        S sum(0);
        for (const S& mean : class_means(of)) sum += mean / S(K);
        return sum;
    }
    /// z_c - z_j of sample i, j != c.
    std::vector<S> differences(Eigen::Index i) const;
    S margin(Eigen::Index i) const;      ///< the least of them
    S mean_margin(Eigen::Index i) const; ///< t: z_c less the mean of all logits
    S cross_entropy(Eigen::Index i) const;
    S soft_margin(Eigen::Index i) const; ///< -(K-1)/K log mean_{j != c} e^{z_j - z_c}
    S nearness(Eigen::Index i) const;    ///< max_j 2 <mu_j - mu_c, z - mu_c>/||mu_j - mu_c||^2
    S cosine(Eigen::Index i, const Matrix<S>& features) const; ///< cos(column i, w~_c)
};

template <class S>
Classifier<S> classifier_of(Matrix<S> W, const Vector<S>& b, Matrix<S> Z, std::vector<int> labels);
extern template Classifier<mp50> classifier_of(Matrix<mp50>, const Vector<mp50>&, Matrix<mp50>,
                                               std::vector<int>);
extern template Classifier<mp100> classifier_of(Matrix<mp100>, const Vector<mp100>&, Matrix<mp100>,
                                                std::vector<int>);

/// What the library's formulas read of it.
template <class S>
LastLayer<Approx<S>> letters_of(const Classifier<S>& c);
extern template LastLayer<Approx<mp50>> letters_of(const Classifier<mp50>&);
extern template LastLayer<Approx<mp100>> letters_of(const Classifier<mp100>&);

/// A drawn classifier's last layer, its numbers those of the snapshot.
template <class S>
Classifier<S> lift_classifier(const Snapshot& s) {
    const Network<S> net = s.network.cast<S>();
    const Dataset<S> data = s.data.cast<S>();
    const int L = net.depth();
    const Vector<S> b = net.has_bias(L) ? net.b(L) : Vector<S>(Vector<S>::Zero(data.classes));
    return classifier_of<S>(
        net.W(L), b, forward(net, data.inputs).Z[static_cast<std::size_t>(L - 1)], data.labels);
}

/// Runs a step's check on random classifiers at 50 and at 100 digits.
template <class Step>
void for_classifiers(Step step, std::uint64_t count = 60) {
    for (std::uint64_t i = 0; i < count; ++i) {
        const Snapshot s = build(random_spec(i, {.heads = {HeadKind::classifier}}));
        SCOPED_TRACE(s.source);
        step(lift_classifier<mp50>(s));
        if (i % 4 == 0) step(lift_classifier<mp100>(s));
        if (::testing::Test::HasFailure()) return;
    }
}

/// What a claim's formula says of it.
template <class S, class Formula>
Outcome outcome_on(const Classifier<S>& c, Formula formula) {
    Ledger<Approx<S>> ledger("");
    formula(ledger, letters_of(c));
    return ledger.outcome();
}

/// `found`: of an outcome, so rounded to double, half an ulp of each of the two numbers.
template <class S>
void expect_same(const S& expected, double found, const char* what) {
    const auto value = static_cast<double>(expected);
    if (std::isfinite(value) || std::isfinite(found))
        EXPECT_NEAR(value, found, std::ldexp(std::abs(value) + std::ldexp(1.0, -60), -52)) << what;
    else
        EXPECT_EQ(value, found) << what;
}

} // namespace ncv::proofs
