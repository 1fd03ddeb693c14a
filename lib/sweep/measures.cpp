#include "sweep/measures.hpp"

#include "claims/registry.hpp"

#include <algorithm>

namespace ncv::sweep {

const std::vector<std::string>& claims_of_runs() {
    static const std::vector<std::string> ids =
        claims_that([](const Claim& claim) { return claim.swept; });
    return ids;
}

const std::vector<std::string>& claims_with_ratio() {
    static const std::vector<std::string> ids =
        claims_that([](const Claim& claim) { return claim.swept && !claim.bounds.empty(); });
    return ids;
}

const std::vector<MeasureInfo>& known_measures() {
    static const std::vector<MeasureInfo> list = [] {
        std::vector<MeasureInfo> out{
            {"loss", "C_0, or the cross-entropy where it is minimised"},
            {"residual", "||Z_L - Y||_F"},
            {"gradient_norm", "||grad C_lambda||"},
            {"nc1", "tr Sigma_W/tr Sigma_B of Z_{L-1}"},
            {"nc2", "condition number of the class means of Z_{L-1}"},
            {"nc3", "mean cosine of Z_{L-1} with the rows of W_L"},
            {"balancedness", "the largest ||D_l|| of the head"},
            {"kappa_head", "condition number of M = W_L .. W_{L1+1}"},
            {"kappa_last", "condition number of W_L"},
            {"norm", "||theta||"},
            {"negativity", "||Z - sigma(Z)||_F/||Z||_F of Z_{L1}"},
            {"negativity_below", "mean of the same over Z_1 .. Z_{L1}"},
            {"imbalance_below", "mean of ||D_l||/||W_l||^2 over l = 1 .. L1 - 1"},
            {"train_accuracy", "share of samples whose largest output is their class"},
            {"sharpness", "norm of the Hessian of C_lambda, from below by 30 Lanczos steps"},
            {"parameters", "number of weights and biases"},
            {"t_nc1", "step of log NC1's change point"},
            {"t_nc2", "step of log NC2's change point"},
            {"t_nc3", "step of log(1 - NC3)'s change point"},
            {"order", "which of the three comes first, second, third; 0: two at once"},
            {"order_123", "1 if t_nc1 < t_nc2 < t_nc3, else 0"},
            {"half_nc1", "step from which on log NC1 is past half of its change"},
            {"half_nc2", "the same of log NC2"},
            {"half_nc3", "the same of log(1 - NC3)"},
            {"half_order", "as order, of the half-way steps"},
            {"half_order_123", "1 if half_nc1 < half_nc2 < half_nc3, else 0"}};
        for (const std::string& id : claims_of_runs())
            out.push_back({"bound_" + id, "right side of " + id});
        for (const std::string& id : claims_with_ratio())
            out.push_back({"ratio_" + id, "ratio of " + id + ": 1 where its bound is attained"});
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
