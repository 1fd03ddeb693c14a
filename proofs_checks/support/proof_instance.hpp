/// Random networks in which proof steps are checked, in any arithmetic: everything a step of
/// docs/claims.md names, computed by Eigen in that arithmetic.
#pragma once

#include "instances/instance.hpp"
#include "measure/head.hpp"
#include "metrics/neural_collapse.hpp"
#include "network/multiprecision.hpp"
#include "network/reference.hpp"
#include "spectra/decompositions.hpp"

#include <gtest/gtest.h>

#include <algorithm>

NCV_DECOMPOSITIONS(extern, ncv::Matrix<ncv::mp50>)

namespace ncv::proofs {

template <class S>
struct Instance {
    Network<S> net;
    Dataset<S> data;
    int K, N, L, L1, L2;
    Matrix<S> Y, E, W, D, pinv, P; ///< W_L, D_{L-1}, W_L^+, W_L^+ W_L
    std::vector<Matrix<S>> Z;
    S sKY, eps1, eps2, r, gap;
    Eigen::Index m;

    const Matrix<S>& last() const { return Z[static_cast<std::size_t>(L - 1)]; }
    const Matrix<S>& before() const { return Z[static_cast<std::size_t>(L - 2)]; }
    Matrix<S> defect(int l) const { return balancedness_defect<S>(net.W(l + 1), net.W(l)); }
    S s1() const { return operator_norm(W); }
    S kappa() const { return condition_number(W, K); }
    /// W_{L:l+1}
    Matrix<S> tail(int l) const {
        Matrix<S> product = net.W(L);
        for (int j = L - 1; j > l; --j) product = product * net.W(j);
        return product;
    }
    Matrix<S> outside(const Matrix<S>& A) const { return A - P * A; }
};

/// The snapshot in the arithmetic S: mp50 or mp100.
template <class S>
Instance<S> lift(const Snapshot& s);
extern template Instance<mp50> lift(const Snapshot&);
extern template Instance<mp100> lift(const Snapshot&);

/// Interpolating heads that are generic enough for every step: L1 0..2, L2 2..4, W_L of rank K.
Snapshot random_snapshot(std::uint64_t seed);

/// What rounding may leave of an exact statement: the digits of S less fifteen.
template <class S>
S tiny() {
    return std::numeric_limits<S>::epsilon() * S(1e15);
}

template <class S>
void expect_at_most(const S& a, const S& b, const char* step) {
    EXPECT_LE(static_cast<double>(a - b), static_cast<double>(tiny<S>() * (S(1) + b))) << step;
}
template <class S>
void expect_equal(const Matrix<S>& A, const Matrix<S>& B, const char* step) {
    EXPECT_LE(static_cast<double>((A - B).norm()),
              static_cast<double>(tiny<S>() * (S(1) + A.norm())))
        << step;
}
template <class S>
void expect_equal(const S& a, const S& b, const char* step) {
    using std::abs;
    EXPECT_LE(static_cast<double>(abs(S(a - b))), static_cast<double>(tiny<S>() * (S(1) + abs(a))))
        << step;
}

/// Runs a step's check on many instances at 50 and at 100 digits.
template <class Step>
void for_instances(Step step, int count = 60) {
    for (std::uint64_t seed = 1; seed <= static_cast<std::uint64_t>(count); ++seed) {
        const Snapshot s = random_snapshot(seed);
        SCOPED_TRACE(s.source);
        step(lift<mp50>(s));
        if (seed % 4 == 0) step(lift<mp100>(s));
        if (::testing::Test::HasFailure()) return;
    }
}

} // namespace ncv::proofs
