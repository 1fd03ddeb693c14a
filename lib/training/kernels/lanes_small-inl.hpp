/// Steps of the smallest networks, unrolled: weights stay in registers from step to step.
/// Included once per instruction set.
#if defined(NCV_LANES_SMALL) == defined(HWY_TARGET_TOGGLE)
#ifdef NCV_LANES_SMALL
#undef NCV_LANES_SMALL
#else
#define NCV_LANES_SMALL
#endif

#include "training/kernels/lanes.hpp"
#include "training/kernels/lanes_activation-inl.hpp"
#include "training/kernels/lanes_tile-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace ncv::kernels::HWY_NAMESPACE {

/// An R x C matrix of cells in registers.
template <int R, int C, class S>
struct Block {
    Cell<S> at[R][C];

    void load(const S* from, std::size_t row) {
#pragma GCC unroll 8
        for (int i = 0; i < R; ++i) {
#pragma GCC unroll 8
            for (int j = 0; j < C; ++j)
                at[i][j] = hn::Load(Tag<S>(), from + i * row + j * hn::Lanes(Tag<S>()));
        }
    }
    void store(S* to, std::size_t row) const {
#pragma GCC unroll 8
        for (int i = 0; i < R; ++i) {
#pragma GCC unroll 8
            for (int j = 0; j < C; ++j)
                hn::Store(at[i][j], Tag<S>(), to + i * row + j * hn::Lanes(Tag<S>()));
        }
    }
};

/// sum_k left(k) right(k), in the order of lanes.hpp.
template <int K, class Left, class Right>
HWY_INLINE auto sum_of(const Left& left, const Right& right) {
    auto sum = hn::Mul(left(0), right(0));
#pragma GCC unroll 8
    for (int k = 1; k < K; ++k) sum = hn::MulAdd(left(k), right(k), sum);
    return sum;
}

/// Z = W V, column by column of samples (V: one row a sample).
template <int R, int K, int N, class S>
HWY_INLINE void times(const Block<R, K, S>& W, const Block<N, K, S>& V, Block<N, R, S>& Z) {
#pragma GCC unroll 8
    for (int s = 0; s < N; ++s) {
#pragma GCC unroll 8
        for (int i = 0; i < R; ++i)
            Z.at[s][i] = sum_of<K>([&](int k) HWY_ATTR { return W.at[i][k]; },
                                   [&](int k) HWY_ATTR { return V.at[s][k]; });
    }
}
/// U = W^T Delta.
template <int R, int K, int N, class S>
HWY_INLINE void transposed_times(const Block<R, K, S>& W, const Block<N, R, S>& Delta,
                                 Block<N, K, S>& U) {
#pragma GCC unroll 8
    for (int s = 0; s < N; ++s) {
#pragma GCC unroll 8
        for (int k = 0; k < K; ++k)
            U.at[s][k] = sum_of<R>([&](int i) HWY_ATTR { return W.at[i][k]; },
                                   [&](int i) HWY_ATTR { return Delta.at[s][i]; });
    }
}
/// W = keep W - rate Delta Z^T.
template <int R, int K, int N, class S>
HWY_INLINE void update(Block<R, K, S>& W, const Block<N, R, S>& Delta, const Block<N, K, S>& Z,
                       Cell<S> keep, Cell<S> rate) {
#pragma GCC unroll 8
    for (int i = 0; i < R; ++i) {
#pragma GCC unroll 8
        for (int k = 0; k < K; ++k) {
            const auto G = sum_of<N>([&](int s) HWY_ATTR { return Delta.at[s][i]; },
                                     [&](int s) HWY_ATTR { return Z.at[s][k]; });
            W.at[i][k] = hn::NegMulAdd(rate, G, hn::Mul(keep, W.at[i][k]));
        }
    }
}

/// A group of d-n-m-K networks with L1 = 1 and N samples between its steps; these are the same
/// operations in the same order as those of any other shape.
template <int d, int n, int m, int K, int N, bool smooth, class S>
struct Resident {
    const LanePlan& p;
    S* memory;
    Block<n, d, S> W1;
    Block<m, n, S> W2;
    Block<K, m, S> W3;
    Cell<S> keep1, keep2, keep3, rate, below, loss, health;

    HWY_INLINE S* cell(std::size_t c) const { return memory + c * hn::Lanes(Tag<S>()); }
    HWY_INLINE std::size_t row(int l) const {
        return p.ld[static_cast<std::size_t>(l)] * hn::Lanes(Tag<S>());
    }

    HWY_INLINE Resident(const LanePlan& plan, S* group) : p(plan), memory(group) {
        const Tag<S> tag;
        W1.load(cell(p.W[1]), row(0));
        W2.load(cell(p.W[2]), row(1));
        W3.load(cell(p.W[3]), row(2));
        keep1 = hn::Load(tag, cell(p.keep));
        keep2 = hn::Load(tag, cell(p.keep + 1));
        keep3 = hn::Load(tag, cell(p.keep + 2));
        rate = hn::Load(tag, cell(p.rate));
        below = hn::Set(tag, static_cast<S>(p.activation.least_slope()));
        health = hn::Load(tag, cell(p.health));
        loss = hn::Zero(tag);
    }

    HWY_INLINE void step() {
        const Tag<S> tag;
        Block<N, d, S> X;
        Block<N, n, S> Z1, D1, slope;
        Block<N, m, S> Z2, D2;
        Block<N, K, S> Z3, Y;
        X.load(cell(p.Z[0]), row(0));
        times(W1, X, Z1);
        if constexpr (smooth) {
            for (int s = 0; s < N; ++s)
                for (int i = 0; i < n; ++i)
                    smooth_activation<S>(p.activation, Z1.at[s][i], slope.at[s][i]);
        } else {
#pragma GCC unroll 8
            for (int s = 0; s < N; ++s) {
#pragma GCC unroll 8
                for (int i = 0; i < n; ++i) Z1.at[s][i] = kinked(Z1.at[s][i], below);
            }
        }
        times(W2, Z1, Z2);
        times(W3, Z2, Z3);
        Y.load(cell(p.Y), row(3));
        auto squares = hn::Zero(tag);
#pragma GCC unroll 8
        for (int s = 0; s < N; ++s) {
#pragma GCC unroll 8
            for (int i = 0; i < K; ++i) {
                Z3.at[s][i] = hn::Sub(Z3.at[s][i], Y.at[s][i]);
                squares = hn::MulAdd(Z3.at[s][i], Z3.at[s][i], squares);
            }
        }
        loss = hn::Mul(squares, hn::Set(tag, S(0.5)));
        health = hn::MulAdd(loss, hn::Zero(tag), health);
        transposed_times(W3, Z3, D2);
        update(W3, Z3, Z2, keep3, rate);
        transposed_times(W2, D2, D1);
        update(W2, D2, Z1, keep2, rate);
#pragma GCC unroll 8
        for (int s = 0; s < N; ++s) {
#pragma GCC unroll 8
            for (int i = 0; i < n; ++i)
                D1.at[s][i] = smooth ? hn::Mul(D1.at[s][i], slope.at[s][i])
                                     : kinked_slope(Z1.at[s][i], below, D1.at[s][i]);
        }
        update(W1, D1, X, keep1, rate);
    }

    HWY_INLINE void store() const {
        const Tag<S> tag;
        W1.store(cell(p.W[1]), row(0));
        W2.store(cell(p.W[2]), row(1));
        W3.store(cell(p.W[3]), row(2));
        hn::Store(loss, tag, cell(p.loss));
        hn::Store(health, tag, cell(p.health));
    }
};

/// Two groups in turn: a step is a chain of dependent sums, and one hides the other's latency.
template <int d, int n, int m, int K, int N, bool smooth, class S>
HWY_NOINLINE void three_layer_steps(const LanePlan& p, S* const* groups, std::size_t many,
                                    std::int64_t count) {
    std::size_t g = 0;
    for (; g + 1 < many; g += 2) {
        Resident<d, n, m, K, N, smooth, S> a(p, groups[g]), b(p, groups[g + 1]);
        for (std::int64_t step = 0; step < count; ++step) {
            a.step();
            b.step();
        }
        a.store();
        b.store();
    }
    if (g == many) return;
    Resident<d, n, m, K, N, smooth, S> a(p, groups[g]);
    for (std::int64_t step = 0; step < count; ++step) a.step();
    a.store();
}

/// Whether the shape is one of the unrolled ones; if so its steps are taken.
template <class S>
bool small_steps(const LanePlan& p, S* const* groups, std::size_t many, std::int64_t count) {
    if (count < 1) return false;
    if (p.is({2, 2, 3, 2}, 2)) {
        if (p.smooth)
            three_layer_steps<2, 2, 3, 2, 2, true>(p, groups, many, count);
        else
            three_layer_steps<2, 2, 3, 2, 2, false>(p, groups, many, count);
    } else if (p.is({4, 4, 2, 2}, 4)) {
        if (p.smooth)
            three_layer_steps<4, 4, 2, 2, 4, true>(p, groups, many, count);
        else
            three_layer_steps<4, 4, 2, 2, 4, false>(p, groups, many, count);
    } else {
        return false;
    }
    return true;
}

} // namespace ncv::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
