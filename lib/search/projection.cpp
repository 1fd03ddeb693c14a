#include "search/projection.hpp"

#include "network/reference.hpp"
#include "spectra/decompositions.hpp"

#include <cmath>

namespace ncv {
namespace {

using M = Matrix<double>;

M pseudo_inverse(const M& A) { return A.completeOrthogonalDecomposition().pseudoInverse(); }

M features_below_the_head(const Snapshot& s) {
    M Z = s.data.inputs;
    for (int l = 1; l <= s.network.nonlinear_layers; ++l)
        Z = (s.network.W(l) * Z).unaryExpr([&](double x) {
            return activate(s.network.activation, x);
        });
    return Z;
}

/// W_{L:from}.
M product_from(const Network<double>& net, int from) {
    M out = M::Identity(net.width(net.depth()), net.width(net.depth()));
    for (int l = net.depth(); l >= from; --l) out = out * net.W(l);
    return out;
}

void rebuild_balanced(Network<double>& net, const M& product) {
    const Eigen::JacobiSVD<M> svd(product, Eigen::ComputeThinU | Eigen::ComputeThinV);
    const int first = net.nonlinear_layers + 1, L = net.depth();
    const auto K = svd.singularValues().size();
    const M root =
        svd.singularValues().array().pow(1.0 / net.linear_layers()).matrix().asDiagonal();
    M below = svd.matrixV();
    for (int l = first; l < L; ++l) {
        const M frame = M::Identity(net.width(l), K);
        net.W(l) = frame * root * below.transpose();
        below = frame;
    }
    net.W(L) = svd.matrixU() * root * below.transpose();
}

} // namespace

Snapshot projected(Snapshot s, const Constraints& constraints) {
    Network<double>& net = s.network;
    const int first = net.nonlinear_layers + 1, L = net.depth();
    if (net.linear_layers() < 1 || !(constraints.interpolates || constraints.balanced)) return s;
    for (int l = first; l < L; ++l)
        if (net.width(l) < s.data.classes) return s;
    const M Z = features_below_the_head(s);
    if (!Z.allFinite()) return s;
    M product = product_from(net, first);
    if (constraints.interpolates) product = s.data.one_hot() * pseudo_inverse(Z);
    if (!product.allFinite()) return s;
    if (constraints.balanced) {
        rebuild_balanced(net, product);
    } else if (L == first) {
        net.W(L) = product;
    } else {
        const M above = product_from(net, first + 1), inverse = pseudo_inverse(above);
        net.W(first) += inverse * (product - above * net.W(first));
    }
    return s;
}

} // namespace ncv
