#include "search/reduce.hpp"

#include <algorithm>

namespace ncv {
namespace {

using M = Matrix<double>;

M without_row(const M& A, Eigen::Index row) {
    M out(A.rows() - 1, A.cols());
    out << A.topRows(row), A.bottomRows(A.rows() - 1 - row);
    return out;
}
M without_column(const M& A, Eigen::Index column) {
    M out(A.rows(), A.cols() - 1);
    out << A.leftCols(column), A.rightCols(A.cols() - 1 - column);
    return out;
}

/// Of layer l's bias, where it has one.
void drop_bias(Network<double>& net, int l, Eigen::Index entry) {
    if (net.has_bias(l)) {
        auto& bias = net.biases[static_cast<std::size_t>(l - 1)];
        bias = without_row(bias, entry);
    }
}
void erase_bias(Network<double>& net, int l) {
    if (!net.biases.empty()) net.biases.erase(net.biases.begin() + (l - 1));
}

} // namespace

Snapshot without_sample(const Snapshot& s, Eigen::Index sample) {
    Snapshot out = s;
    out.data.inputs = without_column(s.data.inputs, sample);
    out.data.labels.erase(out.data.labels.begin() + sample);
    return out;
}

Snapshot without_class(const Snapshot& s, int label) {
    Snapshot out = s;
    for (Eigen::Index i = s.data.samples() - 1; i >= 0; --i)
        if (s.data.labels[static_cast<std::size_t>(i)] == label) out = without_sample(out, i);
    for (int& other : out.data.labels) other -= other > label;
    --out.data.classes;
    auto& last = out.network.weights.back();
    last = without_row(last, label);
    drop_bias(out.network, s.network.depth(), label);
    return out;
}

Snapshot without_unit(const Snapshot& s, int l, Eigen::Index unit) {
    Snapshot out = s;
    out.network.W(l) = without_row(s.network.W(l), unit);
    drop_bias(out.network, l, unit);
    out.network.W(l + 1) = without_column(s.network.W(l + 1), unit);
    return out;
}

Snapshot without_input(const Snapshot& s, Eigen::Index input) {
    Snapshot out = s;
    out.data.inputs = without_row(s.data.inputs, input);
    out.network.W(1) = without_column(s.network.W(1), input);
    return out;
}

Snapshot without_layer(const Snapshot& s, int l) {
    Snapshot out = s;
    out.network.W(l + 1) = s.network.W(l + 1) * s.network.W(l);
    if (s.network.has_bias(l)) {
        auto& bias = out.network.biases[static_cast<std::size_t>(l)];
        const Vector<double> passed = s.network.W(l + 1) * s.network.b(l);
        bias = s.network.has_bias(l + 1) ? Vector<double>(bias + passed) : passed;
    }
    out.network.weights.erase(out.network.weights.begin() + (l - 1));
    erase_bias(out.network, l);
    if (l <= s.network.nonlinear_layers) --out.network.nonlinear_layers;
    return out;
}

Snapshot without_first_layer(const Snapshot& s) {
    Snapshot out = s;
    out.data.inputs = s.network.W(1) * s.data.inputs;
    if (s.network.has_bias(1)) out.data.inputs.colwise() += s.network.b(1);
    if (s.network.nonlinear_layers > 0) {
        --out.network.nonlinear_layers;
        out.data.inputs =
            out.data.inputs.unaryExpr([&](double x) { return activate(s.network.activation, x); });
    }
    out.network.weights.erase(out.network.weights.begin());
    erase_bias(out.network, 1);
    return out;
}

std::vector<Snapshot> reductions(const Snapshot& s) {
    std::vector<Snapshot> out;
    const int L = s.network.depth();
    if (s.data.classes > 2)
        for (int c = s.data.classes - 1; c >= 0; --c) out.push_back(without_class(s, c));
    if (s.network.has_biases()) {
        Snapshot unbiased = s;
        unbiased.network.biases.clear();
        out.push_back(std::move(unbiased));
    }
    if (L >= 2) out.push_back(without_first_layer(s));
    for (int l = L - 1; l >= 1; --l) out.push_back(without_layer(s, l));
    const auto counts = s.data.class_counts();
    for (Eigen::Index i = s.data.samples() - 1; i >= 0; --i)
        if (counts[static_cast<std::size_t>(s.data.labels[static_cast<std::size_t>(i)])] > 1)
            out.push_back(without_sample(s, i));
    // One sample of every class at once, or balanced classes could never shrink.
    const bool all = std::all_of(counts.begin(), counts.end(), [](auto n) { return n > 1; });
    if (all) {
        Snapshot fewer = s;
        std::vector<bool> done(static_cast<std::size_t>(s.data.classes), false);
        for (Eigen::Index i = s.data.samples() - 1; i >= 0; --i) {
            const auto label = static_cast<std::size_t>(s.data.labels[static_cast<std::size_t>(i)]);
            if (!done[label]) fewer = without_sample(fewer, i);
            done[label] = true;
        }
        out.push_back(fewer);
    }
    for (int l = 1; l < L; ++l)
        for (Eigen::Index j = s.network.width(l) - 1; j >= 0 && s.network.width(l) > 1; --j)
            out.push_back(without_unit(s, l, j));
    for (Eigen::Index i = s.data.inputs.rows() - 1; i >= 0 && s.data.inputs.rows() > 1; --i)
        out.push_back(without_input(s, i));
    return out;
}

} // namespace ncv
