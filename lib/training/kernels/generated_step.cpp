#include "training/kernels/generated_step.hpp"

#include <stdexcept>

#if defined(__x86_64__)
#include <xbyak/xbyak.h>

#include <algorithm>
#include <bit>
#include <type_traits>

namespace ncv::kernels {
namespace {

using Register = Xbyak::Xmm; ///< of any size

/// Predicates of vcmp, by the manual's names LT_OQ, NLT_UQ, GT_OQ, NGT_UQ.
enum Predicate { less = 0x11, not_less = 0x15, greater = 0x1e, not_greater = 0x1a };

Register vector(int bytes, int i) {
    if (bytes == 16) return Xbyak::Xmm(i);
    if (bytes == 32) return Xbyak::Ymm(i);
    return Xbyak::Zmm(i);
}
int in_parts(int whole, int largest) { return (whole + largest - 1) / largest; }

} // namespace

template <class S>
class GeneratedStep<S>::Writer : public Xbyak::CodeGenerator {
    using Layer = StepPlan::Layer;
    using Rows = StepPlan::Rows;
    static constexpr bool f64 = sizeof(S) == 8;

  public:
    Writer(const StepPlan& plan, int nonlinear_layers, const Activation& activation,
           const VectorUnit& unit, Smooth smooth, int ways)
        : Xbyak::CodeGenerator(4096, Xbyak::AutoGrow), p_(plan), L1_(nonlinear_layers),
          activation_(activation), unit_(unit), smooth_(smooth) {
        push(rbx);
        push(r12);
        push(r13); // three: calls find the stack aligned
        mov(r12, rdi);
        mov(rbx, rsi);
        mov(r13, rdx);
        Xbyak::Label step;
        align(32);
        L(step);
        const int depth = p_.depth();
        const auto each = [&](auto&& part) {
            for (int way = 0; way < ways; ++way) {
                base_ = way == 0 ? rbx : r13;
                part();
            }
        };
        for (int l = 1; l <= depth; ++l) each([&] { forward(l); });
        if (p_.in_lanes()) each([&] { keep_loss(); });
        for (int l = depth; l >= 1; --l) {
            if (l > 1) each([&] { backward(l); });
            each([&] { update(l); });
        }
        sub(r12, 1);
        jnz(step, T_NEAR);
        vzeroupper();
        pop(r13);
        pop(r12);
        pop(rbx);
        ret();
        ready(PROTECT_RE);
    }

  private:
    bool bends(int l) const {
        return l >= 1 && l <= L1_ && activation_.kind != ActivationKind::identity;
    }
    bool kinked(int l) const { return bends(l) && activation_.is_positively_homogeneous(); }
    bool curved(int l) const { return bends(l) && !activation_.is_positively_homogeneous(); }

    Xbyak::Address at(int offset) const { return ptr[base_ + offset]; }
    static int place(const Rows& m, int row, int v) { return m.at + row * m.row + v * m.vector; }

    void multiply(const Register& to, const Register& a, const Xbyak::Operand& b) {
        f64 ? vmulpd(to, a, b) : vmulps(to, a, b);
    }
    void subtract(const Register& to, const Register& a, const Xbyak::Operand& b) {
        f64 ? vsubpd(to, a, b) : vsubps(to, a, b);
    }
    /// sum += a b
    void add_product(const Register& sum, const Register& a, const Xbyak::Operand& b) {
        f64 ? vfmadd231pd(sum, a, b) : vfmadd231ps(sum, a, b);
    }
    /// x = rest - a x
    void take_product(const Register& x, const Register& a, const Register& rest) {
        f64 ? vfnmadd213pd(x, a, rest) : vfnmadd213ps(x, a, rest);
    }
    void load(const Register& to, const Xbyak::Address& from) {
        f64 ? vmovapd(to, from) : vmovaps(to, from);
    }
    void store(int offset, const Register& from) {
        f64 ? vmovapd(at(offset), from) : vmovaps(at(offset), from);
    }
    void clear(const Register& r) {
        const Xbyak::Xmm low(r.getIdx()); // the rest of r is cleared with it
        if (r.getIdx() < 16)
            vxorps(low, low, low);
        else
            vpxord(r, r, r);
    }
    void broadcast(const Register& to, const Xbyak::Operand& from) {
        if (!f64)
            vbroadcastss(to, from);
        else if (to.isXMM())
            vmovddup(to, from);
        else
            vbroadcastsd(static_cast<const Xbyak::Ymm&>(to), from);
    }
    void constant(const Register& to, S value) {
        using Bits = std::conditional_t<f64, std::uint64_t, std::uint32_t>;
        const Xbyak::Xmm low(to.getIdx());
        mov(rax, std::uint64_t{std::bit_cast<Bits>(value)});
        vmovq(low, rax);
        broadcast(to, low);
    }
    /// b(r, k): a number, in each lane.
    void number(const Register& to, const Xbyak::Address& from) {
        p_.in_lanes() ? load(to, from) : broadcast(to, from);
    }

    /// What products leave alone: zero and the slope below it, or eta and keep.
    Register last(int bytes, int i) const { return vector(bytes, unit_.registers - 2 + i); }

    /// x times the lower slope, where not source > 0 (at a negative offset: where not x > 0).
    void kink(const Register& x, int source, const Register& a, const Register& b, int bytes) {
        const Register zero = last(bytes, 0), below = last(bytes, 1);
        if (unit_.masks) {
            if (source < 0)
                f64 ? vcmppd(k1, x, zero, not_greater) : vcmpps(k1, x, zero, not_greater);
            else
                f64 ? vcmppd(k1, zero, at(source), not_less)
                    : vcmpps(k1, zero, at(source), not_less);
            multiply(x | k1, x, below);
            return;
        }
        if (source < 0)
            f64 ? vcmppd(a, x, zero, greater) : vcmpps(a, x, zero, greater);
        else
            f64 ? vcmppd(a, zero, at(source), less) : vcmpps(a, zero, at(source), less);
        multiply(b, x, below);
        f64 ? vblendvpd(x, b, x, a) : vblendvps(x, b, x, a);
    }
    void prepare_kink(int bytes) {
        clear(last(bytes, 0));
        constant(last(bytes, 1), static_cast<S>(activation_.least_slope()));
    }

    /// C_r = sum_k b(r, k) A_k, for rows of `like` vectors; b(r, k) at b.at + r b.row + k b.vector.
    struct Product {
        int rows, inner;
        const Layer& like;
        Rows A, b;
    };
    /// finish(r, v, sum, spare, spare) gets each vector of C.
    template <class Finish>
    void product(const Product& c, Finish&& finish) {
        const int widest = unit_.registers == 32 ? 4 : 3, parts = in_parts(c.like.vectors, widest);
        for (int part = 0; part < parts; ++part) {
            const int v0 = c.like.vectors * part / parts;
            const int V = c.like.vectors * (part + 1) / parts - v0;
            const int tiles = in_parts(c.rows, (unit_.registers - 2 - V - 1) / V);
            for (int t = 0; t < tiles; ++t) {
                const int r0 = c.rows * t / tiles;
                tile(c, r0, c.rows * (t + 1) / tiles - r0, v0, V, finish);
            }
        }
    }
    /// Registers: R x V sums, V vectors of A, a number of b.
    template <class Finish>
    void tile(const Product& c, int r0, int R, int v0, int V, Finish&& finish) {
        const auto sum = [&](int r, int v) { return vector(c.like.bytes, r * V + v); };
        const auto a = [&](int v) { return vector(c.like.bytes, R * V + v); };
        const Register b = vector(c.like.bytes, R * V + V);
        const int middle = R / 2 * c.b.row; // so that most distances from rax fit a byte
        lea(rax, at(place(c.b, r0, 0) + middle));
        lea(rdx, at(place(c.A, 0, v0)));
        for (int i = 0; i < R * V; ++i) clear(vector(c.like.bytes, i));
        Xbyak::Label term;
        if (c.inner > 1) {
            mov(ecx, c.inner);
            L(term);
        }
        for (int v = 0; v < V; ++v) load(a(v), ptr[rdx + v * c.A.vector]);
        for (int r = 0; r < R; ++r) {
            const auto from = rax + (r * c.b.row - middle);
            if (V == 1 && unit_.masks) {
                add_product(sum(r, 0), a(0), p_.in_lanes() ? ptr[from] : ptr_b[from]);
                continue;
            }
            number(b, ptr[from]);
            for (int v = 0; v < V; ++v) add_product(sum(r, v), a(v), b);
        }
        if (c.inner > 1) {
            add(rax, c.b.vector);
            add(rdx, c.A.row);
            sub(ecx, 1);
            jnz(term, T_NEAR);
        }
        for (int r = 0; r < R; ++r)
            for (int v = 0; v < V; ++v) finish(r0 + r, v0 + v, sum(r, v), a(0), b);
    }
    /// Numbers of m, row by row.
    Rows numbers(const Rows& m) const { return {m.at, m.row, p_.number}; }
    /// Numbers of m, column by column.
    Rows columns(const Rows& m) const { return {m.at, p_.number, m.row}; }

    void forward(int l) {
        const Layer &n = p_.at(l), &under = p_.at(l - 1);
        const bool ends = l == p_.depth();
        if (kinked(l)) prepare_kink(n.bytes);
        product({p_.samples, under.width, n, n.columns, numbers(under.Z)},
                [&](int s, int v, const Register& z, const Register& a, const Register& b) {
                    if (kinked(l)) kink(z, -1, a, b, n.bytes);
                    if (!ends || bends(l)) store(place(n.Z, s, v), z);
                    if (!ends || curved(l)) return;
                    subtract(z, z, at(place(p_.Y, s, v)));
                    if (kinked(l)) {
                        store(place(p_.residual, s, v), z);
                        kink(z, place(n.Z, s, v), a, b, n.bytes);
                    }
                    store(place(n.Delta, s, v), z);
                });
        if (!curved(l)) return;
        activate(n);
        if (!ends) return;
        const Register z = vector(n.bytes, 0);
        for (int s = 0; s < p_.samples; ++s)
            for (int v = 0; v < n.vectors; ++v) {
                load(z, at(place(n.Z, s, v)));
                subtract(z, z, at(place(p_.Y, s, v)));
                store(place(p_.residual, s, v), z);
                multiply(z, z, at(place(n.slope, s, v)));
                store(place(n.Delta, s, v), z);
            }
    }
    /// Rows that have no gap between them are one.
    void activate(const Layer& n) {
        const int row = n.vectors * n.bytes;
        const bool dense = row == n.Z.row;
        vzeroupper();
        for (int s = 0; s < (dense ? 1 : p_.samples); ++s) {
            mov(rdi, reinterpret_cast<std::uint64_t>(&activation_));
            mov(rsi, static_cast<std::uint64_t>((dense ? p_.samples : 1) * row) / sizeof(S));
            lea(rdx, at(place(n.Z, s, 0)));
            lea(rcx, at(place(n.slope, s, 0)));
            mov(rax, reinterpret_cast<std::uint64_t>(smooth_));
            call(rax);
        }
    }

    /// C_0 = sum of squares / 2, in the order of lanes.hpp.
    void keep_loss() {
        const Layer& n = p_.at(p_.depth());
        const Rows& residual = bends(p_.depth()) ? p_.residual : n.Delta;
        const Register squares = vector(n.bytes, 0), e = vector(n.bytes, 1), x = vector(n.bytes, 2);
        clear(squares);
        for (int s = 0; s < p_.samples; ++s)
            for (int v = 0; v < n.vectors; ++v) {
                load(e, at(place(residual, s, v)));
                add_product(squares, e, e);
            }
        constant(x, S(0.5));
        multiply(squares, squares, x);
        store(p_.loss, squares);
        load(e, at(p_.health));
        clear(x);
        add_product(e, squares, x);
        store(p_.health, e);
    }

    void backward(int l) {
        const Layer &n = p_.at(l), &under = p_.at(l - 1);
        if (kinked(l - 1)) prepare_kink(under.bytes);
        product({p_.samples, n.width, under, n.rows, numbers(n.Delta)},
                [&](int s, int v, const Register& u, const Register& a, const Register& b) {
                    if (kinked(l - 1)) kink(u, place(under.Z, s, v), a, b, under.bytes);
                    if (curved(l - 1)) multiply(u, u, at(place(under.slope, s, v)));
                    store(place(under.Delta, s, v), u);
                });
    }

    void update(int l) {
        const Layer &n = p_.at(l), &under = p_.at(l - 1);
        const Product by_rows{n.width, p_.samples, under, under.Z, columns(n.Delta)};
        const Product by_columns{under.width, p_.samples, n, n.Delta, columns(under.Z)};
        if (p_.in_lanes()) {
            descend(n.keep, n.rows, by_rows);
        } else if (l == 1) {
            descend(n.keep, n.columns, by_columns);
        } else if (f64 && unit_.bytes == 64) {
            if (n.width * under.vectors <= under.width * n.vectors)
                descend_and_transpose(n.keep, n.rows, by_rows, n.columns, n);
            else
                descend_and_transpose(n.keep, n.columns, by_columns, n.rows, under);
        } else {
            descend(n.keep, n.columns, by_columns);
            descend(n.keep, n.rows, by_rows);
        }
    }
    /// W = keep W - eta sum. A call of what it returns finishes a vector of the sums, in its place.
    auto descent(int keeps, const Rows& W, const Product& gradient) {
        const Register eta = last(gradient.like.bytes, 0), keep = last(gradient.like.bytes, 1);
        load(eta, at(p_.eta));
        load(keep, at(keeps));
        return [=, this](int r, int v, const Register& sum, const Register& a, const Register&) {
            multiply(a, keep, at(place(W, r, v)));
            take_product(sum, eta, a);
            store(place(W, r, v), sum);
        };
    }
    void descend(int keeps, const Rows& W, const Product& gradient) {
        product(gradient, descent(keeps, W, gradient));
    }
    /// And the same numbers to the other copy of W, block by block.
    void descend_and_transpose(int keeps, const Rows& W, const Product& gradient, const Rows& other,
                               const Layer& across) {
        const auto finish = descent(keeps, W, gradient);
        constexpr int pair = 2; // vectors whose sums leave room for a block
        for (int v0 = 0; v0 < gradient.like.vectors; v0 += pair)
            for (int r0 = 0; r0 < gradient.rows; r0 += block) {
                const int R = std::min(block, gradient.rows - r0);
                const int V = std::min(pair, gradient.like.vectors - v0);
                tile(gradient, r0, R, v0, V, finish);
                for (int v = 0; v < V; ++v) {
                    const int first = (v0 + v) * block;
                    transpose(
                        R, std::min(block, gradient.like.width - first),
                        [&](int r) { return r * V + v; }, block * V,
                        [&](int column, int reg) {
                            store(place(other, first + column, r0 / block),
                                  vector(across.bytes, reg));
                        });
                }
            }
    }
    static constexpr int block = 8; ///< doubles in a vector of 64 bytes

    /// `rows` x `columns` doubles: row(r) is the register of a row, and is written over; as many
    /// from `free` on are free. done(column, register) for each column.
    template <class Row, class Done>
    void transpose(int rows, int columns, Row&& row, int free, Done&& done) {
        for (int r = rows; r < block; ++r) clear(Xbyak::Zmm(row(r)));
        const auto from = [&](int r) { return Xbyak::Zmm(row(r)); };
        const auto pair = [&](int i) { return Xbyak::Zmm(free + i); };
        for (int i = 0; i < block; i += 2) { // even columns of two rows, and odd ones
            vunpcklpd(pair(i), from(i), from(i + 1));
            vunpckhpd(pair(i + 1), from(i), from(i + 1));
        }
        for (int odd = 0; odd < 2; ++odd)
            for (int half = 0; half < 2; ++half) { // four rows: columns 0 and 4, and 2 and 6
                const int i = 4 * half + odd;
                vshuff64x2(from(i), pair(i), pair(i + 2), 0x88);
                vshuff64x2(from(i + 2), pair(i), pair(i + 2), 0xdd);
            }
        for (int column = 0; column < columns; ++column) {
            const int i = column % 4;
            vshuff64x2(pair(column), from(i), from(i + 4), column < 4 ? 0x88 : 0xdd);
            done(column, free + column);
        }
    }

    StepPlan p_;
    int L1_;
    Activation activation_;
    VectorUnit unit_;
    Smooth smooth_;
    Xbyak::Reg64 base_;
};

template <class S>
GeneratedStep<S>::GeneratedStep(const StepPlan& plan, int nonlinear_layers,
                                const Activation& activation, const VectorUnit& unit, Smooth smooth,
                                int ways) try
    : writer_(std::make_unique<Writer>(plan, nonlinear_layers, activation, unit, smooth, ways)),
      run_(writer_->template getCode<void (*)(std::int64_t, S*, S*)>()) {
} catch (const Xbyak::Error& e) {
    throw std::runtime_error(e.what());
}

} // namespace ncv::kernels
#else
namespace ncv::kernels {

template <class S>
class GeneratedStep<S>::Writer {};

template <class S>
GeneratedStep<S>::GeneratedStep(const StepPlan&, int, const Activation&, const VectorUnit&, Smooth,
                                int) {
    throw std::runtime_error("code is generated for x86-64 only");
}

} // namespace ncv::kernels
#endif

namespace ncv::kernels {

template <class S>
GeneratedStep<S>::~GeneratedStep() = default;

template class GeneratedStep<double>;
template class GeneratedStep<float>;

} // namespace ncv::kernels
