#include "training/kernels/lanes.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "training/kernels/lanes.cpp"
#include "hwy/foreach_target.h"

#include "hwy/highway.h"

#include "training/kernels/dispatch.hpp"
#include "training/kernels/lanes_activation-inl.hpp"
#include "training/kernels/lanes_tile-inl.hpp"
#include "training/kernels/vector_unit-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace ncv::kernels::HWY_NAMESPACE {

/// One group: the plan with pointers in place of offsets.
template <class S>
class Group {
  public:
    Group(const LanePlan& plan, S* memory) : p_(plan), memory_(memory) {}

    void forward() const {
        const Tag<S> d;
        for (int l = 1; l <= p_.depth(); ++l) {
            const std::size_t n = width(l), below_n = width(l - 1);
            S* const Z = cell(p_.Z[index(l)]);
            const bool kink = l <= p_.L1 && !p_.smooth;
            const auto below =
                hn::Set(d, kink ? static_cast<S>(p_.activation.least_slope()) : S(1));
            product<S>(n, p_.N, below_n, {cell(p_.W[index(l)]), stride(l - 1), step()},
                       {cell(p_.Z[index(l - 1)]), step(), stride(l - 1)},
                       [&](std::size_t i, std::size_t s, Cell<S> sum) HWY_ATTR {
                           hn::Store(kinked(sum, below), d, Z + s * stride(l) + i * step());
                       });
            if (l <= p_.L1 && p_.smooth) activate(l);
        }
    }

    /// Delta_L without slopes, and the loss.
    void residual() const {
        const Tag<S> d;
        const int L = p_.depth();
        auto loss = hn::Zero(d);
        for (std::size_t s = 0; s < p_.N; ++s)
            for (std::size_t i = 0; i < width(L); ++i) {
                const std::size_t at = s * stride(L) + i * step();
                const auto e =
                    hn::Sub(hn::Load(d, cell(p_.Z[index(L)]) + at), hn::Load(d, cell(p_.Y) + at));
                hn::Store(e, d, cell(p_.Delta[L % 2]) + at);
                loss = hn::MulAdd(e, e, loss);
            }
        keep_loss(loss);
    }

    void backward() const {
        const Tag<S> d;
        const auto rate = hn::Load(d, cell(p_.rate));
        times_slope(p_.depth());
        for (int l = p_.depth(); l >= 1; --l) {
            const std::size_t n = width(l), below_n = width(l - 1);
            S* const W = cell(p_.W[index(l)]);
            S* const Delta = cell(p_.Delta[l % 2]);
            S* const under = cell(p_.Delta[(l - 1) % 2]);
            const S* const Z = cell(p_.Z[index(l - 1)]);
            const auto keep = hn::Load(d, cell(p_.keep + index(l - 1)));
            if (l > 1) {
                const bool kink = l - 1 <= p_.L1 && !p_.smooth;
                const auto below =
                    hn::Set(d, kink ? static_cast<S>(p_.activation.least_slope()) : S(1));
                product<S>(below_n, p_.N, n, {W, step(), stride(l - 1)}, {Delta, step(), stride(l)},
                           [&](std::size_t k, std::size_t s, Cell<S> sum) HWY_ATTR {
                               const std::size_t at = s * stride(l - 1) + k * step();
                               const auto z = hn::Load(d, Z + at);
                               hn::Store(kinked_slope(z, below, sum), d, under + at);
                           });
                if (p_.smooth) times_slope(l - 1);
            }
            product<S>(n, below_n, p_.N, {Delta, step(), stride(l)}, {Z, stride(l - 1), step()},
                       [&](std::size_t i, std::size_t k, Cell<S> sum) HWY_ATTR {
                           S* const w = W + i * stride(l - 1) + k * step();
                           hn::Store(hn::NegMulAdd(rate, sum, hn::Mul(keep, hn::Load(d, w))), d, w);
                       });
        }
    }

  private:
    static std::size_t index(int l) { return static_cast<std::size_t>(l); }
    static std::size_t step() { return hn::Lanes(Tag<S>()); }
    std::size_t width(int l) const { return p_.n[index(l)]; }
    std::size_t stride(int l) const { return p_.ld[index(l)] * step(); }
    S* cell(std::size_t c) const { return memory_ + c * step(); }

    void activate(int l) const {
        const Tag<S> d;
        for (std::size_t s = 0; s < p_.N; ++s)
            for (std::size_t i = 0; i < width(l); ++i) {
                const std::size_t at = s * stride(l) + i * step();
                auto z = hn::Load(d, cell(p_.Z[index(l)]) + at), slope = z;
                smooth_activation<S>(p_.activation, z, slope);
                hn::Store(z, d, cell(p_.Z[index(l)]) + at);
                hn::Store(slope, d, cell(p_.slope[index(l)]) + at);
            }
    }
    /// Delta_l times the slopes that no product's end has put on it.
    void times_slope(int l) const {
        if (l > p_.L1) return;
        const Tag<S> d;
        const auto below = hn::Set(d, static_cast<S>(p_.activation.least_slope()));
        for (std::size_t s = 0; s < p_.N; ++s)
            for (std::size_t i = 0; i < width(l); ++i) {
                const std::size_t at = s * stride(l) + i * step();
                S* const delta = cell(p_.Delta[l % 2]) + at;
                const auto x = hn::Load(d, delta);
                const auto y = p_.smooth
                                   ? hn::Mul(x, hn::Load(d, cell(p_.slope[index(l)]) + at))
                                   : kinked_slope(hn::Load(d, cell(p_.Z[index(l)]) + at), below, x);
                hn::Store(y, d, delta);
            }
    }
    void keep_loss(Cell<S> squares) const {
        const Tag<S> d;
        const auto loss = hn::Mul(squares, hn::Set(d, S(0.5)));
        hn::Store(loss, d, cell(p_.loss));
        const auto health = hn::MulAdd(loss, hn::Zero(d), hn::Load(d, cell(p_.health)));
        hn::Store(health, d, cell(p_.health));
    }

    const LanePlan& p_;
    S* memory_;
};

/// The plan in bytes, for code that is generated.
template <class S>
StepPlan in_bytes(const LanePlan& p) {
    const int cell = static_cast<int>(hn::Lanes(Tag<S>()) * sizeof(S));
    const auto bytes = [&](std::size_t cells) { return static_cast<int>(cells) * cell; };
    StepPlan out;
    out.number = cell;
    out.samples = static_cast<int>(p.N);
    for (std::size_t l = 0; l < p.n.size(); ++l) {
        const auto values = [&](std::size_t base) {
            return StepPlan::Rows{bytes(base), bytes(p.ld[l]), cell};
        };
        StepPlan::Layer n{};
        n.width = n.vectors = static_cast<int>(p.n[l]);
        n.bytes = cell;
        n.Z = values(p.Z[l]);
        if (l > 0) {
            n.Delta = values(p.Delta[l % 2]);
            n.slope = values(p.slope[l]);
            n.rows = {bytes(p.W[l]), bytes(p.ld[l - 1]), cell};
            n.columns = {n.rows.at, cell, n.rows.row};
            n.keep = bytes(p.keep + l - 1);
        }
        out.layers.push_back(n);
        out.Y = values(p.Y);
        out.residual = values(p.residual);
    }
    out.eta = bytes(p.rate);
    out.loss = bytes(p.loss);
    out.health = bytes(p.health);
    return out;
}

template <class S>
class Lanes final : public LaneEngine<S> {
  public:
    explicit Lanes(const LanePlan& plan) : plan_(plan) {
        if (!vector_unit().bytes || !plan.is_small(small_number)) return;
        const auto generate = [&](int ways) {
            return std::make_unique<GeneratedStep<S>>(in_bytes<S>(plan), plan.L1, plan.activation,
                                                      vector_unit(), &smooth<S>, ways);
        };
        constexpr std::size_t first_cache = 32768; // bytes, of any processor since 2008
        const std::size_t cell = hn::Lanes(Tag<S>()) * sizeof(S);
        try {
            one_ = generate(1);
            if (2 * plan.cells * cell <= first_cache) two_ = generate(2);
        } catch (const std::runtime_error&) { // no memory to run code from
            one_.reset();
        }
    }

    void steps(S* const* groups, std::size_t many, std::int64_t count) const override {
        if (count < 1) return;
        std::size_t g = 0;
        if (two_)
            for (; g + 1 < many; g += 2) (*two_)(count, groups[g], groups[g + 1]);
        if (one_)
            for (; g < many; ++g) (*one_)(count, groups[g]);
        for (; g < many; ++g) {
            const Group<S> group(plan_, groups[g]);
            for (std::int64_t k = 0; k < count; ++k) {
                group.forward();
                group.residual();
                group.backward();
            }
        }
    }
    void evaluate(S* memory) const override {
        const Group<S> group(plan_, memory);
        group.forward();
        group.residual();
    }

  private:
    LanePlan plan_;
    std::unique_ptr<GeneratedStep<S>> one_, two_; ///< of one group, and of two in turn
};

std::unique_ptr<LaneEngine<double>> lanes_f64(const LanePlan& p) {
    return std::make_unique<Lanes<double>>(p);
}
std::unique_ptr<LaneEngine<float>> lanes_f32(const LanePlan& p) {
    return std::make_unique<Lanes<float>>(p);
}
std::size_t count_f64() { return hn::Lanes(Tag<double>()); }
std::size_t count_f32() { return hn::Lanes(Tag<float>()); }

} // namespace ncv::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ncv::kernels {

HWY_EXPORT(lanes_f64);
HWY_EXPORT(lanes_f32);
HWY_EXPORT(count_f64);
HWY_EXPORT(count_f32);

template <>
std::unique_ptr<LaneEngine<double>> make_lanes(const LanePlan& p) {
    choose_instruction_set();
    return HWY_DYNAMIC_DISPATCH(lanes_f64)(p);
}
template <>
std::unique_ptr<LaneEngine<float>> make_lanes(const LanePlan& p) {
    choose_instruction_set();
    return HWY_DYNAMIC_DISPATCH(lanes_f32)(p);
}
template <>
std::size_t lane_count<double>() {
    choose_instruction_set();
    return HWY_DYNAMIC_DISPATCH(count_f64)();
}
template <>
std::size_t lane_count<float>() {
    choose_instruction_set();
    return HWY_DYNAMIC_DISPATCH(count_f32)();
}

LanePlan::LanePlan(std::vector<int> widths, int nonlinear_layers, int samples, const Activation& a)
    : N(static_cast<std::size_t>(samples)), L1(nonlinear_layers), activation(a),
      smooth(!a.is_positively_homogeneous()), cells(0) {
    const auto take = [&](std::size_t count) { return std::exchange(cells, cells + count); };
    std::size_t largest = 0;
    for (std::size_t l = 0; l < widths.size(); ++l) {
        n.push_back(static_cast<std::size_t>(widths[l]));
        ld.push_back(n[l] | 1);
        largest = std::max(largest, N * ld[l]);
        W.push_back(l == 0 ? 0 : take(n[l] * ld[l - 1]));
        Z.push_back(take(N * ld[l]));
        slope.push_back(smooth && l > 0 && static_cast<int>(l) <= L1 ? take(N * ld[l]) : 0);
    }
    Delta[0] = take(largest);
    Delta[1] = take(largest);
    Y = take(N * ld.back());
    residual = take(N * ld.back());
    keep = take(widths.size() - 1);
    rate = take(1);
    loss = take(1);
    health = take(1);
}

bool LanePlan::is_small(std::size_t most) const {
    return N <= most && *std::max_element(n.begin(), n.end()) <= most;
}

} // namespace ncv::kernels
#endif
