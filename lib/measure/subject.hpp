/// A snapshot in one arithmetic and what the claims measure of it: its passes and each part once,
/// when a claim first asks for it.
#pragma once

#include "measure/curvature.hpp"
#include "measure/descent.hpp"
#include "measure/head.hpp"
#include "measure/head_products.hpp"
#include "measure/landscape.hpp"
#include "measure/near_optimum.hpp"

#include <utility>

namespace ncv {

template <class Real>
class Subject {
    using S = scalar_of_t<Real>;

  public:
    /// `steps`: how far a run is followed; 0: Descent's choice. The snapshot must outlive the
    /// subject.
    explicit Subject(const Snapshot& snapshot, long steps = 0)
        : snapshot_(&snapshot), steps_(steps) {}

    /// What the generic theorem and the identities of weight decay need.
    const Measured<Real>& head() {
        return once(head_, [&] { return measure(*snapshot_, passes()); });
    }
    /// From here on head() is this.
    void replace_head(Measured<Real> head) { head_ = std::move(head); }

    /// What the claims about the loss landscape need.
    const Landscape<Real>& landscape() {
        return once(landscape_, [&] { return survey(*snapshot_, passes()); });
    }
    /// The head's partial products.
    const HeadProducts<Real>& head_products() {
        return once(products_, [&] { return measure_head_products(*snapshot_, passes()); });
    }
    /// First layers that fit, and the network's own cost.
    const NearOptimum<Real>& near_optimum() {
        return once(optimum_, [&] { return measure_near_optimum(*snapshot_, passes()); });
    }
    /// The norm of the Hessian of C_lambda.
    const HessianNorm<Real>& hessian_norm() {
        return once(hessian_, [&] { return measure_hessian(*snapshot_, passes()); });
    }
    /// The norm of the tangent kernel.
    const KernelNorm<Real>& ntk_norm() {
        return once(kernel_, [&] { return measure_kernel(passes()); });
    }
    /// A run of gradient descent that starts here.
    Descent<Real> descent() { return {*snapshot_, passes(), steps_}; }

  private:
    const TrackedPasses<S>& passes() {
        return once(passes_, [&] { return track<S>(*snapshot_); });
    }
    template <class Part, class Measure>
    static const Part& once(std::optional<Part>& part, Measure measure_part) {
        if (!part) part = measure_part();
        return *part;
    }

    const Snapshot* snapshot_;
    long steps_;
    std::optional<TrackedPasses<S>> passes_;
    std::optional<Measured<Real>> head_;
    std::optional<Landscape<Real>> landscape_;
    std::optional<HeadProducts<Real>> products_;
    std::optional<NearOptimum<Real>> optimum_;
    std::optional<HessianNorm<Real>> hessian_;
    std::optional<KernelNorm<Real>> kernel_;
};

} // namespace ncv
