/// A snapshot in one arithmetic and what the claims measure of it: each part once, when a claim
/// first asks for it.
#pragma once

#include "claims/curvature.hpp"
#include "claims/descent.hpp"
#include "claims/head_products.hpp"
#include "claims/landscape.hpp"
#include "claims/measured.hpp"
#include "claims/witness.hpp"

#include <utility>

namespace ncv {

template <class Real>
class Subject {
  public:
    /// `lacks` and `steps` as in CheckOptions. The snapshot must outlive the subject.
    Subject(const Snapshot& snapshot, std::string lacks, long steps)
        : snapshot_(&snapshot), lacks_(std::move(lacks)), steps_(steps) {}

    /// What the generic theorem and the identities of weight decay need.
    const Measured<Real>& head() { return once(head_, measure<Real>); }

    /// What the claims about the loss landscape need.
    const Landscape<Real>& landscape() { return once(landscape_, survey<Real>); }
    /// The head's partial products.
    const HeadProducts<Real>& head_products() {
        return once(products_, measure_head_products<Real>);
    }

    /// First layers that fit, and the network's own cost.
    const NearOptimum<Real>& near_optimum() { return once(optimum_, measure_near_optimum<Real>); }

    /// The norm of the Hessian of C_lambda.
    const HessianNorm<Real>& hessian_norm() { return once(hessian_, measure_hessian<Real>); }

    /// The norm of the tangent kernel.
    const KernelNorm<Real>& ntk_norm() { return once(kernel_, measure_kernel<Real>); }

    /// A run of gradient descent that starts here.
    Descent<Real> descent() const { return {*snapshot_, lacks_, steps_}; }

  private:
    template <class Part, class Measure>
    const Part& once(std::optional<Part>& part, Measure measure_part) {
        if (!part) part = measure_part(*snapshot_, lacks_);
        return *part;
    }

    const Snapshot* snapshot_;
    std::string lacks_;
    long steps_;
    std::optional<Measured<Real>> head_;
    std::optional<Landscape<Real>> landscape_;
    std::optional<HeadProducts<Real>> products_;
    std::optional<NearOptimum<Real>> optimum_;
    std::optional<HessianNorm<Real>> hessian_;
    std::optional<KernelNorm<Real>> kernel_;
};

} // namespace ncv
