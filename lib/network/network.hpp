/// A network and its data, in the paper's letters: columns are samples.
#pragma once

#include "network/activation.hpp"
#include "network/loss.hpp"
#include "network/scalar.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ncv {

/// Z_0 = X; Z_l = sigma(W_l Z_{l-1} + b_l 1^T) for l <= L1; Z_l = W_l Z_{l-1} + b_l 1^T for
/// L1 < l <= L. The paper's networks have no biases.
template <class S>
struct Network {
    std::vector<Matrix<S>> weights; ///< weights[l-1] is W_l, n_l x n_{l-1}
    int nonlinear_layers = 0;       ///< L1
    Activation activation;
    std::vector<Vector<S>> biases{}; ///< biases[l-1] is b_l, empty where layer l has none

    int depth() const { return static_cast<int>(weights.size()); }   ///< L
    int linear_layers() const { return depth() - nonlinear_layers; } ///< L2
    const Matrix<S>& W(int l) const { return weights[static_cast<std::size_t>(l - 1)]; }
    Matrix<S>& W(int l) { return weights[static_cast<std::size_t>(l - 1)]; }
    bool has_biases() const {
        return std::any_of(biases.begin(), biases.end(),
                           [](const auto& b) { return b.size() > 0; });
    }
    bool has_bias(int l) const { return !biases.empty() && b(l).size() > 0; }
    const Vector<S>& b(int l) const { return biases[static_cast<std::size_t>(l - 1)]; }
    Eigen::Index width(int l) const { return l == 0 ? W(1).cols() : W(l).rows(); } ///< n_l

    template <class T>
    Network<T> cast() const {
        Network<T> out{{}, nonlinear_layers, activation};
        for (const auto& w : weights) out.weights.push_back(w.template cast<T>());
        for (const auto& bias : biases) out.biases.push_back(bias.template cast<T>());
        return out;
    }
};

/// Inputs that stay where they are stored, handed out some samples at a time.
class StoredInputs {
  public:
    virtual ~StoredInputs() = default;
    virtual Eigen::Index rows() const = 0; ///< d
    virtual Eigen::Index cols() const = 0; ///< N
    /// Columns first .. first + n - 1 of X, to any number of threads at once.
    virtual Matrix<double> columns(Eigen::Index first, Eigen::Index n) const = 0;
};

template <class S>
struct Dataset {
    Matrix<S> inputs;        ///< X, d x N
    std::vector<int> labels; ///< N labels in 0..classes-1
    int classes = 0;         ///< K
    /// Has X where `inputs` are empty: for what asks for columns() alone.
    std::shared_ptr<const StoredInputs> stored{};

    Eigen::Index samples() const { return static_cast<Eigen::Index>(labels.size()); }  ///< N
    Eigen::Index dimension() const { return stored ? stored->rows() : inputs.rows(); } ///< d
    /// Columns first .. first + n - 1 of X.
    Matrix<S> columns(Eigen::Index first, Eigen::Index n) const {
        if (stored) return stored->columns(first, n).template cast<S>();
        return inputs.middleCols(first, n);
    }

    /// Y, K x N one-hot.
    Matrix<S> one_hot() const {
        Matrix<S> y = Matrix<S>::Zero(classes, samples());
        for (Eigen::Index i = 0; i < samples(); ++i)
            y(labels[static_cast<std::size_t>(i)], i) = S(1);
        return y;
    }
    /// N_c, counted.
    std::vector<Eigen::Index> class_counts() const {
        std::vector<Eigen::Index> counts(static_cast<std::size_t>(classes), 0);
        for (int label : labels) ++counts[static_cast<std::size_t>(label)];
        return counts;
    }
    template <class T>
    Dataset<T> cast() const {
        return {inputs.template cast<T>(), labels, classes, stored};
    }
};

/// The layers below a head snapshot whose network is no chain (graph.hpp), kept so that training
/// can go on. No metric and no claim reads it.
struct Backbone {
    std::string connections;
    std::vector<Matrix<double>> weights; ///< W_1 .. W_{L1}
};

/// *The* noun: a network, the data it was trained on and how. A head snapshot holds features in
/// place of inputs and only the head's layers; `layer_offset` is then L1 of the whole network, so
/// that its first stored matrix is still called W{L1+1}.
struct Snapshot {
    Network<double> network;
    Dataset<double> data;
    int layer_offset = 0; ///< 0 for a full snapshot
    /// lambda, in units of the loss summed over samples, the same for every tensor.
    std::optional<double> weight_decay;
    std::optional<double> learning_rate; ///< in the same units
    std::optional<std::int64_t> step;
    std::optional<std::uint64_t> seed;
    std::string source;
    std::optional<Backbone> backbone;
    Loss loss{}; ///< what was minimised
    /// By tensor ("W3", "b3"), where they are not all the same; weight_decay is then unknown.
    std::map<std::string, double> weight_decays{};
    /// Of W_l or b_l, 0 where it is not given.
    double decay_of(char letter, int l) const {
        const auto own = weight_decays.find(letter + std::to_string(l + layer_offset));
        return own == weight_decays.end() ? weight_decay.value_or(0) : own->second;
    }
    std::optional<Matrix<double>> outputs{}; ///< Z_L as the training program computed it, K x N
};

} // namespace ncv
