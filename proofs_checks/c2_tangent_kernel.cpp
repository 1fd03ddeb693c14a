#include "network/tangent.hpp"
#include "support/plain.hpp"
#include "support/proof_instance.hpp"

namespace ncv::proofs {
namespace {

template <class S>
struct KernelParts {
    Linearisation<S> at;
    Matrix<S> kernel;
    S T;
};
template <class S>
KernelParts<S> kernel_of(const Instance<S>& i) {
    KernelParts<S> out{linearise(i.net, i.data), {}, {}};
    out.kernel = tangent_kernel(out.at);
    out.T = operator_norm(out.kernel);
    return out;
}

/// (Z^T Z) (x) (V V^T) in the kernel's order of rows.
template <class S>
Matrix<S> product_kernel(const Matrix<S>& Z, const Matrix<S>& V) {
    const Matrix<S> A = Z.transpose() * Z, B = V * V.transpose();
    Matrix<S> out(A.rows() * B.rows(), A.rows() * B.rows());
    for (Eigen::Index k = 0; k < B.rows(); ++k)
        for (Eigen::Index j = 0; j < B.rows(); ++j)
            out.block(k * A.rows(), j * A.rows(), A.rows(), A.rows()) = B(k, j) * A;
    return out;
}
template <class S>
Matrix<S> tail_or_identity(const Instance<S>& i, int l) {
    return l == i.L ? Matrix<S>(Matrix<S>::Identity(i.K, i.K)) : i.tail(l);
}
template <class S>
S least_eigenvalue(const Matrix<S>& A) {
    const auto values = plain::eigenvalues(plain::grid(A));
    return *std::min_element(values.begin(), values.end());
}

TEST(TangentKernelSteps, C2KernelIsASumOfSemidefiniteProducts) {
    for_instances(
        [](const auto& i) {
            using S = std::decay_t<decltype(i.eps1)>;
            if (i.K * i.N > 24) return;
            const auto at = linearise(i.net, i.data);
            Matrix<S> rest = tangent_kernel(at);
            for (int l = i.L1 + 1; l <= i.L; ++l)
                rest -=
                    product_kernel<S>(i.Z[static_cast<std::size_t>(l - 1)], tail_or_identity(i, l));
            // What the first layers add is semidefinite, and nothing without them.
            const S size = S(1) + operator_norm(rest);
            EXPECT_GE(static_cast<double>(least_eigenvalue(rest) / size),
                      -static_cast<double>(tiny<S>()));
            if (i.L1 == 0) expect_equal<S>(rest, Matrix<S>(rest * S(0)), "head only");
        },
        30);
}

TEST(TangentKernelSteps, C2LayersAndConditions) {
    for_instances(
        [](const auto& i) {
            using S = std::decay_t<decltype(i.eps1)>;
            using std::sqrt;
            const auto parts = kernel_of(i);
            for (int l = i.L1 + 1; l <= i.L; ++l) {
                const S z = operator_norm(i.Z[static_cast<std::size_t>(l - 1)]);
                const S v = operator_norm(tail_or_identity(i, l));
                expect_at_most<S>(z * z * v * v, parts.T, "||Z_{l-1}||^2 ||W_{L:l+1}||^2 <= T");
                if (l == i.L) continue;
                const Matrix<S> V = i.tail(l);
                const S w = operator_norm(i.net.W(l)), s_K = singular_values(V)(i.K - 1);
                expect_at_most<S>(i.gap, s_K * w * z, "s_K(V) ||W_l|| ||Z_{l-1}|| >= gap");
                expect_at_most<S>(v / s_K, w * sqrt(parts.T) / i.gap, "kappa(V)");
            }
            const Matrix<S> M = i.tail(i.L1);
            expect_at_most<S>(condition_number(M, i.K),
                              operator_norm(i.net.W(i.L1 + 1)) * sqrt(parts.T) / i.gap,
                              "kappa(M) <= ||W_{L1+1}|| sqrt(T)/gap");
        },
        40);
}

TEST(TangentKernelSteps, C2sTwoLayersDominateOneProduct) {
    for_instances(
        [](const auto& i) {
            using S = std::decay_t<decltype(i.eps1)>;
            using std::sqrt;
            if (i.K * i.N > 24) return;
            const auto parts = kernel_of(i);
            for (int l = i.L1 + 1; l < i.L; ++l) {
                const Matrix<S>&Z = i.Z[static_cast<std::size_t>(l)],
                      &Z_before = i.Z[static_cast<std::size_t>(l - 1)];
                const Matrix<S> V = i.tail(l), above = tail_or_identity(i, l + 1);
                const S here = operator_norm(i.net.W(l)), next = operator_norm(i.net.W(l + 1));
                const S inverse = S(1) / (here * here) + S(1) / (next * next);
                const Matrix<S> excess = product_kernel<S>(Z_before, V) +
                                         product_kernel<S>(Z, above) -
                                         inverse * product_kernel<S>(Z, V);
                EXPECT_GE(
                    static_cast<double>(least_eigenvalue(excess) / (S(1) + operator_norm(excess))),
                    -static_cast<double>(tiny<S>()));
                const S z = operator_norm(Z), v = operator_norm(V);
                expect_at_most<S>(inverse * z * z * v * v, parts.T, "both layers at once");
                expect_at_most<S>(i.gap, singular_values(V)(i.K - 1) * z, "s_K(V) ||Z_l|| >= gap");
                expect_at_most<S>(condition_number(V, i.K), sqrt(S(parts.T / inverse)) / i.gap,
                                  "C2s");
            }
        },
        30);
}

TEST(TangentKernelSteps, C2tAtTheTopSingularVectorsOfTheOutput) {
    for_instances(
        [](const auto& i) {
            using S = std::decay_t<decltype(i.eps1)>;
            const auto parts = kernel_of(i);
            // Power iteration on Z_L^T Z_L: any unit x, y = Z_L x/||Z_L x|| bound from below.
            Vector<S> x = Vector<S>::Ones(i.N);
            for (int step = 0; step < 40; ++step) {
                x = (i.Z.back().transpose() * (i.Z.back() * x)).eval();
                x /= x.norm();
            }
            const Vector<S> image = i.Z.back() * x;
            const S s = image.norm();
            const Vector<S> y = image / s;
            S sum(0), form(0);
            for (int l = i.L1 + 1; l <= i.L; ++l) {
                const S w = operator_norm(i.net.W(l));
                const S left = (i.Z[static_cast<std::size_t>(l - 1)] * x).norm(),
                        right = (tail_or_identity(i, l).transpose() * y).norm();
                expect_at_most<S>(s, right * w * left, "s = y^T V W_l Z_{l-1} x");
                form += left * left * right * right;
                sum += S(1) / (w * w);
            }
            expect_at_most<S>(sum * s * s, form, "sum_l ||W_l||^{-2} s^2 <= quadratic form");
            expect_at_most<S>(form, parts.T, "quadratic form <= T");
            const S top = operator_norm(i.Z.back());
            expect_at_most<S>(sum * top * top, parts.T, "C2t");
        },
        40);
}

} // namespace
} // namespace ncv::proofs
