#include "measure/enclosed_subject.hpp"

#include "enclosure/collapse.hpp"
#include "enclosure/column_norms.hpp"
#include "enclosure/environment.hpp"
#include "enclosure/inner_product.hpp"
#include "enclosure/passes.hpp"
#include "enclosure/row_space.hpp"
#include "measure/enclose_layer_norms.hpp"
#include "measure/few_columns.hpp"
#include "measure/measure_affine_tail.hpp"
#include "measure/measure_feature_optimum.hpp"
#include "measure/measure_head.hpp"
#include "measure/measure_last_layer.hpp"
#include "measure/survey_passes.hpp"

#include <memory>
#include <optional>
#include <stdexcept>

namespace ncv {

class EnclosedParts {
  public:
    virtual ~EnclosedParts() = default;
    virtual Measured<Interval> head() = 0;
    virtual LastLayer<Interval> last_layer() = 0;
    virtual AffineTail<Interval> affine_tail() = 0;
    virtual LayerNorms<Interval> layer_norms() = 0;
    virtual FeatureOptimum<Interval> feature_optimum() = 0;
};

namespace {

/// Of the scalars of the fast tier, and of the thin Gram matrices it forms with more digits.
constexpr unsigned fast_bits = 200;

/// A point of fewer bits would not be the file's number.
void require_exact_doubles(unsigned bits) {
    if (bits < std::numeric_limits<double>::digits)
        throw std::invalid_argument("enclosures need at least the 53 bits of a double");
}

/// In the matrices of A, with scalars of `bits` bits. The passes are taken once.
template <class A>
class PartsIn final : public EnclosedParts {
  public:
    PartsIn(const Snapshot& snapshot, unsigned bits, bool few = false)
        : snapshot_(snapshot), bits_(bits), few_(few) {
        require_exact_doubles(bits);
    }

    Measured<Interval> head() override {
        return in_scope([&] {
            Measured<Interval> out = counted<Interval>(snapshot_);
            measure_head(snapshot_, passes(), out);
            return out;
        });
    }
    LastLayer<Interval> last_layer() override {
        return in_scope([&] {
            LastLayer<Interval> out;
            measure_last_layer_in(snapshot_, passes(), out);
            return out;
        });
    }
    AffineTail<Interval> affine_tail() override {
        return in_scope([&] {
            AffineTail<Interval> out;
            // Of a single affine layer no pass is looked at.
            const Passes<A> none;
            TailMeasuring<A>(snapshot_, snapshot_.network.linear_layers() < 2 ? none : passes(),
                             out)
                .measure();
            return out;
        });
    }
    LayerNorms<Interval> layer_norms() override {
        return in_scope([&] { return enclose_layer_norms(snapshot_, passes()); });
    }
    FeatureOptimum<Interval> feature_optimum() override {
        return in_scope([&] {
            FeatureOptimum<Interval> out;
            measure_feature_optimum_in(snapshot_, passes(), out);
            return out;
        });
    }

  private:
    template <class F>
    auto in_scope(const F& measured) const {
        const StandardFloatingPoint standard;
        const IntervalPrecision precision(bits_);
        return measured();
    }
    const Passes<A>& passes() {
        if constexpr (takes_few_columns<A>)
            if (few_ && !passes_) passes_ = enclose_few_columns(snapshot_);
        if (!passes_) passes_ = enclose_passes<A>(snapshot_);
        return *passes_;
    }

    const Snapshot& snapshot_;
    unsigned bits_;
    bool few_;
    std::optional<Passes<A>> passes_;
};

using FastParts = PartsIn<BallMatrix<double>>;
using SlowParts = PartsIn<IntervalMatrix>;

std::shared_ptr<EnclosedParts> parts_of(const Snapshot& snapshot, unsigned bits, bool few = false) {
    if (bits == EnclosedSubject::fast) return std::make_shared<FastParts>(snapshot, fast_bits, few);
    return std::make_shared<SlowParts>(snapshot, bits);
}

} // namespace

EnclosedSubject::EnclosedSubject(const Snapshot& snapshot, unsigned bits, long steps, bool few)
    : snapshot_(&snapshot), parts_(parts_of(snapshot, bits, few)), bits_(bits), steps_(steps) {}

const Snapshot& EnclosedSubject::snapshot() const {
    if (!snapshot_) throw std::logic_error("given quantities say no more of the network");
    return *snapshot_;
}
EnclosedParts& EnclosedSubject::parts() const {
    snapshot();
    return *parts_;
}
const Measured<Interval>& EnclosedSubject::head() {
    if (!head_) head_ = parts().head();
    return *head_;
}
const LastLayer<Interval>& EnclosedSubject::last_layer() {
    if (!last_layer_) last_layer_ = parts().last_layer();
    return *last_layer_;
}
const AffineTail<Interval>& EnclosedSubject::affine_tail() {
    if (!tail_) tail_ = parts().affine_tail();
    return *tail_;
}
const LayerNorms<Interval>& EnclosedSubject::layer_norms() {
    if (!norms_) norms_ = parts().layer_norms();
    return *norms_;
}
const FeatureOptimum<Interval>& EnclosedSubject::feature_optimum() {
    if (!features_) features_ = parts().feature_optimum();
    return *features_;
}
const Landscape<Interval>& EnclosedSubject::landscape() {
    if (!landscape_) landscape_ = survey_slow(snapshot(), std::max(bits_, first_slow));
    return *landscape_;
}

Descent<Interval> EnclosedSubject::descent() const {
    return {snapshot(), std::max(bits_, first_slow), steps_};
}

Landscape<Interval> survey_slow(const Snapshot& snapshot, unsigned bits) {
    require_exact_doubles(bits);
    const StandardFloatingPoint standard;
    const IntervalPrecision precision(bits);
    Landscape<Interval> out;
    survey_passes(snapshot, enclose_all_passes(snapshot, exact_weights(snapshot.network)), out);
    return out;
}

LastLayer<Interval> enclose_last_layer(const Snapshot& snapshot, unsigned bits) {
    return parts_of(snapshot, bits)->last_layer();
}

AffineTail<Interval> enclose_tail(const Snapshot& snapshot, unsigned bits) {
    return parts_of(snapshot, bits)->affine_tail();
}

Measured<Interval> measure_fast(const Snapshot& snapshot) {
    return FastParts(snapshot, fast_bits).head();
}

Measured<Interval> measure_slow(const Snapshot& snapshot, unsigned bits) {
    return SlowParts(snapshot, bits).head();
}

} // namespace ncv
