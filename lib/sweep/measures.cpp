#include "sweep/measures.hpp"

#include <algorithm>

namespace ncv::sweep {
namespace {

bool bounds_from_below(std::string_view claim) {
    return claim == "A0a" || claim == "A6" || claim == "A7" || claim == "A7s";
}

} // namespace

const std::vector<std::string>& claims_of_runs() {
    static const std::vector<std::string> ids{
        "A0a", "A0b", "A1",  "A1s", "A2",  "A2u", "A2s", "A2v", "A3", "A4",  "A4e",
        "A4s", "A5",  "A5s", "A6",  "A6s", "A7",  "A7d", "A7s", "B3", "B11", "C1d"};
    return ids;
}

const std::vector<MeasureInfo>& known_measures() {
    static const std::vector<MeasureInfo> list = [] {
        std::vector<MeasureInfo> out{
            {"loss", "C_0", true},
            {"residual", "||Z_L - Y||_F", true},
            {"gradient_norm", "||grad C_lambda||", true},
            {"nc1", "tr Sigma_W/tr Sigma_B of Z_{L-1}", true},
            {"nc2", "condition number of the class means of Z_{L-1}", true},
            {"nc3", "mean cosine of Z_{L-1} with the rows of W_L", false},
            {"balancedness", "the largest ||D_l|| of the head", true},
            {"kappa_head", "condition number of M = W_L .. W_{L1+1}", true},
            {"kappa_last", "condition number of W_L", true},
            {"norm", "||theta||", true},
            {"negativity", "||Z - sigma(Z)||_F/||Z||_F of Z_{L1}", true},
            {"train_accuracy", "share of samples whose largest output is their class", false},
            {"sharpness", "norm of the Hessian of C_lambda, from below by 30 Lanczos steps", true},
            {"parameters", "number of weights", true},
            {"t_nc1", "step at which NC1 changes most, see docs/sweeps.md", true},
            {"t_nc2", "the same of NC2", true},
            {"t_nc3", "the same of NC3", true},
            {"order_123", "1 if t_nc1 < t_nc2 < t_nc3, else 0", false}};
        for (const std::string& id : claims_of_runs())
            out.push_back({"bound_" + id, "right side of " + id, !bounds_from_below(id)});
        return out;
    }();
    return list;
}

const MeasureInfo* find_measure(std::string_view name) {
    const auto& all = known_measures();
    const auto it =
        std::find_if(all.begin(), all.end(), [&](const MeasureInfo& m) { return m.name == name; });
    return it == all.end() ? nullptr : &*it;
}

} // namespace ncv::sweep
