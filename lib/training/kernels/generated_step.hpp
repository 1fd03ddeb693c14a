/// Machine code of a step, written for a small chain when its run starts: tiles, strides and
/// addresses are constants of the code, and no loop is left but that over the terms of a sum.
///
/// A row of Z_l or Delta_l is a sample. All products of a step have one form,
/// C_r = sum_k b(r, k) A_k with rows A_k of vectors and numbers b(r, k):
///
///   Z_l(s)         = sum_k Z_{l-1}(s, k) (column k of W_l)
///   Delta_{l-1}(s) = sum_i Delta_l(s, i) (row i of W_l)
///   row i of W_l   : sum_s Delta_l(s, i) Z_{l-1}(s)
///   column k of W_l: sum_s Z_{l-1}(s, k) Delta_l(s)
///
/// For one network a vector holds neurons side by side and a number is broadcast; W_l is then kept
/// twice, by rows and by columns, so that no feature is transposed and no sum runs across a vector.
/// The second copy of W_l' is the first one transposed in registers where 8 doubles are a vector,
/// else it has a product of its own. For many networks in lanes (lanes.hpp) a vector is one number
/// of each, and there is one copy.
///
/// Bits: a sum begins at zero and takes one fused multiply-add a term in order of index; then
/// W' = keep W - eta sum, with one fused multiply-subtract. So both copies of a weight are the same
/// number, and a network's bits those of packed.hpp and lanes.hpp.
#pragma once

#include "network/activation.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ncv::kernels {

/// Registers of an instruction set with fused multiply-add.
struct VectorUnit {
    int bytes;     ///< of a vector: 32, or 64
    int registers; ///< 16, or 32
    bool masks;    ///< and operands broadcast from memory: AVX-512
};

/// Where a group's numbers are, in bytes from its start. Rows are padded with zeros.
struct StepPlan {
    struct Rows {
        int at, row, vector; ///< the first, and how far the next row and a row's next vector are
    };
    struct Layer {
        int width;            ///< n_l
        int bytes, vectors;   ///< size and number of the vectors of a row
        Rows Z, Delta, slope; ///< N of them; slopes where sigma is smooth
        Rows columns, rows;   ///< of W_l; in lanes the same numbers
        int keep;             ///< a vector of 1 - eta lambda_l
    };
    int number;                 ///< bytes from one number to the next: of S, or a vector in lanes
    int samples;                ///< N
    std::vector<Layer> layers;  ///< 0 .. L
    Rows Y, residual;           ///< as Z_L; Z_L - Y, which is Delta_L where sigma is linear there
    int eta;                    ///< a vector
    int loss = -1, health = -1; ///< in lanes: C_0, and NaN once it was not finite

    int depth() const { return static_cast<int>(layers.size()) - 1; }
    const Layer& at(int l) const { return layers[static_cast<std::size_t>(l)]; }
    bool in_lanes() const { return loss >= 0; }
};

template <class S>
class GeneratedStep {
  public:
    /// In place x -> sigma(x), and slope = sigma'(x), over whole vectors.
    using Smooth = void (*)(const Activation&, std::ptrdiff_t size, S* x, S* slope);

    /// Steps of `ways` groups in turn, 1 or 2: one hides the other's latency. Throws
    /// std::runtime_error where the system lends no memory to run code from.
    GeneratedStep(const StepPlan& plan, int nonlinear_layers, const Activation& activation,
                  const VectorUnit& unit, Smooth smooth, int ways = 1);
    ~GeneratedStep();
    /// `count` >= 1 steps; `b` is the second group of two.
    void operator()(std::int64_t count, S* a, S* b = nullptr) const { run_(count, a, b); }

  private:
    class Writer;
    std::unique_ptr<Writer> writer_;
    void (*run_)(std::int64_t, S*, S*);
};

} // namespace ncv::kernels
