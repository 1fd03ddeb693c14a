/// A snapshot in one arithmetic and what the claims measure of it: its passes and each part once,
/// when a claim first asks for it.
#pragma once

#include "measure/affine_tail.hpp"
#include "measure/curvature.hpp"
#include "measure/descent.hpp"
#include "measure/feature_optimum.hpp"
#include "measure/few_columns.hpp"
#include "measure/head.hpp"
#include "measure/head_products.hpp"
#include "measure/headline.hpp"
#include "measure/identities.hpp"
#include "measure/landscape.hpp"
#include "measure/last_layer.hpp"
#include "measure/layer_norms.hpp"
#include "measure/logit_norms.hpp"
#include "measure/low_rank.hpp"
#include "measure/metrics_in_blocks.hpp"
#include "measure/near_optimum.hpp"
#include "measure/product_spectrum.hpp"

#include <memory>
#include <utility>

namespace ncv {

template <class Real>
class Subject {
    using S = scalar_of_t<Real>;

  public:
    /// `steps`: how far a run is followed; 0: Descent's choice. `few`: samples are turned into few
    /// columns, which affine layers allow. The snapshot must outlive the subject.
    explicit Subject(const Snapshot& snapshot, long steps = 0, bool few = false)
        : snapshot_(&snapshot), steps_(steps), few_(few) {}

    /// What the generic theorem and the identities of weight decay need.
    const Measured<Real>& head() {
        return once(head_, [&] { return measure(*snapshot_, passes()); });
    }
    /// From here on head() is this.
    void replace_head(Measured<Real> head) { head_ = std::move(head); }

    /// What is said of it before any claim.
    const Headline<Real>& headline() {
        return once(headline_, [&] { return measure_headline(*snapshot_, passes(), head()); });
    }
    /// What the claims about affine layers at the end need.
    const AffineTail<Real>& affine_tail() {
        return once(tail_, [&] { return measure_tail(*snapshot_, passes()); });
    }
    /// What the claims about the loss landscape need.
    const Landscape<Real>& landscape() {
        return once(landscape_, [&] { return survey(*snapshot_, passes()); });
    }
    /// The head's partial products.
    const HeadProducts<Real>& head_products() {
        return once(products_, [&] { return measure_head_products(*snapshot_, passes()); });
    }
    /// The defects of gradients' and steps' identities.
    const Identities<Real>& identities() {
        return once(identities_, [&] { return measure_identities(*snapshot_, passes()); });
    }
    /// The last layer with its features and logits: what claims about any classifier need.
    const LastLayer<Real>& last_layer() {
        return once(last_layer_, [&] { return measure_last_layer(*snapshot_, passes()); });
    }
    /// From here on last_layer() is this.
    void replace_last_layer(LastLayer<Real> last_layer) { last_layer_ = std::move(last_layer); }
    /// The logits against the labels' polar factor.
    const LogitNorms<Real>& logit_norms() {
        return once(logits_, [&] { return measure_logit_norms(*snapshot_, passes()); });
    }
    /// How far each layer is from rank K.
    const LowRank<Real>& low_rank() {
        return once(low_rank_, [&] { return measure_low_rank(*snapshot_, passes()); });
    }
    /// Each layer's weight with its gradients.
    const LayerNorms<Real>& layer_norms() {
        return once(norms_, [&] { return measure_layer_norms(*snapshot_, passes()); });
    }
    /// The singular values of the head's product.
    const ProductSpectrum<Real>& product_spectrum() {
        return once(product_, [&] { return measure_product_spectrum(*snapshot_, passes()); });
    }
    /// The last layer and its features against the optimum of free ones.
    const FeatureOptimum<Real>& feature_optimum() {
        return once(features_, [&] { return measure_feature_optimum(*snapshot_, passes()); });
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
    /// All that is reported of it beside the claims. Requires few columns.
    SnapshotMetrics metrics() { return metrics_in_blocks(*snapshot_, passes()); }
    /// Takes the passes, which are else taken when a part is first asked for: copies share them.
    void take_passes() { passes(); }

    /// What was measured so far; null for what was not asked for. What it is changed to it is from
    /// here on.
    Measured<Real>* measured_head() { return head_ ? &*head_ : nullptr; }
    AffineTail<Real>* measured_tail() { return tail_ ? &*tail_ : nullptr; }
    LastLayer<Real>* measured_last_layer() { return last_layer_ ? &*last_layer_ : nullptr; }

    /// A run of gradient descent that starts here.
    Descent<Real> descent() { return {*snapshot_, passes(), steps_}; }

  private:
    const TrackedPasses<S>& passes() {
        if (!passes_) passes_ = std::make_shared<const TrackedPasses<S>>(passes_taken());
        return *passes_;
    }
    TrackedPasses<S> passes_taken() const {
        if (!few_) return track<S>(*snapshot_);
        const auto few = few_columns<ApproxMatrix<S>>(snapshot_->data);
        const auto net = snapshot_->network.template cast<S>();
        return is_gradient_of_blocks(*snapshot_) ? track(net, few, snapshot_->loss)
                                                 : track(net, few);
    }
    template <class Part, class Measure>
    static const Part& once(std::optional<Part>& part, Measure measure_part) {
        if (!part) part = measure_part();
        return *part;
    }

    const Snapshot* snapshot_;
    long steps_;
    bool few_;
    std::shared_ptr<const TrackedPasses<S>> passes_;
    std::optional<Measured<Real>> head_;
    std::optional<Headline<Real>> headline_;
    std::optional<AffineTail<Real>> tail_;
    std::optional<Landscape<Real>> landscape_;
    std::optional<HeadProducts<Real>> products_;
    std::optional<Identities<Real>> identities_;
    std::optional<LastLayer<Real>> last_layer_;
    std::optional<LogitNorms<Real>> logits_;
    std::optional<LowRank<Real>> low_rank_;
    std::optional<LayerNorms<Real>> norms_;
    std::optional<ProductSpectrum<Real>> product_;
    std::optional<FeatureOptimum<Real>> features_;
    std::optional<NearOptimum<Real>> optimum_;
    std::optional<HessianNorm<Real>> hessian_;
    std::optional<KernelNorm<Real>> kernel_;
};

} // namespace ncv
