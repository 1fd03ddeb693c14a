/// What is measured of a network, by the names of the plain references.
#pragma once

#include "support/plain_head.hpp"
#include "support/plain_last_layer.hpp"

#include "measure/affine_tail.hpp"
#include "measure/head.hpp"
#include "measure/last_layer.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ncv::proofs {

template <class Real>
using Found = std::vector<std::pair<std::string, Real>>;

template <class Real>
Found<Real> quantities_of(const Measured<Real>& m) {
    Found<Real> all{{"s_K_Y", m.s_K_Y},
                    {"eps1", m.eps1},
                    {"eps2", m.eps2},
                    {"r", m.r},
                    {"eD", m.eD},
                    {"z1", m.z1},
                    {"z2", m.z2},
                    {"z_L1", m.z_L1},
                    {"s1", m.s1},
                    {"s_K", m.s_K},
                    {"kappa", m.kappa},
                    {"M1", m.M1},
                    {"M_K", m.M_K},
                    {"kappa_M", m.kappa_M},
                    {"gap", m.zero_loss_gap},
                    {"outside_frobenius", m.outside_frobenius},
                    {"outside_operator", m.outside_operator},
                    {"W_before", m.W_before},
                    {"to_collapsed", m.to_collapsed},
                    {"features", m.features},
                    {"collapsed", m.collapsed},
                    {"powers_apart", m.powers_apart},
                    {"nc1", m.nc1},
                    {"nc1_weighted", m.nc1_weighted},
                    {"means_1", m.means_1},
                    {"means_K", m.means_K},
                    {"nc2", m.nc2},
                    {"nc3", m.nc3}};
    for (const auto& h : m.head)
        for (const auto& [name, value] :
             {std::pair{"D", &h.D}, std::pair{"R", &h.R}, std::pair{"R_next", &h.R_next},
              std::pair{"W", &h.W}, std::pair{"W_next", &h.W_next}, std::pair{"tail", &h.tail},
              std::pair{"Z_before", &h.Z_before}, std::pair{"nc1", &h.nc1},
              std::pair{"nc2", &h.nc2}, std::pair{"means_1", &h.means_1},
              std::pair{"means_K", &h.means_K}})
            all.push_back({plain::at_layer(name, h.l), *value});
    return all;
}

template <class Real>
Found<Real> quantities_of(const AffineTail<Real>& t) {
    Found<Real> all{{"logits_within", t.logits_within},
                    {"logits_between", t.logits_between},
                    {"logits_means", t.logits_means},
                    {"eps1", t.eps1},
                    {"label_spread", t.label_spread},
                    {"label_gap", t.label_gap},
                    {"misfit", t.misfit},
                    {"least_logit", t.least_logit},
                    {"unseen_last", t.unseen_last},
                    {"within", t.within},
                    {"between", t.between},
                    {"features_spread", t.features_spread},
                    {"within_below", t.within_below},
                    {"label_angle", t.label_angle},
                    {"label_turn", t.label_turn}};
    for (const auto& h : t.layers)
        for (const auto& [name, value] : {std::pair{"s1", &h.s1},
                                          std::pair{"s_rho", &h.s_rho},
                                          std::pair{"kappa", &h.kappa},
                                          std::pair{"W", &h.W},
                                          std::pair{"R", &h.R},
                                          std::pair{"outside", &h.outside},
                                          std::pair{"outside_operator", &h.outside_operator},
                                          std::pair{"along_gradient", &h.along_gradient},
                                          std::pair{"unbalanced", &h.unbalanced},
                                          std::pair{"outside_within", &h.outside_within},
                                          std::pair{"outside_between", &h.outside_between},
                                          std::pair{"outside_means", &h.outside_means},
                                          std::pair{"tail", &h.tail},
                                          std::pair{"tail_all", &h.tail_all},
                                          std::pair{"seen_within", &h.seen_within},
                                          std::pair{"seen_between", &h.seen_between},
                                          std::pair{"seen_means", &h.seen_means},
                                          std::pair{"logit_spread_1", &h.logit_spread_1},
                                          std::pair{"logit_spread_K", &h.logit_spread_K},
                                          std::pair{"seen_spread_1", &h.seen_spread_1},
                                          std::pair{"seen_spread_K", &h.seen_spread_K},
                                          std::pair{"nc1", &h.nc1},
                                          std::pair{"nc1_weighted", &h.nc1_weighted},
                                          std::pair{"means_1", &h.means_1},
                                          std::pair{"means_least", &h.means_least},
                                          std::pair{"nc2_centred", &h.nc2_centred},
                                          std::pair{"misalignment", &h.misalignment},
                                          std::pair{"logit_angle", &h.logit_angle},
                                          std::pair{"turned", &h.turned},
                                          std::pair{"lifted", &h.lifted},
                                          std::pair{"turned_by_k", &h.turned_by_k},
                                          std::pair{"lifted_by_s1", &h.lifted_by_s1}})
            all.push_back({plain::at_layer(name, h.l), *value});
    return all;
}

template <class Real>
Found<Real> quantities_of(const LastLayer<Real>& m) {
    Found<Real> all{{"residual", m.residual},
                    {"cross_entropy", m.cross_entropy},
                    {"cross_entropy_balanced", m.cross_entropy_balanced},
                    {"soft_margin", m.soft_margin},
                    {"margin", m.margin},
                    {"S_W", m.S_W},
                    {"S_B", m.S_B},
                    {"S_T", m.S_T},
                    {"E_W", m.E_W},
                    {"P_B", m.P_B},
                    {"P_W", m.P_W},
                    {"rest", m.rest},
                    {"least_row", m.least_row},
                    {"nc1", m.nc1},
                    {"means_cosine", m.means_cosine},
                    {"nc2", m.nc2},
                    {"projected_1", m.projected_1},
                    {"projected_least", m.projected_least},
                    {"nc3", m.nc3}};
    for (std::size_t c = 0; c < m.cross_entropies.size(); ++c)
        all.push_back({plain::of_sample("cross_entropies", c), m.cross_entropies[c]});
    for (std::size_t i = 0; i < m.samples.size(); ++i) {
        all.push_back({plain::of_sample("sample_margin", i), m.samples[i].margin});
        all.push_back({plain::of_sample("cosine", i), m.samples[i].cosine});
        all.push_back({plain::of_sample("projected", i), m.samples[i].projected});
        all.push_back({plain::of_sample("projected_cosine", i), m.samples[i].projected_cosine});
        all.push_back({plain::of_sample("nearness", i), m.samples[i].nearness});
    }
    for (std::size_t c = 0; c < m.pairs.size(); ++c)
        for (std::size_t j = 0; j < m.pairs.size(); ++j) {
            if (j == c) continue;
            all.push_back({plain::of_pair("distance", c, j), m.pairs[c][j].distance});
            all.push_back({plain::of_pair("variance", c, j), m.pairs[c][j].variance});
        }
    return all;
}

} // namespace ncv::proofs
