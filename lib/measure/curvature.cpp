#include "measure/curvature.hpp"

#include "measure/derivative_bounds.hpp"
#include "network/multiprecision.hpp"
#include "spectra/lanczos.hpp"

namespace ncv {
namespace {

/// How a norm is found: from the matrix up to this dimension, else with Lanczos steps until what
/// they leave open is `gap`, or until they have cost `work` multiplications (some seconds).
template <class S>
struct CurvatureEffort {
    static constexpr bool fast = std::is_same_v<S, double>;
    static constexpr Eigen::Index dense = fast ? 120 : 48;
    static constexpr double gap = 0.1;
    static constexpr double work = fast ? 1.2e10 : 1e7;
    static constexpr long least_steps = fast ? 4 : 2;
};

/// The point where the curvature is measured. The passes must outlive it.
template <class S>
struct CurvaturePoint {
    const TrackedPasses<S>& tracked;
    Linearisation<S> at;
    DerivativeBounds<S> bounds;
    Eigen::Index parameters = 0;

    explicit CurvaturePoint(const TrackedPasses<S>& t)
        : tracked(t), at(linearise(t.net, t.f, t.back, t.E.value)), bounds(t.net, at, t) {
        for (const auto& W : t.net.weights) parameters += W.size();
    }
    CurvaturePoint(const CurvaturePoint&) = delete;
};

/// The certain lower bound, with an error that reaches min(upper, most); `error` that of the
/// operator itself.
template <class S>
Approx<S> covering(const NormBounds<S>& found, const S& most, const S& error) {
    const S upper = std::max<S>(found.lower, std::min<S>(found.upper, most));
    return {found.lower, (upper - found.lower) + found.rounding + error};
}

/// Of a step of `products` multiplications.
template <class S>
long steps_within_effort(Eigen::Index n, double products, Definiteness kind) {
    using Effort = CurvatureEffort<S>;
    const long affordable = static_cast<long>(Effort::work / products);
    return std::min(lanczos_steps(n, Effort::gap, kind), std::max(Effort::least_steps, affordable));
}
double hessian_products(Eigen::Index parameters, Eigen::Index columns) {
    return 6.0 * static_cast<double>(parameters * columns);
}
double kernel_products(Eigen::Index parameters, Eigen::Index columns) {
    return 4.0 * static_cast<double>(parameters * columns);
}

template <class Part, class S, class Apply>
Part by_lanczos(Eigen::Index n, double products, Apply apply, Definiteness kind, const S& most,
                const S& error) {
    const NormBounds<S> found =
        lanczos_norm<S>(n, apply, kind, steps_within_effort<S>(n, products, kind));
    Part out;
    out.norm = covering(found, most, error);
    out.lanczos_steps = found.steps;
    return out;
}

} // namespace

double curvature_work(const Snapshot& snapshot, Eigen::Index columns) {
    Eigen::Index parameters = 0;
    for (const auto& W : snapshot.network.weights) parameters += W.size();
    const auto work = [](Eigen::Index n, double products, Definiteness kind) {
        const bool dense = n <= CurvatureEffort<double>::dense;
        return products *
               static_cast<double>(dense ? n : steps_within_effort<double>(n, products, kind));
    };
    return work(parameters, hessian_products(parameters, columns), Definiteness::indefinite) +
           work(snapshot.data.classes * columns, kernel_products(parameters, columns),
                Definiteness::positive_semidefinite);
}

template <class S>
HessianNorm<Approx<S>> measure_hessian(const Snapshot& snapshot, const TrackedPasses<S>& t) {
    using Real = Approx<S>;
    const CurvaturePoint<S> point(t);
    const Eigen::Index n = point.parameters;
    const S lambda = S(snapshot.weight_decay.value_or(0));
    const NormAndError<S> E{point.at.E.norm(), point.tracked.E.error};
    const NormAndError<S> product = point.bounds.hessian(E, lambda);
    const auto apply = [&](const Vector<S>& v) {
        return flattened(hessian_times(point.at, unflattened(v, t.net), lambda));
    };
    HessianNorm<Real> out;
    if (n <= CurvatureEffort<S>::dense) {
        using std::sqrt;
        Matrix<S> H(n, n);
        for (Eigen::Index j = 0; j < n; ++j) H.col(j) = apply(Vector<S>::Unit(n, j));
        out.norm =
            operator_norm(ApproxMatrix<S>(H, sqrt(S(static_cast<double>(n))) * product.error));
    } else {
        const double products = hessian_products(n, t.E.cols());
        out = by_lanczos<HessianNorm<Real>, S>(n, products, apply, Definiteness::indefinite,
                                               product.norm, product.error);
    }
    out.dimension = n;
    return out;
}
template HessianNorm<Approx<double>> measure_hessian(const Snapshot&, const TrackedPasses<double>&);
template HessianNorm<Approx<mp100>> measure_hessian(const Snapshot&, const TrackedPasses<mp100>&);

template <class S>
KernelNorm<Approx<S>> measure_kernel(const TrackedPasses<S>& t) {
    using Real = Approx<S>;
    const CurvaturePoint<S> point(t);
    const Eigen::Index K = t.data.classes, N = t.E.cols(), n = K * N;
    KernelNorm<Real> out;
    if (n <= CurvatureEffort<S>::dense) {
        const S error = S(static_cast<double>(n)) * point.bounds.kernel_entry().error;
        out.norm = operator_norm(ApproxMatrix<S>(tangent_kernel(point.at), error));
    } else {
        const NormAndError<S> push = point.bounds.push(), pull = point.bounds.pull();
        const S size = std::min<S>(push.norm, pull.norm); // bounds ||J||
        const auto apply = [&](const Vector<S>& u) {
            const Matrix<S> U = u.reshaped(K, N);
            return Vector<S>(
                jacobian_times(point.at, jacobian_transpose_times(point.at, U)).reshaped());
        };
        const S error = (size + pull.error) * push.error + size * pull.error;
        const double products = kernel_products(point.parameters, N);
        out = by_lanczos<KernelNorm<Real>, S>(
            n, products, apply, Definiteness::positive_semidefinite, size * size, error);
    }
    out.dimension = n;
    return out;
}
template KernelNorm<Approx<double>> measure_kernel(const TrackedPasses<double>&);
template KernelNorm<Approx<mp100>> measure_kernel(const TrackedPasses<mp100>&);

} // namespace ncv
