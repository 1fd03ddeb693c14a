/// Many networks of one shape trained at once, one network per SIMD lane: every scalar of weights,
/// activations and deltas is a *cell*, a vector over the networks of a group.
///
/// A step is W_l' = (1 - eta lambda_l) W_l - eta G_l in each lane, with the lane's own weights,
/// data, eta and lambda_l. Lanes never mix, so a network's bits depend on its own numbers
/// alone. They are defined: every sum begins at zero and takes one fused multiply-add a term
/// in order of index (a product and a sum where the target has no FMA), W' = keep W - eta sum with
/// one rounding less; nothing else is reordered or contracted. So targets with FMA agree bit for
/// bit but for the smooth activations.
///
/// lanes.cpp is compiled once per instruction set (Highway), each under a namespace of its own and
/// without Eigen, so none of its code can be linked into a verdict.
#pragma once

#include "network/activation.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ncv::kernels {

/// Where the cells of a group are: offsets counted in cells. Matrices have odd leading dimensions,
/// so that no stride is a multiple of the cache's sets.
struct LanePlan {
    /// widths: n_0 .. n_L.
    LanePlan(std::vector<int> widths, int nonlinear_layers, int samples, const Activation& a);

    int depth() const { return static_cast<int>(n.size()) - 1; }
    std::size_t weight(int l, std::size_t row, std::size_t col) const {
        return W[static_cast<std::size_t>(l)] + row * ld[static_cast<std::size_t>(l - 1)] + col;
    }
    /// Values of layer l: Z_l, or Y and Delta_l laid out as it.
    std::size_t value(std::size_t base, int l, std::size_t unit, std::size_t sample) const {
        return base + sample * ld[static_cast<std::size_t>(l)] + unit;
    }

    /// No layer has more neurons, and there are no more samples.
    bool is_small(std::size_t most) const;

    std::vector<std::size_t> n, ld; ///< n_l and its leading dimension, l = 0..L
    std::size_t N;
    int L1;
    Activation activation;
    bool smooth;                    ///< slopes are kept, not read off the sign of Z
    std::vector<std::size_t> W;     ///< W_l at [l]: rows of n_{l-1}
    std::vector<std::size_t> Z;     ///< Z_l at [l]: one column a sample
    std::vector<std::size_t> slope; ///< sigma' at [l] for l <= L1 where smooth
    std::size_t Delta[2], Y;        ///< Delta_l at [l % 2]
    std::size_t residual;           ///< Z_L - Y, of generated code where sigma follows on it
    std::size_t keep;               ///< 1 - eta lambda_l at keep + l - 1
    std::size_t rate;               ///< eta
    std::size_t loss;               ///< C_0 of the last state evaluated
    std::size_t health;             ///< 0, or NaN once a loss was not finite
    std::size_t cells;              ///< of the whole group
};

/// Steps on the best instruction set that the machine has. A group's memory holds plan.cells *
/// lanes scalars, aligned to 64 bytes; lane j of cell c is memory[c * lanes + j]. Small chains run
/// code that is generated for them (generated_step.hpp), if the system lends memory to run it from;
/// the bits are the same.
template <class S>
class LaneEngine {
  public:
    virtual ~LaneEngine() = default;
    /// `count` steps of `many` groups; loss is C_0 before the last of them.
    virtual void steps(S* const* groups, std::size_t many, std::int64_t count) const = 0;
    /// Z, loss and health of a group's state as it is.
    virtual void evaluate(S* memory) const = 0;
};

template <class S>
std::unique_ptr<LaneEngine<S>> make_lanes(const LanePlan& plan);
/// Networks of a group.
template <class S>
std::size_t lane_count();

} // namespace ncv::kernels
