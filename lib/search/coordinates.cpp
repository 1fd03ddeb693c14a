#include "search/coordinates.hpp"

#include <cmath>

namespace ncv {
namespace {

/// Calls with every number of the snapshot, in one order.
template <class S, class Each>
void for_each_matrix(S& s, const Each& each) {
    each(s.data.inputs);
    for (auto& W : s.network.weights) each(W);
    for (auto& b : s.network.biases) each(b);
}

bool is_positive(const std::optional<double>& v) { return v && *v > 0; }

} // namespace

std::vector<double> coordinates(const Snapshot& snapshot) {
    std::vector<double> point;
    for_each_matrix(
        snapshot, [&](const auto& A) { point.insert(point.end(), A.data(), A.data() + A.size()); });
    for (const auto& v : {snapshot.learning_rate, snapshot.weight_decay})
        if (is_positive(v)) point.push_back(std::log2(*v));
    return point;
}

Snapshot at_coordinates(const Snapshot& shape, const double* point) {
    Snapshot s = shape;
    for_each_matrix(s, [&](auto& A) {
        std::copy(point, point + A.size(), A.data());
        point += A.size();
    });
    for (auto* v : {&s.learning_rate, &s.weight_decay})
        if (is_positive(*v)) *v = std::exp2(*point++);
    return s;
}

} // namespace ncv
