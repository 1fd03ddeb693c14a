// What the claims of section G measure of two or more affine layers at a network's end, verified:
// V = A W_{L:l+1}, P the projection onto its rows, O_l = (I-P) W_l (docs/certificates.md).
#include "recheck.hpp"

namespace recheck {
namespace {

Balls pseudo_inverse(const Balls& A) { // of full rank
    const bool wide = A.rows() <= A.cols();
    const Balls T = A.transpose(), gram = wide ? A * T : T * A;
    Balls identity(gram.rows(), gram.rows());
    arb_mat_one(identity.m);
    return wide ? T * solution(gram, identity) : solution(gram, identity) * T;
}

// 1 - cos of the turn by adding a vector v times as long, at most; of a turn by arctan r; c v^2 with
// c = 1 where v < 1, else 2.
Interval turn_by_adding(I v) {
    if (Arf(1) <= v.lower) return 2;
    const Interval small = square(v) / (1 + sqrt(1 - square(v)));
    return v.upper < Arf(1) ? small : Interval(small.lower, 2);
}
Interval turn_at_right_angle(I r) {
    const Interval root = sqrt(1 + square(r));
    return r.is_infinite() ? Interval(0, 1) : square(r) / (root * (1 + root));
}
Interval turn_bound(I v) {
    const Interval once = square(v), twice = 2 * once;
    return v.upper < Arf(1) ? once : Arf(1) <= v.lower ? twice : Interval(once.lower, twice.upper);
}

// min over mu of ||mu G + W||_F: of M = mu G + W at any mu, ||M||_F^2 - <M, G>^2/||G||_F^2. At one of
// few digits, so that what is exact stays it.
Interval least_along(const Balls& G, const Balls& W) {
    const Ball squares = squared_norm(G);
    Ball mu = (Ball() - inner_product(G, W)) / squares;
    if (arb_mat_is_zero(G.m)) return sqrt(Interval(squared_norm(W)));
    if (!arb_is_finite(mu.x)) return {Arf(), sqrt(Interval(squared_norm(W))).upper};
    arb_get_mid_arb(mu.x, mu.x);
    arf_set_round(arb_midref(mu.x), arb_midref(mu.x), 53, ARF_RND_NEAR);
    const Balls M = added(mu * G, W);
    return sqrt(Interval(squared_norm(M) - square(inner_product(M, G)) / squares));
}

class Tail {
  public:
    Tail(const Json& printed, const Network& net, const Snapshot& s)
        : printed_(printed), net_(net), s_(s), L(net.L), K(s.classes()), N(s.samples()),
          U(contrasts(K)), logits_(net.logits(), s) {}

    Json parts() {
        for (Balls* part : {&logits_.within, &logits_.between, &logits_.weighted})
            *part = seen(*part);
        if (net_.few) each_within_ = seen(FeatureParts(net_.each(L), s_).within);
        Json layers = Json::array();
        const Balls W_L = seen(net_.W[at(L)]);
        Balls V = W_L;
        need(printed_.at("affine_layers").size() == at(L - net_.L1 - 1), rejected,
             "affine_layers: one for each hidden affine layer");
        for (long l = L - 1; l > net_.L1; --l) {
            layers.insert(layers.begin(), layer(l, V));
            V = V * net_.W[at(l)];
        }
        return {{"affine_tail", whole(W_L)}, {"affine_layers", layers}};
    }

  private:
    std::vector<Ball> sizes(const Balls& B) const { return roots(net_.squares(B)); }
    Balls seen(const Balls& M) const { return s_.loss == "squared_error" ? M : U * M; }
    // As printed: else nothing is said of angles with the logits' class means.
    bool has_logits() const {
        return enclosure(printed_.at("affine_tail").at("least_logit"), "least_logit").is_positive();
    }

    // Of the logits, of the last two layers, and of the last one against the labels.
    Json whole(const Balls& W_L) {
        Taken q(printed_.at("affine_tail"), " of the affine layers");
        const Balls spread = logits_.between * U.transpose();
        const FeatureParts here(net_.Z[at(L - 1)], s_), below(net_.Z[at(L - 2)], s_);
        const Balls one_hot = FeatureParts(net_.Y, s_).weighted, labels = seen(one_hot);
        q.is_size("eps1", sqrt(squared_norm(net_.E)));
        q.is_size("logits_within", sqrt(squared_norm(logits_.within)));
        q.is_size("logits_between", sqrt(squared_norm(logits_.weighted)));
        q.is_size("logits_means", sqrt(squared_norm(logits_.between)));
        q.is_norm("logit_spread_1", spread);
        q.is_smallest("logit_spread_least", spread, K - 1);
        Interval least_logit = infinite;
        for (const Ball& size : column_sizes(logits_.between)) least_logit = min(least_logit, size);
        q.is("least_logit", size(least_logit));
        q.is_size("misfit",
                  sqrt(squared_norm(logits_.within) + squared_norm(logits_.weighted - labels)));
        q.is_size("label_spread", sqrt(squared_norm(labels)));
        q.is_smallest("label_gap", U * one_hot, K - 1);
        Balls ones(1, K);
        for (slong c = 0; c < K; ++c) arb_one(ones.at(0, c));
        const bool all_seen = s_.loss == "squared_error"; // A = I
        q.is_size("unseen_last", all_seen ? Ball()
                                          : sqrt(squared_norm(ones * net_.W[at(L)]) /
                                                 Ball(static_cast<double>(K))));
        q.is_size("within", sqrt(squared_norm(here.within)));
        q.is_size("between", sqrt(squared_norm(here.weighted)));
        q.is_norm("features_spread", here.together(s_));
        q.is_norm("within_below", below.within);
        const long outer = std::min(s_.width(L - 1) - s_.rank_above(L - 1), s_.width(L - 2));
        is_tail(q, "tail", below.within, std::min(outer, N - K));
        is_tail(q, "tail_all", net_.Z[at(L - 2)], std::min(outer, N));
        const Ball lambda = s_.decays[at(L - 2)].value_or(0);
        q.is_norm("gradient", added(net_.G[at(L - 1)], lambda * net_.W[at(L - 1)]));
        take_labels(q, W_L);
        return q.out;
    }

    void is_tail(Taken& q, const char* name, const Balls& A, long directions) const {
        if (!last_has_rank_) return q.is(name, unknown);
        if (directions <= 0) return q.is_size(name, Ball());
        q.is(name, tail_inside(A, directions, q.at(name)) ? q.at(name) : unknown);
    }

    void take_labels(Taken& q, const Balls& W_L) {
        Interval angle = unknown, turn = unknown;
        if (s_.loss == "squared_error" && s_.rank_above(L - 1) == K) {
            const auto inverse = column_sizes(pseudo_inverse(W_L)),
                       along = column_sizes(W_L.transpose());
            angle = turn = 0;
            for (slong c = 0; c < K; ++c)
                angle = angle + s_.class_counts[at(c)] *
                                    (1 - over(1, size(inverse[at(c)]) * size(along[at(c)])));
            const Precision enough(net_.digits_of_samples());
            for (const Ball& error : roots(net_.squares(net_.each(L) - net_.Y)))
                turn = turn + turn_bound(last_condition_ * size(error));
            angle = positive_part(angle / N);
            turn = turn / N;
        }
        q.is("label_angle", angle);
        q.is("label_turn", turn);
    }

    Json layer(long l, const Balls& V) {
        const long number = l + s_.first_layer - 1;
        Taken q(printed_["affine_layers"][at(l - net_.L1 - 1)],
                " of affine layer " + std::to_string(number));
        q.out["layer"] = number;
        const long rank = s_.rank_above(l), n = s_.width(l);
        const Balls& W = net_.W[at(l)];
        // V = B C, both of full rank `rank` where V is.
        Balls B, C = V;
        const bool narrow = rank < V.rows();
        if (narrow) {
            long j = l;
            while (s_.width(j) > rank) ++j;
            B = seen(net_.W[at(L)]);
            for (long i = L - 1; i > j; --i) B = B * net_.W[at(i)];
            C = Balls(n, n);
            arb_mat_one(C.m);
            for (long i = l + 1; i <= j; ++i) C = net_.W[at(i)] * C;
        }
        const Balls C_inverse = pseudo_inverse(C),
                    V_inverse = narrow ? C_inverse * pseudo_inverse(B) : C_inverse;
        Balls O = rank == n ? Balls(n, W.cols()) : W - C_inverse * (C * W);
        const bool has_rank = arb_mat_is_finite(V_inverse.m); // else nothing is said of P
        if (!has_rank) arb_mat_indeterminate(O.m);
        q.is_norm("s_1", V);
        take_least(q, V, V_inverse, narrow);
        const Interval s_1 = size(q.at("s_1")), k = condition(s_1, size(q.at("s_rho")), rank);
        if (l == L - 1) {
            last_condition_ = k;
            last_has_rank_ = has_rank;
        }
        q.is_size("W_frobenius", sqrt(squared_norm(W)));
        const bool is = positive_part_inside(Ball(-1) * net_.D[at(l)], q.at("unbalanced"));
        q.is("unbalanced", is ? q.at("unbalanced") : unknown);
        q.is_norm("outside", O);
        if (printed_.at("certificate") > 2) {
            q.is_size("outside_frobenius", sqrt(squared_norm(O)));
            q.is("along_gradient", least_along(net_.G[at(l)], W));
        }
        const auto outside_of = [&](const Balls& Z) {
            FeatureParts parts(Z, s_);
            for (Balls* part : {&parts.within, &parts.between, &parts.weighted}) *part = O * *part;
            return parts;
        };
        const FeatureParts outside = outside_of(net_.Z[at(l - 1)]);
        q.is_size("outside_within", sqrt(squared_norm(outside.within)));
        q.is_size("outside_between", sqrt(squared_norm(outside.weighted)));
        q.is_norm("outside_means", outside.between * U.transpose());
        const Balls seen_within = V_inverse * logits_.within,
                    seen_means = V_inverse * logits_.between, spread = seen_means * U.transpose();
        q.is_size("seen_within", sqrt(squared_norm(seen_within)));
        q.is_size("seen_between", sqrt(squared_norm(V_inverse * logits_.weighted)));
        q.is_size("seen_means", sqrt(squared_norm(seen_means)));
        q.is_norm("seen_spread_1", spread);
        q.is_smallest("seen_spread_least", spread, K - 1);
        const Balls each_seen = net_.few ? V_inverse * each_within_ : Balls(),
                    risen = (net_.few ? outside_of(net_.each(l - 1)) : outside).together(s_);
        take_turns(q, V, seen_means, sizes(net_.few ? each_seen : seen_within), sizes(risen), s_1,
                   k);
        take_features(q, l, V);
        return q.out;
    }

    // s_rho = 1/||V^+||.
    static void take_least(Taken& q, const Balls& V, const Balls& V_inverse, bool narrow) {
        const Interval printed = q.at("s_rho");
        if (!narrow) return q.is_smallest("s_rho", V, V.rows());
        const Arf one(1), zero;
        const Arf above = printed.lower <= zero ? Arf(HUGE_VAL) : divide(one, printed.lower, down),
                  below = printed.is_infinite() ? zero : divide(one, printed.upper, up);
        const bool is = below <= above && largest_inside(V_inverse, {below, above});
        q.is("s_rho", is ? printed : unknown);
    }

    void take_turns(Taken& q, const Balls& V, const Balls& seen_means,
                    const std::vector<Ball>& seen_within, const std::vector<Ball>& risen, I s_1,
                    I k) {
        const auto means = column_sizes(logits_.between),
                   within = sizes(net_.few ? each_within_ : logits_.within),
                   seen = column_sizes(seen_means),
                   aims = column_sizes(V.transpose() * logits_.between);
        const Precision enough(net_.digits_of_samples());
        Interval angle, turned, lifted, by_k, by_s1;
        for (std::size_t c = 0; c < means.size(); ++c)
            angle = angle + s_.class_counts[c] *
                                (1 - over(square(means[c]), size(seen[c]) * size(aims[c])));
        for (std::size_t i = 0; i < s_.labels.size(); ++i) {
            const std::size_t c = at(s_.labels[i]);
            turned = turned + turn_by_adding(over(seen_within[i], size(seen[c])));
            lifted = lifted + turn_at_right_angle(over(risen[i], size(seen[c])));
            by_k = by_k + turn_bound(k * over(within[i], size(means[c])));
            by_s1 = by_s1 + square(s_1 * over(risen[i], size(means[c]))) / 2;
        }
        const auto mean = [&](I sum) { return has_logits() ? positive_part(sum / N) : unknown; };
        q.is("logit_angle", mean(angle));
        q.is("turned", mean(turned));
        q.is("lifted", mean(lifted));
        q.is("turned_by_k", mean(by_k));
        q.is("lifted_by_s1", mean(by_s1));
    }

    void take_features(Taken& q, long l, const Balls& V) {
        const Balls& Z = net_.Z[at(l)];
        const FeatureParts here(Z, s_);
        q.is("nc1", within_class_ratio(Z, s_, false));
        q.is("nc1_weighted", within_class_ratio(Z, s_, true));
        const Balls means = here.between * U.transpose();
        q.is_norm("means_1", means);
        q.is_smallest("means_least", means, K - 1);
        q.is("nc2_centred", condition(q.at("means_1"), q.at("means_least"), K - 1));
        const Balls centred = (net_.few ? FeatureParts(net_.each(l), s_) : here).together(s_);
        const Interval cosine = mean_cosine(centred, logits_.between.transpose() * V, net_, s_);
        q.is("misalignment", cut(1 - cosine, 0, 2));
    }

    const Json& printed_;
    const Network& net_;
    const Snapshot& s_;
    long L, K, N;
    Balls U;                  // contrasts of classes
    FeatureParts logits_;     // of A Z_L
    Balls each_within_;       // its part within classes for single samples, where columns are few
    Interval last_condition_; // kappa of V at L-1, as printed
    bool last_has_rank_ = false;
};

} // namespace

Json affine_part(const Json& printed, const Network& net, const Snapshot& s) {
    if (net.L - net.L1 < 2)
        return {{"affine_tail", Json::object()}, {"affine_layers", Json::array()}};
    return Tail(printed, net, s).parts();
}

} // namespace recheck
