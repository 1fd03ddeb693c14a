/// How matrices of a step lie in memory: panels of a few vectors, each a small matrix of its own.
///
/// Included once for each instruction set (Highway's foreach_target), so without #pragma once.
#if defined(NCV_PANELS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef NCV_PANELS_INL_HPP
#undef NCV_PANELS_INL_HPP
#else
#define NCV_PANELS_INL_HPP
#endif

#include "training/kernels/buffer.hpp"
#include "training/kernels/tile-inl.hpp"
#include "training/kernels/transpose-inl.hpp"

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>
#include <vector>

HWY_BEFORE_NAMESPACE();
namespace ncv::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using std::ptrdiff_t;

inline ptrdiff_t round_up(ptrdiff_t n, ptrdiff_t unit) { return (n + unit - 1) / unit * unit; }

/// A stretch of the long dimension that is held in registers together.
struct Panel {
    ptrdiff_t first, width;
    int vectors;
};
inline std::vector<Panel> panels_of(ptrdiff_t padded, ptrdiff_t lanes) {
    std::vector<Panel> out;
    for (ptrdiff_t at = 0; at < padded; at += out.back().width) {
        const ptrdiff_t left = (padded - at) / lanes;
        const int vectors = left >= widest ? widest : left >= 2 ? 2 : 1;
        out.push_back({at, vectors * lanes, vectors});
    }
    return out;
}

/// Where panels as wide as that at `begin` end, at the latest at `last`.
inline ptrdiff_t end_of_stretch(const std::vector<Panel>& panels, ptrdiff_t begin, ptrdiff_t last) {
    const auto width = [&](ptrdiff_t p) { return panels[static_cast<std::size_t>(p)].width; };
    ptrdiff_t end = begin + 1;
    while (end < last && width(end) == width(begin)) ++end;
    return end;
}

/// rows x wide numbers, panel after panel: a panel holds `rows` rows of its own width.
template <class S>
struct Paneled {
    ptrdiff_t rows = 0;
    Buffer<S> data;

    Paneled() = default;
    Paneled(ptrdiff_t rows_, ptrdiff_t wide) : rows(rows_), data(rows_ * wide) {}
    S* at(const Panel& p, ptrdiff_t row = 0) const {
        return data.get() + p.first * rows + row * p.width;
    }
};

/// A panel of Z (neurons x samples) into Zt (samples x neurons, in panels of neurons).
template <class S>
void transpose(const Paneled<S>& Z, const Panel& panel, const Paneled<S>& Zt,
               const std::vector<Panel>& neurons) {
    const hn::ScalableTag<S> d;
    const auto lanes = static_cast<ptrdiff_t>(hn::Lanes(d));
    for (const Panel& q : neurons)
        for (ptrdiff_t j = 0; j < q.width; j += lanes)
            for (ptrdiff_t s = 0; s < panel.width; s += lanes)
                transpose_block(d, Z.at(panel, q.first + j) + s, panel.width,
                                Zt.at(q, panel.first + s) + j, q.width);
}

} // namespace ncv::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
