#include "check/bound_costs.hpp"

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

} // namespace ncv
