/// RapidCheck generators of instance descriptions. Valid by construction, along every shrink:
/// draw_spec takes any draws, and shrinking makes draws smaller (sizes first, then scales, bits).
#pragma once

#include "instances/instance.hpp"

#include <rapidcheck.h>

namespace ncv::generators {

inline rc::Gen<InstanceSpec> specs(const DrawOptions& options = {}) {
    return rc::gen::exec([options] {
        return draw_spec([](int least, int most) { return *rc::gen::inRange(least, most + 1); },
                         options);
    });
}

/// Heads that fit the labels: where the generic theorem speaks.
inline DrawOptions fitting() {
    DrawOptions o;
    o.heads = {HeadKind::exact,           HeadKind::balanced,        HeadKind::stationary,
               HeadKind::nearly_balanced, HeadKind::nearly_balanced, HeadKind::interpolating};
    return o;
}
inline DrawOptions fitting_balanced_classes() {
    DrawOptions o = fitting();
    o.balanced_classes = true;
    return o;
}
/// Interpolating, exactly balanced heads: where the bounds are attained.
inline DrawOptions exact_heads() {
    DrawOptions o;
    o.heads = {HeadKind::exact, HeadKind::balanced};
    o.no_residual = true;
    return o;
}
/// Near critical points of the regularised loss.
inline DrawOptions stationary_heads() {
    DrawOptions o;
    o.heads = {HeadKind::stationary, HeadKind::stationary, HeadKind::stationary,
               HeadKind::nearly_balanced};
    return o;
}
/// Where the loss obeys a Polyak-Lojasiewicz inequality.
inline DrawOptions pyramids() {
    DrawOptions o;
    o.heads = {HeadKind::pyramid};
    return o;
}
/// Where phase 1 of gradient descent starts.
inline DrawOptions theorem_starts() {
    DrawOptions o;
    o.heads = {HeadKind::theorem};
    return o;
}
/// Below the price of layers that fit: where section C's near-optimal claims speak.
inline DrawOptions near_optimal_networks() {
    DrawOptions o;
    o.heads = {HeadKind::near_optimal};
    return o;
}
/// Any loss, biases, class sizes, depths and widths: where sections G and H speak.
inline DrawOptions classifiers() {
    DrawOptions o;
    o.heads = {HeadKind::classifier};
    return o;
}
/// Any loss, biases, affine layers near and far from stationary.
inline DrawOptions affine_networks() {
    DrawOptions o;
    o.heads = {HeadKind::affine};
    return o;
}
inline DrawOptions homogeneous_networks() {
    DrawOptions o;
    o.homogeneous = true;
    return o;
}

} // namespace ncv::generators

namespace rc {
inline void showValue(const ncv::InstanceSpec& spec, std::ostream& out) {
    out << ncv::describe(spec);
}
} // namespace rc
