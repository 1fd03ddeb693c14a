#include "check/bound_costs.hpp"

#include "io/strict_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace ncv {
namespace {

struct Words {
    const char *what, *advice;
};
Words words_of(const std::string& quantity) {
    static const std::map<std::string, Words> all{
        {"residual", {"residual", "train on, or with less weight decay: the loss must fall"}},
        {"balancedness",
         {"balancedness", "train on with weight decay at a small step: it balances the head"}},
        {"gradient",
         {"gradient", "lower the learning rate at the end, and use a smooth activation: the "
                      "gradient of the regularised loss must vanish"}},
        {"conditioning",
         {"conditioning", "more linear layers make the last one better conditioned"}},
        {"logits", {"spread of the logits within classes", "train on: they still vary there"}},
        {"rows",
         {"variance outside the last layer's rows",
          "weight decay on the layers below, or one more linear layer, must shrink it"}},
        {"alignment",
         {"misalignment of rows and class means", "train on with weight decay: it aligns them"}}};
    return all.at(quantity);
}

} // namespace

std::vector<BoundCost> bound_costs(const std::vector<Sensitivity>& sensitivities) {
    std::map<std::string, const Sensitivity*> worst;
    for (const Sensitivity& s : sensitivities) {
        if (!(s.gain() > 0.01)) continue;
        const Sensitivity*& now = worst[s.claim];
        if (!now || s.gain() > now->gain()) now = &s;
    }
    std::vector<BoundCost> out;
    for (const auto& [claim, s] : worst) {
        const Words words = words_of(s->quantity);
        out.push_back({claim, words.what, s->rhs, s->rhs_without, words.advice});
    }
    return out;
}

std::vector<BoundCost> costs_of(const std::vector<Guarantee>& guarantees,
                                const std::vector<BoundCost>& costs) {
    const auto is_loose = [](const Guarantee& g) {
        return std::abs(g.bound - g.measured) > 0.01 * std::abs(g.at_least ? 1 - g.bound : g.bound);
    };
    std::vector<BoundCost> out;
    for (const BoundCost& cost : costs)
        if (std::any_of(guarantees.begin(), guarantees.end(),
                        [&](const Guarantee& g) { return g.claim == cost.claim && is_loose(g); }))
            out.push_back(cost);
    return out;
}

nlohmann::ordered_json to_json(const std::vector<BoundCost>& costs) {
    auto out = nlohmann::ordered_json::array();
    for (const BoundCost& cost : costs)
        out.push_back({{"claim", cost.claim},
                       {"quantity", cost.quantity},
                       {"rhs", real(cost.rhs)},
                       {"rhs_without", real(cost.rhs_without)},
                       {"advice", cost.advice}});
    return out;
}

std::string text_of(const std::vector<BoundCost>& costs) {
    if (costs.empty()) return "";
    std::string out = "What costs each bound most (evidence, not certified):\n";
    for (const BoundCost& cost : costs)
        out += fmt::format("{:5} {:.4g} would be {:.4g} without the {}: {}\n", cost.claim, cost.rhs,
                           cost.rhs_without, cost.quantity, cost.advice);
    return out;
}

} // namespace ncv
