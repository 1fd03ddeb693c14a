#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "training/kernels/unrolled.cpp"
#include <hwy/foreach_target.h>

#include "training/kernels/dispatch.hpp"
#include "training/kernels/smooth-inl.hpp"
#include "training/kernels/unrolled.hpp"

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <utility>

HWY_BEFORE_NAMESPACE();
namespace ncv::kernels::HWY_NAMESPACE {

/// One number for each of N samples.
template <class S, int N>
struct Samples {
    typedef S type __attribute__((vector_size(N * sizeof(S))));
};

/// The sums of N vectors, as a vector.
template <class S>
HWY_INLINE auto sums(const typename Samples<S, 2>::type (&p)[2]) {
    return __builtin_shufflevector(p[0], p[1], 0, 2) + __builtin_shufflevector(p[0], p[1], 1, 3);
}
template <class S>
HWY_INLINE auto sums(const typename Samples<S, 4>::type (&p)[4]) {
    const auto a = __builtin_shufflevector(p[0], p[1], 0, 4, 2, 6) +
                   __builtin_shufflevector(p[0], p[1], 1, 5, 3, 7);
    const auto b = __builtin_shufflevector(p[2], p[3], 0, 4, 2, 6) +
                   __builtin_shufflevector(p[2], p[3], 1, 5, 3, 7);
    return __builtin_shufflevector(a, b, 0, 1, 4, 5) + __builtin_shufflevector(a, b, 2, 3, 6, 7);
}

/// d-n1-n2-K, L1 = 1, N samples.
template <class S, int d, int n1, int n2, int K, int N>
class Unrolled final : public DescentEngine<S> {
    using V = typename Samples<S, N>::type;
    template <int rows, int cols>
    struct alignas(64) Weights {
        S at[(rows * cols + N - 1) / N * N]{}; ///< row-major, to whole vectors
    };

  public:
    explicit Unrolled(const DescentProblem<S>& p) : activation_(p.activation) {
        std::copy_n(p.weight_decay.begin(), 3, weight_decay_);
        read(W1_, p.weights[0]);
        read(W2_, p.weights[1]);
        read(W3_, p.weights[2]);
        for (int s = 0; s < N; ++s) {
            for (int k = 0; k < d; ++k) X_[k][s] = p.inputs[k + s * d];
            for (int c = 0; c < K; ++c) Y_[c][s] = S(p.labels[s] == c);
        }
    }
    static bool fits(const DescentProblem<S>& p) {
        return p.widths == std::vector<std::ptrdiff_t>{d, n1, n2, K} && p.samples == N &&
               p.nonlinear_layers == 1;
    }

    void steps(std::int64_t count, S eta) override {
        if (activation_.is_positively_homogeneous())
            run<false>(count, eta);
        else
            run<true>(count, eta);
    }
    const char* instruction_set() const override { return hwy::TargetName(HWY_TARGET); }
    S loss_before_step() const override { return loss_; }
    void read_weights(int l, S* W) const override {
        if (l == 1) write(W1_, W);
        if (l == 2) write(W2_, W);
        if (l == 3) write(W3_, W);
    }

  private:
    template <int rows, int cols>
    static void read(Weights<rows, cols>& W, const S* from) {
        for (int i = 0; i < rows; ++i)
            for (int j = 0; j < cols; ++j) W.at[i * cols + j] = from[i + j * rows];
    }
    template <int rows, int cols>
    static void write(const Weights<rows, cols>& W, S* to) {
        for (int i = 0; i < rows; ++i)
            for (int j = 0; j < cols; ++j) to[i + j * rows] = W.at[i * cols + j];
    }

    /// Z = W V
    template <int rows, int cols>
    static HWY_INLINE void times(const Weights<rows, cols>& W, const V (&below)[cols],
                                 V (&Z)[rows]) {
#pragma GCC unroll 8
        for (int i = 0; i < rows; ++i) {
            Z[i] = W.at[i * cols] * below[0];
#pragma GCC unroll 8
            for (int j = 1; j < cols; ++j) Z[i] += W.at[i * cols + j] * below[j];
        }
    }
    /// U = W^T Delta
    template <int rows, int cols>
    static HWY_INLINE void transposed_times(const Weights<rows, cols>& W, const V (&Delta)[rows],
                                            V (&U)[cols]) {
#pragma GCC unroll 8
        for (int j = 0; j < cols; ++j) {
            U[j] = W.at[j] * Delta[0];
#pragma GCC unroll 8
            for (int i = 1; i < rows; ++i) U[j] += W.at[i * cols + j] * Delta[i];
        }
    }
    /// W = keep W - eta Delta Z^T
    template <int rows, int cols>
    static HWY_INLINE void update(Weights<rows, cols>& W, const V (&Delta)[rows],
                                  const V (&Z)[cols], S keep, S eta) {
#pragma GCC unroll 16
        for (int first = 0; first < rows * cols; first += N) {
            V products[N];
#pragma GCC unroll 4
            for (int e = 0; e < N; ++e)
                products[e] = first + e < rows * cols
                                  ? Delta[(first + e) / cols] * Z[(first + e) % cols]
                                  : V{};
            V w;
            __builtin_memcpy(&w, W.at + first, sizeof w);
            w = keep * w - eta * sums<S>(products);
            __builtin_memcpy(W.at + first, &w, sizeof w);
        }
    }

    template <bool smooth>
    HWY_INLINE void activate(V (&Z)[n1], V (&slope)[n1], S below) const {
        if constexpr (smooth) {
            alignas(64) S z[n1 * N], derivative[n1 * N];
            __builtin_memcpy(z, Z, sizeof z);
            apply_smooth(hn::CappedTag<S, N * n1>(), activation_, n1 * N, z, derivative);
            __builtin_memcpy(Z, z, sizeof z);
            __builtin_memcpy(slope, derivative, sizeof z);
        } else {
#pragma GCC unroll 8
            for (int i = 0; i < n1; ++i) {
                slope[i] = Z[i] > S(0) ? V{} + S(1) : V{} + below;
                Z[i] *= slope[i];
            }
        }
    }

    template <bool smooth>
    HWY_NOINLINE void run(std::int64_t count, S eta) {
        const S keep1 = S(1) - eta * weight_decay_[0];
        const S keep2 = S(1) - eta * weight_decay_[1];
        const S keep3 = S(1) - eta * weight_decay_[2];
        const S below = S(activation_.least_slope());
        auto W1 = W1_;
        auto W2 = W2_;
        auto W3 = W3_;
        V squares{};
        for (std::int64_t k = 0; k < count; ++k) {
            V Z1[n1], slope[n1], Z2[n2], Z3[K], Delta3[K], Delta2[n2], Delta1[n1];
            times(W1, X_, Z1);
            activate<smooth>(Z1, slope, below);
            times(W2, Z1, Z2);
            times(W3, Z2, Z3);
            squares = V{};
#pragma GCC unroll 8
            for (int c = 0; c < K; ++c) {
                Delta3[c] = Z3[c] - Y_[c];
                squares += Delta3[c] * Delta3[c];
            }
            transposed_times(W3, Delta3, Delta2);
            transposed_times(W2, Delta2, Delta1);
#pragma GCC unroll 8
            for (int i = 0; i < n1; ++i) Delta1[i] *= slope[i];
            update(W3, Delta3, Z2, keep3, eta);
            update(W2, Delta2, Z1, keep2, eta);
            update(W1, Delta1, X_, keep1, eta);
        }
        S sum = S(0);
        for (int s = 0; s < N; ++s) sum += squares[s];
        if (count > 0) loss_ = sum / S(2);
        W1_ = W1;
        W2_ = W2;
        W3_ = W3;
    }

    Activation activation_;
    S weight_decay_[3], loss_ = S(0);
    Weights<n1, d> W1_;
    Weights<n2, n1> W2_;
    Weights<K, n2> W3_;
    V X_[d], Y_[K];
};

template <class S>
std::unique_ptr<DescentEngine<S>> unrolled(const DescentProblem<S>& p) {
    using T = Unrolled<S, 2, 2, 3, 2, 2>;
    using Theorem = Unrolled<S, 4, 4, 3, 2, 4>;
    if (T::fits(p)) return std::make_unique<T>(p);
    if (Theorem::fits(p)) return std::make_unique<Theorem>(p);
    return nullptr;
}
std::unique_ptr<DescentEngine<double>> unrolled_f64(const DescentProblem<double>& p) {
    return unrolled(p);
}
std::unique_ptr<DescentEngine<float>> unrolled_f32(const DescentProblem<float>& p) {
    return unrolled(p);
}

} // namespace ncv::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ncv::kernels {
HWY_EXPORT(unrolled_f64);
HWY_EXPORT(unrolled_f32);

template <>
std::unique_ptr<DescentEngine<double>> make_unrolled(const DescentProblem<double>& p) {
    choose_instruction_set();
    return HWY_DYNAMIC_DISPATCH(unrolled_f64)(p);
}
template <>
std::unique_ptr<DescentEngine<float>> make_unrolled(const DescentProblem<float>& p) {
    choose_instruction_set();
    return HWY_DYNAMIC_DISPATCH(unrolled_f32)(p);
}

} // namespace ncv::kernels
#endif
