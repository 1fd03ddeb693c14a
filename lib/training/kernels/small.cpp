#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "training/kernels/small.cpp"
#include <hwy/foreach_target.h>

#include "training/kernels/buffer.hpp"
#include "training/kernels/dispatch.hpp"
#include "training/kernels/generated_step.hpp"
#include "training/kernels/small.hpp"
#include "training/kernels/smooth-inl.hpp"
#include "training/kernels/vector_unit-inl.hpp"

#include <hwy/highway.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

HWY_BEFORE_NAMESPACE();
namespace ncv::kernels::HWY_NAMESPACE {

template <class S>
class SmallDescent final : public DescentEngine<S> {
    using Layer = StepPlan::Layer;
    using Rows = StepPlan::Rows;

  public:
    explicit SmallDescent(const DescentProblem<S>& p)
        : plan_(lay_out(p)), memory_(size_ / number),
          step_(plan_, p.nonlinear_layers, p.activation, vector_unit(), &smooth<S>),
          weight_decay_(p.weight_decay) {
        for (int l = 1; l <= plan_.depth(); ++l) {
            const Layer& n = plan_.at(l);
            const S* W = p.weights[static_cast<std::size_t>(l - 1)];
            for (int k = 0; k < plan_.at(l - 1).width; ++k)
                for (int i = 0; i < n.width; ++i, ++W) {
                    at(n.columns, k)[i] = *W;
                    at(n.rows, i)[k] = *W;
                }
        }
        const int d = plan_.at(0).width;
        for (int s = 0; s < plan_.samples; ++s) {
            std::copy_n(p.inputs + s * d, d, at(plan_.at(0).Z, s));
            at(plan_.Y, s)[p.labels[s]] = S(1);
        }
    }

    void steps(std::int64_t count, S eta) override {
        if (count < 1) return;
        fill(plan_.eta, eta);
        for (int l = 1; l <= plan_.depth(); ++l)
            fill(plan_.at(l).keep, S(1) - eta * weight_decay_[static_cast<std::size_t>(l - 1)]);
        step_(count, memory_.get());
    }
    const char* instruction_set() const override { return hwy::TargetName(HWY_TARGET); }
    S loss_before_step() const override {
        S sum = S(0);
        for (int s = 0; s < plan_.samples; ++s)
            for (int i = 0; i < plan_.layers.back().width; ++i) {
                const S e = at(plan_.residual, s)[i];
                sum += e * e;
            }
        return sum / S(2);
    }
    void read_weights(int l, S* W) const override {
        const int n = plan_.at(l).width;
        for (int k = 0; k < plan_.at(l - 1).width; ++k)
            std::copy_n(at(plan_.at(l).columns, k), n, W + k * n);
    }

  private:
    static constexpr int number = sizeof(S);

    int take(int bytes) {
        constexpr int line = 64;
        return std::exchange(size_, size_ + (bytes + line - 1) / line * line);
    }
    Rows take_rows(int count, const Layer& like) {
        const int row = like.vectors * like.bytes;
        return {take(count * row), row, like.bytes};
    }
    /// Vectors are no longer than holds a layer.
    StepPlan lay_out(const DescentProblem<S>& p) {
        const int widest = vector_unit().bytes, N = static_cast<int>(p.samples);
        StepPlan plan;
        plan.number = number;
        plan.samples = N;
        for (const std::ptrdiff_t width : p.widths) {
            Layer n{};
            n.width = static_cast<int>(width);
            n.bytes = 16;
            while (n.bytes < std::min(widest, n.width * number)) n.bytes *= 2;
            n.vectors = (n.width * number + n.bytes - 1) / n.bytes;
            n.Z = take_rows(N, n);
            if (!plan.layers.empty()) {
                const Layer& under = plan.layers.back();
                n.Delta = take_rows(N, n);
                n.slope = take_rows(N, n);
                n.columns = take_rows(under.width, n);
                n.rows = take_rows(n.width, under);
                n.keep = take(widest);
            }
            plan.layers.push_back(n);
        }
        const Layer& last = plan.layers.back();
        const bool bends =
            p.nonlinear_layers == p.depth() && p.activation.kind != ActivationKind::identity;
        plan.Y = take_rows(N, last);
        plan.residual = bends ? take_rows(N, last) : last.Delta;
        plan.eta = take(widest);
        return plan;
    }
    S* at(const Rows& m, int row) const { return memory_.get() + (m.at + row * m.row) / number; }
    void fill(int offset, S value) {
        std::fill_n(memory_.get() + offset / number, vector_unit().bytes / number, value);
    }

    int size_ = 0; ///< bytes of the memory
    StepPlan plan_;
    Buffer<S> memory_;
    GeneratedStep<S> step_;
    std::vector<S> weight_decay_;
};

template <class S>
std::unique_ptr<DescentEngine<S>> small(const DescentProblem<S>& p) {
    if (!vector_unit().bytes || p.samples > small_number ||
        *std::max_element(p.widths.begin(), p.widths.end()) > small_number)
        return nullptr;
    try {
        return std::make_unique<SmallDescent<S>>(p);
    } catch (const std::runtime_error&) { // no memory to run code from
        return nullptr;
    }
}
std::unique_ptr<DescentEngine<double>> small_f64(const DescentProblem<double>& p) {
    return small(p);
}
std::unique_ptr<DescentEngine<float>> small_f32(const DescentProblem<float>& p) { return small(p); }

} // namespace ncv::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ncv::kernels {
HWY_EXPORT(small_f64);
HWY_EXPORT(small_f32);

template <>
std::unique_ptr<DescentEngine<double>> make_small(const DescentProblem<double>& p) {
    choose_instruction_set();
    return HWY_DYNAMIC_DISPATCH(small_f64)(p);
}
template <>
std::unique_ptr<DescentEngine<float>> make_small(const DescentProblem<float>& p) {
    choose_instruction_set();
    return HWY_DYNAMIC_DISPATCH(small_f32)(p);
}

} // namespace ncv::kernels
#endif
