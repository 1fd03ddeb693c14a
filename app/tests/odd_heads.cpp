#include "odd_heads.hpp"

#include "network/reference.hpp"

#include <cmath>
#include <random>

namespace ncv {
namespace {

using Dice = std::mt19937_64;

std::size_t below(Dice& random, std::size_t n) { return random() % n; }
Matrix<double>& any_layer(Snapshot& s, Dice& random) {
    return s.network.weights[below(random, s.network.weights.size())];
}
double& any_entry(Matrix<double>& m, Dice& random) {
    return m.data()[below(random, static_cast<std::size_t>(m.size()))];
}
/// Every sample of class `to` with the inputs of the first one of class `from`.
void inputs_of_class(Snapshot& s, int from, int to) {
    Eigen::Index source = 0;
    while (s.data.labels[static_cast<std::size_t>(source)] != from) ++source;
    for (Eigen::Index i = 0; i < s.data.samples(); ++i)
        if (s.data.labels[static_cast<std::size_t>(i)] == to)
            s.data.inputs.col(i) = s.data.inputs.col(source);
}

struct Oddity {
    const char* what;
    void (*make)(Snapshot&, Dice&);
};

const Oddity oddities[] = {
    {"as built", [](Snapshot&, Dice&) {}},
    {"the smallest class unfitted, so that the gap may be 0",
     [](Snapshot& s, Dice&) {
         const auto counts = s.data.class_counts();
         const auto c = std::min_element(counts.begin(), counts.end()) - counts.begin();
         s.network.weights.back().row(c).setZero();
     }},
    {"a layer times 1e300", [](Snapshot& s, Dice& r) { any_layer(s, r) *= 1e300; }},
    {"all layers times 1e200",
     [](Snapshot& s, Dice&) {
         for (auto& w : s.network.weights) w *= 1e200;
     }},
    {"a layer times 1e-300", [](Snapshot& s, Dice& r) { any_layer(s, r) *= 1e-300; }},
    {"a layer of denormal numbers", [](Snapshot& s, Dice& r) { any_layer(s, r) *= 0x1p-1060; }},
    {"an entry of 1e-80 among the others",
     [](Snapshot& s, Dice& r) { any_entry(any_layer(s, r), r) = 1e-80; }},
    {"an entry of 1e-160 among the others",
     [](Snapshot& s, Dice& r) { any_entry(any_layer(s, r), r) = 1e-160; }},
    {"an input of 1e-160", [](Snapshot& s, Dice& r) { any_entry(s.data.inputs, r) = 1e-160; }},
    {"an entry of 1e300", [](Snapshot& s, Dice& r) { any_entry(any_layer(s, r), r) = 1e300; }},
    {"the least number", [](Snapshot& s, Dice& r) { any_entry(any_layer(s, r), r) = 0x1p-1074; }},
    {"a dead layer", [](Snapshot& s, Dice& r) { any_layer(s, r).setZero(); }},
    {"a dead unit",
     [](Snapshot& s, Dice& r) {
         auto& w = any_layer(s, r);
         w.row(static_cast<Eigen::Index>(below(r, static_cast<std::size_t>(w.rows())))).setZero();
     }},
    {"two equal rows in the last layer",
     [](Snapshot& s, Dice&) {
         s.network.weights.back().row(0) = s.network.weights.back().row(1).eval();
     }},
    {"no inputs", [](Snapshot& s, Dice&) { s.data.inputs.setZero(); }},
    {"two classes that coincide", [](Snapshot& s, Dice&) { inputs_of_class(s, 0, 1); }},
    {"classes without variation",
     [](Snapshot& s, Dice&) {
         for (int c = 0; c < s.data.classes; ++c) inputs_of_class(s, c, c);
     }},
    {"all inputs equal",
     [](Snapshot& s, Dice&) {
         for (int c = 0; c < s.data.classes; ++c) inputs_of_class(s, 0, c);
     }},
    {"inputs times 1e160", [](Snapshot& s, Dice&) { s.data.inputs *= 1e160; }},
    {"no weight decay given", [](Snapshot& s, Dice&) { s.weight_decay.reset(); }},
    {"weight decay 0", [](Snapshot& s, Dice&) { s.weight_decay = 0; }},
    {"the least weight decay", [](Snapshot& s, Dice&) { s.weight_decay = 0x1p-1074; }},
    {"weight decay 1e300", [](Snapshot& s, Dice&) { s.weight_decay = 1e300; }},
    {"a head alone",
     [](Snapshot& s, Dice&) {
         Network<double> lower = s.network;
         lower.weights.resize(static_cast<std::size_t>(s.network.nonlinear_layers));
         if (s.network.nonlinear_layers == 0 || s.layer_offset > 0) return;
         const Matrix<double> features = forward(lower, s.data.inputs).Z.back();
         if (!features.allFinite()) return;
         s.data.inputs = features;
         s.layer_offset = s.network.nonlinear_layers;
         s.network.weights.erase(s.network.weights.begin(),
                                 s.network.weights.begin() + s.layer_offset);
         s.network.nonlinear_layers = 0;
     }},
};

bool is_finite(const Snapshot& s) {
    bool finite = s.data.inputs.allFinite();
    for (const auto& w : s.network.weights) finite = finite && w.allFinite();
    return finite;
}

} // namespace

Snapshot lacking_rank(const std::vector<Eigen::Index>& widths, LossKind loss) {
    Snapshot s;
    for (std::size_t l = 1; l < widths.size(); ++l) {
        s.network.weights.push_back(Matrix<double>::Identity(widths[l], widths[l - 1]));
        s.network.biases.push_back({});
    }
    Matrix<double>& W = s.network.weights.back();
    W.setZero();
    W(0, 0) = 1;
    s.network.biases.back() = Vector<double>::Constant(W.rows(), 0.25);
    s.data.classes = static_cast<int>(W.rows());
    for (int i = 0; i < 2 * s.data.classes; ++i) s.data.labels.push_back(i / 2);
    s.data.inputs = Matrix<double>::Zero(widths[0], s.data.samples());
    for (Eigen::Index i = 0; i < s.data.samples(); ++i) {
        s.data.inputs(0, i) = i / 2 == 0; // what W_L sees does not vary within classes
        for (Eigen::Index k = 1; k < widths[0]; ++k)
            s.data.inputs(k, i) = static_cast<double>((i + k) % 3 + i % 2);
    }
    s.loss.kind = loss;
    s.weight_decay = 0.0625;
    return s;
}

OddHead odd_head(std::uint64_t index) {
    Dice random(index);
    DrawOptions options;
    if (index % 3 == 0) options.heads = {HeadKind::exact, HeadKind::balanced};
    InstanceSpec spec = random_spec(index, options);
    if (index % 5 == 0) spec.class_sizes.assign(spec.class_sizes.size(), 1);
    OddHead out{describe(spec), build(spec)};
    for (std::size_t i = 0; i < 1 + index % 2; ++i) {
        const Oddity& odd = oddities[below(random, std::size(oddities))];
        Snapshot changed = out.snapshot;
        odd.make(changed, random);
        if (!is_finite(changed)) continue; // an entry beyond the doubles: no snapshot
        out.what += std::string("; ") + odd.what;
        out.snapshot = std::move(changed);
    }
    return out;
}

} // namespace ncv
