#include "io/nearest.hpp"

#include "io/lower_case.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ncv {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t(0));
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

} // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
    const auto distance = [&](const std::string& other) {
        return std::pair{edit_distance(lower_case(other), lower_case(word)),
                         edit_distance(other, word)};
    };
    return *std::min_element(known.begin(), known.end(), [&](const auto& a, const auto& b) {
        return distance(a) < distance(b);
    });
}

} // namespace ncv
