#include "training/gradient_descent.hpp"

#include "training/kernels/packed.hpp"
#include "training/kernels/small.hpp"

#include <stdexcept>
#include <utility>

namespace ncv {

template <class S>
GradientDescent<S>::GradientDescent(const Network<S>& start, const Dataset<S>& data,
                                    std::vector<S> weight_decay, int threads)
    : shape_(start) {
    if (weight_decay.size() != start.weights.size())
        throw std::invalid_argument("weight decay: one number a layer is needed");
    if (start.has_biases()) throw std::invalid_argument("the tuned engines know no biases");
    kernels::DescentProblem<S> p;
    for (int l = 0; l <= start.depth(); ++l) p.widths.push_back(start.width(l));
    p.nonlinear_layers = start.nonlinear_layers;
    p.activation = start.activation;
    for (const Matrix<S>& W : start.weights) p.weights.push_back(W.data());
    p.inputs = data.inputs.data();
    p.labels = data.labels.data();
    p.samples = data.samples();
    p.weight_decay = std::move(weight_decay);
    engine_ = kernels::make_small(p);
    if (!engine_) engine_ = kernels::make_packed(p, threads);
}

template <class S>
Network<S> GradientDescent<S>::network() const {
    Network<S> now = shape_;
    for (int l = 1; l <= now.depth(); ++l) engine_->read_weights(l, now.W(l).data());
    return now;
}

template class GradientDescent<double>;
template class GradientDescent<float>;

} // namespace ncv
