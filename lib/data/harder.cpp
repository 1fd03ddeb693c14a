#include "data/harder.hpp"

#include "data/random.hpp"
#include "io/errors.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

namespace ncv {

void make_imbalanced(Dataset<double>& data, double r) {
    const auto have = data.class_counts();
    std::vector<Eigen::Index> left;
    for (int c = 0; c < data.classes; ++c) {
        const double share = std::pow(r, -static_cast<double>(c) / (data.classes - 1));
        left.push_back(std::lround(static_cast<double>(have.front()) * share));
        if (left.back() < 1)
            throw BadInput(fmt::format("imbalance is {}, but the largest class has {} samples; it "
                                       "can be {} at most",
                                       r, have.front(), have.front()));
        if (left.back() > have[static_cast<std::size_t>(c)])
            throw BadInput(fmt::format("imbalance {} asks for {} samples of class {}, which has {}",
                                       r, left.back(), c, have[static_cast<std::size_t>(c)]));
    }
    std::vector<Eigen::Index> kept;
    std::vector<int> labels;
    for (Eigen::Index i = 0; i < data.samples(); ++i) {
        const int label = data.labels[static_cast<std::size_t>(i)];
        if (left[static_cast<std::size_t>(label)]-- <= 0) continue;
        kept.push_back(i);
        labels.push_back(label);
    }
    data.inputs = data.inputs(Eigen::all, kept).eval();
    data.labels = std::move(labels);
}

void redraw_labels(Dataset<double>& data, double share, std::uint64_t seed) {
    Random random(~seed); // other numbers than the weights and the inputs of this seed
    auto counts = data.class_counts();
    const int N = static_cast<int>(data.samples());
    std::vector<std::size_t> order(data.labels.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    for (int i = N - 1; i > 0; --i)
        std::swap(order[static_cast<std::size_t>(i)],
                  order[static_cast<std::size_t>(uniform_int(random, 0, i))]);
    auto left = std::lround(share * N);
    for (const std::size_t i : order) {
        int& label = data.labels[i];
        if (left == 0) break;
        if (counts[static_cast<std::size_t>(label)] == 1) continue;
        const int other = (label + uniform_int(random, 1, data.classes - 1)) % data.classes;
        --counts[static_cast<std::size_t>(label)];
        ++counts[static_cast<std::size_t>(label = other)];
        --left;
    }
}

} // namespace ncv
