#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "training/kernels/packed.cpp"
#include <hwy/foreach_target.h>

#include "training/kernels/dispatch.hpp"
#include "training/kernels/packed.hpp"
#include "training/kernels/panels-inl.hpp"
#include "training/kernels/smooth-inl.hpp"
#include "training/kernels/strip-inl.hpp"
#include "training/kernels/team.hpp"
#include "training/kernels/tile-inl.hpp"

#include <hwy/highway.h>

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace ncv::kernels::HWY_NAMESPACE {

template <class S>
class PackedDescent final : public DescentEngine<S> {
    using D = hn::ScalableTag<S>;
    using Vec = hn::Vec<D>;

    struct Layer {
        ptrdiff_t rows = 0, cols = 0, ld = 0;
        Buffer<S> W;                ///< row-major, rows ld apart, padded with zeros
        Paneled<S> Z, slope, Delta; ///< neurons x samples
        Paneled<S> Zt;              ///< samples x neurons: Z of this layer
        std::vector<Panel> neurons; ///< panels of Zt
    };

  public:
    PackedDescent(const DescentProblem<S>& p, int threads)
        : problem_(p), N_(p.samples), N_padded_(round_up(N_, lanes())),
          samples_(panels_of(N_padded_, lanes())), loss_(samples_.size()),
          team_(std::min<int>(threads, static_cast<int>(samples_.size()))) {
        for (int l = 0; l <= p.depth(); ++l) {
            Layer n;
            n.rows = p.widths[at(l)];
            const ptrdiff_t padded = round_up(n.rows, lanes());
            n.Z = Paneled<S>(padded, N_padded_);
            n.neurons = panels_of(padded, lanes());
            if (l < p.depth()) n.Zt = Paneled<S>(N_padded_, padded);
            if (l > 0) {
                n.Delta = Paneled<S>(padded, N_padded_);
                if (slope(l).bends && slope(l).smooth) n.slope = Paneled<S>(padded, N_padded_);
                n.cols = p.widths[at(l - 1)];
                n.ld = round_up(n.cols, lanes());
                if (n.ld * static_cast<ptrdiff_t>(sizeof(S)) % 2048 == 0) n.ld += line;
                n.W = Buffer<S>(n.rows * n.ld);
                for (ptrdiff_t i = 0; i < n.rows; ++i)
                    for (ptrdiff_t j = 0; j < n.cols; ++j)
                        n.W[i * n.ld + j] = p.weights[at(l - 1)][i + j * n.rows];
            }
            layers_.push_back(std::move(n));
        }
        for (int member = 0; member < team_.size(); ++member) rooms_.emplace_back(nearby);
        Y_ = Paneled<S>(layers_.back().Z.rows, N_padded_);
        for (const Panel& panel : samples_) {
            for (ptrdiff_t s = 0; s < std::min(panel.width, N_ - panel.first); ++s) {
                for (ptrdiff_t j = 0; j < layers_[0].rows; ++j)
                    layers_[0].Z.at(panel, j)[s] =
                        p.inputs[j + (panel.first + s) * layers_[0].rows];
                Y_.at(panel, p.labels[panel.first + s])[s] = S(1);
            }
            transpose(layers_[0].Z, panel, layers_[0].Zt, layers_[0].neurons);
        }
    }

    void steps(std::int64_t count, S eta) override {
        team_.run([this, count, eta](int member) {
            for (std::int64_t k = 0; k < count; ++k) {
                for_own_panels(member, [&](auto first, auto last) { pass(member, first, last); });
                team_.wait();
                for (int l = problem_.depth(); l >= 1; --l) update(l, member, eta);
                team_.wait();
            }
        });
    }

    const char* instruction_set() const override { return hwy::TargetName(HWY_TARGET); }
    S loss_before_step() const override {
        S sum = S(0);
        for (S part : loss_) sum += part;
        return sum / S(2);
    }

    void read_weights(int l, S* W) const override {
        const Layer& n = layers_[at(l)];
        for (ptrdiff_t i = 0; i < n.rows; ++i)
            for (ptrdiff_t j = 0; j < n.cols; ++j) W[i + j * n.rows] = n.W[i * n.ld + j];
    }

  private:
    static constexpr std::size_t at(ptrdiff_t i) { return static_cast<std::size_t>(i); }
    static ptrdiff_t lanes() { return static_cast<ptrdiff_t>(hn::Lanes(D())); }

    template <class F>
    void for_own_panels(int member, F&& f) {
        const ptrdiff_t all = static_cast<ptrdiff_t>(samples_.size()), team = team_.size();
        f(all * member / team, all * (member + 1) / team);
    }

    /// Forward and backward for a range of panels of samples.
    void pass(int member, ptrdiff_t first, ptrdiff_t last) {
        const int L = problem_.depth();
        for (int l = 1; l <= L; ++l) {
            forward(member, l, first, last);
            for (ptrdiff_t p = first; p < last; ++p) {
                Layer& n = layers_[at(l)];
                const Panel& panel = samples_[at(p)];
                if (slope(l).bends && slope(l).smooth)
                    apply_smooth(D(), problem_.activation, n.rows * panel.width, n.Z.at(panel),
                                 n.slope.at(panel));
                if (l < L) transpose(n.Z, panel, n.Zt, n.neurons);
            }
        }
        for (ptrdiff_t p = first; p < last; ++p) residual(p);
        for (int l = L; l >= 2; --l) backward(member, l, first, last);
    }

    static constexpr ptrdiff_t line = 64 / static_cast<ptrdiff_t>(sizeof(S));
    /// Numbers of a panel of the streamed operand that stay in the first-level cache.
    static constexpr ptrdiff_t near = 32768 / static_cast<ptrdiff_t>(sizeof(S));
    /// Numbers of a strip of the other that stay in the second-level cache.
    static constexpr ptrdiff_t nearby = 393216 / static_cast<ptrdiff_t>(sizeof(S));
    /// Rows of which a strip is made: whole tiles, of either height.
    static constexpr ptrdiff_t unit = tallest_at_widest * 4;
    static_assert(unit * near / widest <= nearby, "where strips are copied, each has its room");
    /// How many panels at the least a strip must be read for, for its copy to pay.
    static constexpr ptrdiff_t readers = 16;

    /// Rows of a strip whose sums are `terms` long.
    static ptrdiff_t rows_at_once(ptrdiff_t terms) {
        return std::max(unit, nearby / terms / unit * unit);
    }

    /// The slope that sigma puts on Delta_l: read off the sign of Z_l, or kept beside it.
    struct Slope {
        bool bends, smooth;
        S below; ///< for z <= 0, where it is piecewise constant
    };
    Slope slope(int l) const {
        const Activation& a = problem_.activation;
        return {l >= 1 && l <= problem_.nonlinear_layers && a.kind != ActivationKind::identity,
                !a.is_positively_homogeneous(), S(a.least_slope())};
    }
    const Paneled<S>& slope_source(int l) const {
        const Slope s = slope(l);
        return s.bends && s.smooth ? layers_[at(l)].slope : layers_[at(l)].Z;
    }
    static HWY_INLINE Vec times(D d, const Slope& slope, Vec x, const S* source) {
        if (!slope.bends) return x;
        const Vec z = hn::Load(d, source);
        if (slope.smooth) return hn::Mul(x, z);
        return hn::IfThenElse(hn::Gt(z, hn::Zero(d)), x, hn::Mul(x, hn::Set(d, slope.below)));
    }

    /// Z_l = W_l Z_{l-1}, with a piecewise linear sigma applied.
    void forward(int member, int l, ptrdiff_t first, ptrdiff_t last) {
        const Layer& n = layers_[at(l)];
        const Slope s = slope(l);
        product(
            member, n.rows, n.cols, first, last, layers_[at(l - 1)].Z, n.Z, {n.W.get(), n.ld, 1},
            [&](D d, Vec sum, const S*) HWY_ATTR {
                if (!s.bends || s.smooth) return sum;
                return hn::IfThenElse(hn::Gt(sum, hn::Zero(d)), sum,
                                      hn::Mul(sum, hn::Set(d, s.below)));
            },
            n.Z);
    }

    /// Delta_{l-1} = sigma'(pre_{l-1}) .* W_l^T Delta_l
    void backward(int member, int l, ptrdiff_t first, ptrdiff_t last) {
        const Layer& n = layers_[at(l)];
        const Slope s = slope(l - 1);
        product(
            member, n.cols, n.rows, first, last, n.Delta, layers_[at(l - 1)].Delta,
            {n.W.get(), 1, n.ld},
            [&](D d, Vec sum, const S* source) HWY_ATTR { return times(d, s, sum, source); },
            slope_source(l - 1));
    }

    /// C = finish(op(W) A) over panels of samples; finish sees the place of `beside`.
    template <class Finish>
    HWY_INLINE void product(int member, ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t first,
                            ptrdiff_t last, const Paneled<S>& A, const Paneled<S>& C, Operand<S> W,
                            Finish finish, const Paneled<S>& beside) {
        for (ptrdiff_t begin = first, end; begin < last; begin = end) {
            end = end_of_stretch(samples_, begin, last);
            const Panel& like = samples_[at(begin)];
            const ptrdiff_t block = std::min(inner, near / like.width);
            const ptrdiff_t height = rows_at_once(block);
            const bool copies = end - begin >= readers;
            for (ptrdiff_t top = 0; top < rows; top += height)
                for (ptrdiff_t k = 0; k < inner; k += block) {
                    const ptrdiff_t count = std::min(block, inner - k);
                    const ptrdiff_t bottom = std::min(rows, top + height);
                    const bool begins = k == 0, ends = k + count == inner;
                    const auto lying = [&](ptrdiff_t r) {
                        return Operand<S>{W.at + r * W.row + k * W.inner, W.row, W.inner};
                    };
                    const Strip<S> strip(rooms_[at(member)].get(), top, bottom, count);
                    if (copies) strip.copy(lying(top), 0, count);
                    for (ptrdiff_t p = begin; p < end; ++p) {
                        const Panel& panel = samples_[at(p)];
                        cover(panel.vectors, top, bottom, [&]<int V, int R>(ptrdiff_t r) HWY_ATTR {
                            const D d;
                            Tile<V, R, D> tile;
                            S* c = C.at(panel, r);
                            const S* other = beside.at(panel, r);
                            tile.clear(d);
                            if (copies)
                                tile.add(d, count, A.at(panel, k), panel.width, strip.tile(r));
                            else
                                tile.add(d, count, A.at(panel, k), panel.width, lying(r));
                            tile.for_each([&](int i, int v, Vec sum) HWY_ATTR {
                                const ptrdiff_t place = i * panel.width + v * lanes();
                                if (!begins) sum = hn::Add(sum, hn::Load(d, c + place));
                                if (ends) sum = finish(d, sum, other + place);
                                hn::Store(sum, d, c + place);
                            });
                        });
                    }
                }
        }
    }

    /// Delta_L = Z_L - Y (times sigma' where the last layer bends), and this panel's share of the
    /// loss.
    void residual(ptrdiff_t p) {
        const D d;
        const Panel panel = samples_[at(p)];
        const Layer& n = layers_.back();
        const Slope bend = slope(problem_.depth());
        const Paneled<S>& source = slope_source(problem_.depth());
        Vec squares = hn::Zero(d);
        for (ptrdiff_t i = 0; i < n.rows; ++i)
            for (ptrdiff_t s = 0; s < panel.width; s += lanes()) {
                const ptrdiff_t place = i * panel.width + s, left = N_ - panel.first - s;
                const auto real = hn::FirstN(d, at(std::clamp<ptrdiff_t>(left, 0, lanes())));
                const Vec e = hn::IfThenElseZero(real, hn::Sub(hn::Load(d, n.Z.at(panel) + place),
                                                               hn::Load(d, Y_.at(panel) + place)));
                hn::Store(times(d, bend, e, source.at(panel) + place), d,
                          n.Delta.at(panel) + place);
                squares = hn::MulAdd(e, e, squares);
            }
        loss_[at(p)] = hn::GetLane(hn::SumOfLanes(d, squares));
    }

    /// W_l = (1 - eta lambda) W_l - eta Delta_l Z_{l-1}^T, this member's share of the rows.
    void update(int l, int member, S eta) {
        const Layer& below = layers_[at(l - 1)];
        Layer& n = layers_[at(l)];
        const ptrdiff_t team = team_.size(), tall = tallest_at_widest;
        const ptrdiff_t tiles = (n.rows + tall - 1) / tall;
        const ptrdiff_t first = std::min(n.rows, tiles * member / team * tall);
        const ptrdiff_t last = std::min(n.rows, tiles * (member + 1) / team * tall);
        const S keep = S(1) - eta * problem_.weight_decay[at(l - 1)];
        const auto panels = static_cast<ptrdiff_t>(samples_.size());
        const auto neuron_panels = static_cast<ptrdiff_t>(below.neurons.size());
        const auto terms = [&](const Panel& p) { return std::min(p.width, N_ - p.first); };
        for (ptrdiff_t begin = 0, end; begin < neuron_panels; begin = end) {
            end = end_of_stretch(below.neurons, begin, neuron_panels);
            const ptrdiff_t at_once =
                std::max<ptrdiff_t>(1, near / below.neurons[at(begin)].width / (widest * lanes()));
            const bool copies = end - begin >= readers;
            for (ptrdiff_t p0 = 0; p0 < panels; p0 += at_once) {
                const ptrdiff_t p1 = std::min(panels, p0 + at_once);
                const ptrdiff_t s0 = samples_[at(p0)].first;
                const Panel& tail = samples_[at(p1 - 1)];
                const ptrdiff_t count = tail.first + terms(tail) - s0;
                const ptrdiff_t height = rows_at_once(count);
                for (ptrdiff_t top = first; top < last; top += height) {
                    const ptrdiff_t bottom = std::min(last, top + height);
                    const Strip<S> strip(rooms_[at(member)].get(), top, bottom, count);
                    const auto lying = [&](const Panel& panel, ptrdiff_t r) {
                        return Operand<S>{n.Delta.at(panel, r), panel.width, 1};
                    };
                    for (ptrdiff_t p = p0; copies && p < p1; ++p) {
                        const Panel& panel = samples_[at(p)];
                        strip.copy(lying(panel, top), panel.first - s0, terms(panel));
                    }
                    for (ptrdiff_t at_q = begin; at_q < end; ++at_q) {
                        const Panel& q = below.neurons[at(at_q)];
                        cover(q.vectors, top, bottom, [&]<int V, int R>(ptrdiff_t r) HWY_ATTR {
                            const D d;
                            Tile<V, R, D> tile;
                            tile.clear(d);
                            if (copies)
                                tile.add(d, count, below.Zt.at(q, s0), q.width, strip.tile(r));
                            else
                                for (ptrdiff_t p = p0; p < p1; ++p) {
                                    const Panel& panel = samples_[at(p)];
                                    tile.add(d, terms(panel), below.Zt.at(q, panel.first), q.width,
                                             lying(panel, r));
                                }
                            const Vec minus_eta = hn::Set(d, -eta);
                            const Vec kept = hn::Set(d, p0 == 0 ? keep : S(1));
                            S* W = n.W.get() + r * n.ld + q.first;
                            tile.for_each([&](int i, int v, Vec sum) HWY_ATTR {
                                S* w = W + i * n.ld + v * lanes();
                                hn::Store(hn::MulAdd(minus_eta, sum, hn::Mul(kept, hn::Load(d, w))),
                                          d, w);
                            });
                        });
                    }
                }
            }
        }
    }

    DescentProblem<S> problem_;
    ptrdiff_t N_, N_padded_;
    std::vector<Panel> samples_;
    std::vector<S> loss_;          ///< 2 C_0 of each panel
    std::vector<Buffer<S>> rooms_; ///< a member's strip
    std::vector<Layer> layers_;
    Paneled<S> Y_;
    Team team_;
};

std::unique_ptr<DescentEngine<double>> packed_f64(const DescentProblem<double>& p, int threads) {
    return std::make_unique<PackedDescent<double>>(p, threads);
}
std::unique_ptr<DescentEngine<float>> packed_f32(const DescentProblem<float>& p, int threads) {
    return std::make_unique<PackedDescent<float>>(p, threads);
}

} // namespace ncv::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ncv::kernels {
HWY_EXPORT(packed_f64);
HWY_EXPORT(packed_f32);

template <>
std::unique_ptr<DescentEngine<double>> make_packed(const DescentProblem<double>& p, int threads) {
    choose_instruction_set();
    return HWY_DYNAMIC_DISPATCH(packed_f64)(p, threads);
}
template <>
std::unique_ptr<DescentEngine<float>> make_packed(const DescentProblem<float>& p, int threads) {
    choose_instruction_set();
    return HWY_DYNAMIC_DISPATCH(packed_f32)(p, threads);
}

} // namespace ncv::kernels
#endif
