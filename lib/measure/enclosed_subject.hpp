/// A snapshot in interval arithmetic: what the claims with an enclosure measure of it, each part
/// once.
#pragma once

#include "enclosure/interval.hpp"
#include "measure/affine_tail.hpp"
#include "measure/enclosed_descent.hpp"
#include "measure/feature_optimum.hpp"
#include "measure/head.hpp"
#include "measure/landscape.hpp"
#include "measure/last_layer.hpp"
#include "measure/layer_norms.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace ncv {

/// The head's quantities by midpoint-radius arithmetic in double, at the speed of its matrix
/// products: relative widths of a few N u where nothing is badly conditioned, whatever rounding
/// mode the caller has set.
Measured<Interval> measure_fast(const Snapshot& snapshot);

/// The same by interval arithmetic entry by entry in `bits` binary digits: exact where the
/// network's own numbers let it be, about a thousand times slower. `bits`: at least 53, else
/// std::invalid_argument.
Measured<Interval> measure_slow(const Snapshot& snapshot, unsigned bits);

/// What claims about the last layer need, by the one tier (53 bits) or the other.
LastLayer<Interval> enclose_last_layer(const Snapshot& snapshot, unsigned bits);
/// What the claims about affine layers at the end need: by the fast tier for `bits` = 53, else by
/// the slow one.
AffineTail<Interval> enclose_tail(const Snapshot& snapshot, unsigned bits);

/// What the landscape's claims need, entry by entry.
Landscape<Interval> survey_slow(const Snapshot& snapshot, unsigned bits);

class EnclosedParts; // the passes and what is measured of them

class EnclosedSubject {
  public:
    static constexpr unsigned fast = 53; ///< bits of the fast tier
    static constexpr unsigned first_slow = 128;

    /// `steps` and `few` as in Subject, `few` of the fast tier alone. The snapshot must outlive the
    /// subject.
    EnclosedSubject(const Snapshot& snapshot, unsigned bits, long steps = 0, bool few = false);
    /// Of quantities that are given: asking for others throws std::logic_error.
    EnclosedSubject(std::optional<Measured<Interval>> head,
                    std::optional<AffineTail<Interval>> tail, LastLayer<Interval> last_layer)
        : head_(std::move(head)), last_layer_(std::move(last_layer)), tail_(std::move(tail)) {}

    const Measured<Interval>& head();
    /// From here on head() is this.
    void replace_head(Measured<Interval> head) { head_ = std::move(head); }
    const LastLayer<Interval>& last_layer();
    /// From here on last_layer() is this.
    void replace_last_layer(LastLayer<Interval> last_layer) { last_layer_ = std::move(last_layer); }
    const AffineTail<Interval>& affine_tail();
    /// Of the affine layers at the end alone, whatever the activation below.
    const LayerNorms<Interval>& layer_norms();
    const FeatureOptimum<Interval>& feature_optimum();

    /// What was measured so far; null for what was not asked for. What it is changed to it is from
    /// here on.
    Measured<Interval>* measured_head() { return head_ ? &*head_ : nullptr; }
    AffineTail<Interval>* measured_tail() { return tail_ ? &*tail_ : nullptr; }
    LastLayer<Interval>* measured_last_layer() { return last_layer_ ? &*last_layer_ : nullptr; }

    /// By the slow tier, whatever `bits`; so is the run.
    const Landscape<Interval>& landscape();
    Descent<Interval> descent() const;

  private:
    const Snapshot& snapshot() const;
    EnclosedParts& parts() const;

    const Snapshot* snapshot_ = nullptr; ///< null where quantities were given
    std::shared_ptr<EnclosedParts> parts_;
    unsigned bits_ = fast;
    long steps_ = 0;
    std::optional<Measured<Interval>> head_;
    std::optional<LastLayer<Interval>> last_layer_;
    std::optional<AffineTail<Interval>> tail_;
    std::optional<LayerNorms<Interval>> norms_;
    std::optional<FeatureOptimum<Interval>> features_;
    std::optional<Landscape<Interval>> landscape_;
};

} // namespace ncv
