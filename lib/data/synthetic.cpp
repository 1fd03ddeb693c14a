#include "data/synthetic.hpp"

#include "data/random.hpp"
#include "io/errors.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ncv {

Dataset<double> synthetic(const SyntheticSpec& spec) {
    if (spec.classes < 2)
        throw BadInput(
            fmt::format("synthetic data: classes is {}, at least 2 are needed", spec.classes));
    if (spec.per_class < 1 || spec.dimension < 1)
        throw BadInput("synthetic data: per_class and dimension must be 1 or more");
    if (!(spec.noise >= 0) || !std::isfinite(spec.noise))
        throw BadInput("synthetic data: noise must be finite and not negative");
    const bool frame = spec.kind == SyntheticKind::orthogonal_frames;
    if (frame && spec.dimension < spec.classes)
        throw BadInput(fmt::format("synthetic data: {} orthogonal class centres do not fit into {} "
                                   "dimensions",
                                   spec.classes, spec.dimension));
    Random random(spec.seed);
    Matrix<double> centres = frame ? orthonormal_matrix(random, spec.dimension, spec.classes)
                                   : gaussian_matrix(random, spec.dimension, spec.classes);
    centres.colwise().normalize();
    const double scale = spec.noise / std::sqrt(static_cast<double>(spec.dimension));
    Dataset<double> out;
    out.classes = spec.classes;
    const Eigen::Index N = Eigen::Index(spec.classes) * spec.per_class;
    out.inputs = gaussian_matrix(random, spec.dimension, N);
    for (Eigen::Index i = 0; i < N; ++i) {
        const int c = static_cast<int>(i / spec.per_class);
        out.labels.push_back(c);
        if (spec.kind != SyntheticKind::random_labels)
            out.inputs.col(i) = centres.col(c) + scale * out.inputs.col(i);
    }
    return out;
}

} // namespace ncv
