#include "instances/instance.hpp"

#include "data/random.hpp"
#include "instances/affine_network.hpp"
#include "instances/classifier.hpp"
#include "instances/near_optimal.hpp"
#include "instances/pyramid.hpp"
#include "network/reference.hpp"
#include "spectra/decompositions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ncv {
namespace {

using M = Matrix<double>;

/// rows x cols with orthonormal columns (rows >= cols), entries 0, 1/2, -1/2, 1, -1: a signed
/// permutation, multiplied by a reflection I - J/2 of four coordinates where they fit.
M dyadic_frame(Random& random, Eigen::Index rows, Eigen::Index cols) {
    std::vector<Eigen::Index> order(static_cast<std::size_t>(rows));
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<Eigen::Index>(i);
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1],
                  order[static_cast<std::size_t>(uniform_int(random, 0, static_cast<int>(i) - 1))]);
    M frame = M::Zero(rows, cols);
    for (Eigen::Index j = 0; j < cols; ++j)
        frame(order[static_cast<std::size_t>(j)], j) = uniform_int(random, 0, 1) ? 1 : -1;
    if (rows >= 4) {
        M reflection = M::Identity(rows, rows);
        reflection.topLeftCorner(4, 4) -= M::Constant(4, 4, 0.5);
        frame = reflection * frame;
    }
    return frame;
}

/// A head whose product is M, W_l = Q_l S^{1/L2} Q_{l-1}^T: D_l = 0.
std::vector<M> balanced_layers(Random& random, const M& product, const std::vector<int>& widths) {
    const Eigen::JacobiSVD<M> svd(product, Eigen::ComputeThinU | Eigen::ComputeThinV);
    const auto K = product.rows();
    const double exponent = 1.0 / (static_cast<double>(widths.size()) + 1);
    const M root = svd.singularValues().array().pow(exponent).matrix().asDiagonal();
    std::vector<M> layers;
    M below = svd.matrixV();
    for (int width : widths) {
        const M frame = orthonormal_matrix(random, width, K);
        layers.push_back(frame * root * below.transpose());
        below = frame;
    }
    layers.push_back(svd.matrixU() * root * below.transpose());
    return layers;
}

/// Features for an exact head: class indicators through a dyadic frame, scaled by the inverse
/// spectrum, so that the head's product maps them to Y.
struct FeaturesAndHead {
    M features;
    std::vector<M> layers;
};
FeaturesAndHead exact_head(Random& random, const InstanceSpec& spec, const M& Y) {
    const int K = spec.classes(), L2 = static_cast<int>(spec.head_widths.size()) + 1;
    Vector<double> root(K), inverse(K);
    for (int i = 0; i < K; ++i) {
        const int e = spec.condition_exponent * (i % 2 ? -1 : 1);
        root(i) = std::ldexp(1.0, e);
        inverse(i) = std::ldexp(1.0, -e * L2);
    }
    const M last = dyadic_frame(random, K, K);
    FeaturesAndHead out;
    M below = dyadic_frame(random, spec.input_dimension, K);
    out.features = below * inverse.asDiagonal() * last.transpose() * Y;
    for (int width : spec.head_widths) {
        const M frame = dyadic_frame(random, width, K);
        out.layers.push_back(frame * root.asDiagonal() * below.transpose());
        below = frame;
    }
    out.layers.push_back(last * root.asDiagonal() * below.transpose());
    return out;
}

/// The singular value s of every layer at which a class of n samples with features of norm 1 is
/// stationary: n (s^p - 1) s^{p-1} + lambda s = 0, p = L2, the root next to 1 (Newton from 1).
double stationary_value(double n, double lambda, int p) {
    double s = 1;
    for (int i = 0; i < 100; ++i) {
        const double power = std::pow(s, p - 2);
        const double f = n * (power * s * s - 1) * power + lambda;
        const double df = n * ((2 * p - 2) * power * power * s - (p - 2) * power / s);
        s -= f / df;
    }
    return s;
}

/// Class indicators through an orthonormal frame, with differences within classes that sum to
/// zero and lie outside the frame; layers that are stationary for them, plus `imbalance`.
FeaturesAndHead stationary_head(Random& random, const InstanceSpec& spec, const M& Y) {
    const int K = spec.classes(), L2 = static_cast<int>(spec.head_widths.size()) + 1;
    M below = orthonormal_matrix(random, spec.input_dimension, K);
    M noise = 0.3 * gaussian_matrix(random, spec.input_dimension, Y.cols());
    noise -= below * (below.transpose() * noise);
    M mean = noise * Y.transpose();
    Vector<double> value(K);
    for (int c = 0; c < K; ++c) {
        const double n = spec.class_sizes[static_cast<std::size_t>(c)];
        mean.col(c) /= n;
        value(c) = stationary_value(n, spec.weight_decay, L2);
    }
    FeaturesAndHead out;
    out.features = below * Y + (noise - mean * Y);
    std::vector<int> widths = spec.head_widths;
    widths.push_back(K);
    for (int width : widths) {
        const bool last = out.layers.size() + 1 == widths.size();
        const M frame = last ? M(M::Identity(K, K)) : orthonormal_matrix(random, width, K);
        const M shift = gaussian_matrix(random, frame.rows(), below.rows());
        out.layers.push_back(frame * value.asDiagonal() * below.transpose() +
                             spec.imbalance / shift.norm() * shift);
        below = frame;
    }
    return out;
}

M pseudo_inverse(const M& A) {
    const Eigen::JacobiSVD<M> svd(A, Eigen::ComputeThinU | Eigen::ComputeThinV);
    const Vector<double> s = svd.singularValues();
    Vector<double> inverse = Vector<double>::Zero(s.size());
    for (Eigen::Index i = 0; i < s.size(); ++i)
        if (s(i) > 1e-14 * s(0)) inverse(i) = 1 / s(i);
    return svd.matrixV() * inverse.asDiagonal() * svd.matrixU().transpose();
}

void round_to(M& A, int bits) {
    if (bits >= 53) return;
    for (Eigen::Index i = 0; i < A.size(); ++i) {
        int e = 0;
        const double f = std::frexp(A.data()[i], &e);
        A.data()[i] = std::ldexp(std::nearbyint(std::ldexp(f, bits)), e - bits);
    }
}

void check_spec(const InstanceSpec& s) {
    const auto positive = [](const std::vector<int>& v) {
        return std::all_of(v.begin(), v.end(), [](int n) { return n >= 1; });
    };
    if (s.classes() < 2 || !positive(s.class_sizes) || s.input_dimension < 1 ||
        !positive(s.nonlinear_widths) || !positive(s.head_widths))
        throw std::invalid_argument("an instance needs two classes and positive sizes");
    if (s.head == HeadKind::near_optimal && s.activation.kind == ActivationKind::tanh)
        throw std::invalid_argument("a near-optimal instance needs an activation that reaches 1");
    if (s.mantissa_bits < 2) throw std::invalid_argument("mantissa_bits must be 2 or more");
}

/// Layers that fit: features Z with independent columns, or with the class means' span inside
/// their row space.
std::vector<M> fitted_layers(Random& random, const InstanceSpec& spec, const M& Z, const M& Y) {
    const int K = spec.classes();
    M target = Y;
    if (spec.residual > 0) {
        M E = gaussian_matrix(random, K, Y.cols());
        if (uniform_int(random, 0, 1))
            E -= 0.5 * Y * E.norm(); // shrinks towards zero, as decay does
        target += spec.residual / E.norm() * E;
    }
    const M product = target * pseudo_inverse(Z);
    std::vector<M> layers = balanced_layers(random, product, spec.head_widths);
    if (spec.head == HeadKind::balanced) return layers;
    const std::size_t hidden = layers.size() - 1;
    for (std::size_t i = 0; i < hidden; ++i) {
        M& here = layers[i];
        M& next = layers[i + 1];
        // Outside the row space above: moves features within classes, leaves the product.
        if (spec.imbalance > 0) {
            const M noise = gaussian_matrix(random, here.rows(), here.cols());
            const M rows = pseudo_inverse(next) * next;
            const M outside = noise - rows * noise;
            if (outside.norm() > 0) here += std::sqrt(spec.imbalance) / outside.norm() * outside;
        }
        if (spec.head == HeadKind::interpolating) {
            M T = M::Identity(here.rows(), here.rows()) +
                  0.3 / std::sqrt(static_cast<double>(here.rows())) *
                      gaussian_matrix(random, here.rows(), here.rows());
            T *= std::ldexp(1.0, spec.tilt_exponent);
            next = next * pseudo_inverse(T);
            here = T * here;
        } else if (spec.imbalance > 0) {
            const M T = M::Identity(here.rows(), here.rows()) +
                        spec.imbalance * gaussian_matrix(random, here.rows(), here.rows());
            next = next * pseudo_inverse(T);
            here = T * here;
        }
    }
    return layers;
}

} // namespace

Snapshot build(const InstanceSpec& spec) {
    check_spec(spec);
    Random random(spec.seed);
    const int K = spec.classes(), L1 = static_cast<int>(spec.nonlinear_widths.size());
    Snapshot s;
    s.data.classes = K;
    for (int c = 0; c < K; ++c)
        s.data.labels.insert(
            s.data.labels.end(),
            static_cast<std::size_t>(spec.class_sizes[static_cast<std::size_t>(c)]), c);
    const auto N = static_cast<Eigen::Index>(s.data.labels.size());
    s.network.nonlinear_layers = L1;
    s.network.activation = spec.activation;
    s.weight_decay = spec.weight_decay;
    s.learning_rate = spec.learning_rate;
    s.seed = spec.seed;
    s.source = describe(spec);
    s.data.inputs = M::Zero(spec.input_dimension, N);
    const M Y = s.data.one_hot();

    if (spec.head == HeadKind::exact || spec.head == HeadKind::stationary) {
        // A nonlinear layer below would round, so these heads stand on the inputs: L1 = 0.
        const FeaturesAndHead exact = spec.head == HeadKind::exact
                                          ? exact_head(random, spec, Y)
                                          : stationary_head(random, spec, Y);
        s.network.nonlinear_layers = 0;
        s.data.inputs = exact.features;
        s.network.weights = exact.layers;
        return s;
    }
    if (spec.head == HeadKind::pyramid || spec.head == HeadKind::theorem) {
        make_pyramid(random, spec, s);
        return s;
    }
    if (spec.head == HeadKind::affine) {
        make_affine_network(random, spec, s);
        return s;
    }
    if (spec.head == HeadKind::near_optimal) {
        make_near_optimal(random, spec, s);
        return s;
    }
    if (spec.head == HeadKind::classifier) {
        make_classifier(random, spec, s);
        return s;
    }
    s.data.inputs = gaussian_matrix(random, spec.input_dimension, N);
    round_to(s.data.inputs, spec.mantissa_bits);
    int below = spec.input_dimension;
    for (int width : spec.nonlinear_widths) {
        M W = std::ldexp(1.0, spec.weight_exponent) / std::sqrt(static_cast<double>(below)) *
              gaussian_matrix(random, width, below);
        round_to(W, spec.mantissa_bits);
        s.network.weights.push_back(W);
        below = width;
    }
    const M Z = forward(s.network, s.data.inputs).Z.back();
    std::vector<M> head;
    if (spec.head == HeadKind::generic || spec.head == HeadKind::rank_deficient) {
        std::vector<int> widths = spec.head_widths;
        widths.push_back(K);
        for (int width : widths) {
            head.push_back(gaussian_matrix(random, width, below) /
                           std::sqrt(static_cast<double>(below)));
            below = width;
        }
        if (spec.head == HeadKind::rank_deficient) head.back().row(0) = head.back().row(K - 1);
    } else {
        head = fitted_layers(random, spec, Z, Y);
    }
    for (M& W : head) {
        round_to(W, spec.mantissa_bits);
        s.network.weights.push_back(std::move(W));
    }
    return s;
}

std::string describe(const InstanceSpec& s) {
    static const char* const heads[] = {
        "generic", "rank_deficient", "interpolating", "nearly_balanced", "balanced",   "stationary",
        "exact",   "pyramid",        "theorem",       "near_optimal",    "classifier", "affine"};
    static const char* const biases[] = {"no", "decayed", "undecayed"};
    std::string out = fmt::format(
        "random instance: classes [{}], d {}, nonlinear [{}], head [{}] {}, {}, gamma "
        "{}, sharpness {}, condition 2^{}, residual {}, imbalance {}, weights 2^{}, "
        "tilt 2^{}, bits {}, seed {}, price {}",
        fmt::join(s.class_sizes, ","), s.input_dimension, fmt::join(s.nonlinear_widths, ","),
        fmt::join(s.head_widths, ","), heads[static_cast<int>(s.head)],
        activation_name(s.activation.kind), s.activation.gamma, s.activation.sharpness,
        s.condition_exponent, s.residual, s.imbalance, s.weight_exponent, s.tilt_exponent,
        s.mantissa_bits, s.seed, s.price);
    if (s.head == HeadKind::classifier || s.head == HeadKind::affine)
        out +=
            fmt::format(", {}, label smoothing {}, {} biases, {} steps{}{}",
                        s.loss.kind == LossKind::squared_error ? "squared error" : "cross-entropy",
                        s.loss.label_smoothing, biases[static_cast<int>(s.biases)], s.descent_steps,
                        s.fits ? ", fitted" : "", s.lost_class ? ", a class lost" : "");
    return out;
}

} // namespace ncv
