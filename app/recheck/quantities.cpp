// Every measured quantity of a certificate, verified against the network itself.
#include "recheck.hpp"

namespace recheck {
namespace {

long rows_not_zero(const Balls& A) {
    long count = 0;
    for (slong i = 0; i < A.rows(); ++i) {
        bool zero = true;
        for (slong j = 0; j < A.cols(); ++j) zero = zero && arb_is_zero(A.at(i, j));
        count += !zero;
    }
    return count;
}

} // namespace

Interval Taken::at(const char* name) const { return enclosure(printed_.at(name), name + of_); }
void Taken::is(const char* name, const Interval& found) {
    const bool says_nothing = at(name).is_infinite() && arf_is_zero(at(name).lower.x);
    is_number(name, says_nothing ? at(name) : found);
}
void Taken::is_number(const char* name, const Interval& found) {
    out[name] = proved(name + of_, found, printed_.at(name));
}
void Taken::is_norm(const char* name, const Balls& A, bool squared) {
    is(name, largest_inside(A, at(name), squared) ? at(name) : unknown);
}
void Taken::is_smallest(const char* name, const Balls& A, long K) {
    const bool thin = std::min(rows_not_zero(A), rows_not_zero(A.transpose())) < K;
    is(name, thin ? 0 : smallest_inside(A, at(name)) ? at(name) : unknown);
}
void Taken::is_condition(const char* name, const Balls& means, long K) {
    is_norm("means_1", means);
    is_smallest("means_K", means, K);
    is(name, condition(at("means_1"), at("means_K"), K));
}

namespace {

void take_row_space(Taken& q, const Network& net) {
    const auto L = static_cast<std::size_t>(net.L);
    const Balls &W = net.W[L], &before = net.W[L - 1], gram = W * W.transpose();
    const auto project = [&](const Balls& from) { // W^T (W W^T)^{-1} from
        return W.transpose() * solution(gram, from);
    };
    const Balls outside = before - project(W * before), collapsed = project(net.Y);
    q.is_size("outside_frobenius_squared", squared_norm(outside));
    q.is_norm("outside_operator_squared", outside, true);
    q.is_size("collapsed", sqrt(squared_norm(collapsed)));
    q.is_size("to_collapsed", sqrt(squared_norm(net.Z[L - 1] - collapsed)));
}

} // namespace

Json measured_part(const Json& printed, const Network& net, const Snapshot& s) {
    if (!s.has_head()) return {{"quantities", Json::object()}, {"layers", Json::array()}};
    const auto L = static_cast<std::size_t>(net.L), L1 = static_cast<std::size_t>(net.L1);
    const Balls &W = net.W[L], &Z = net.Z[L - 1];
    const long K = s.classes();

    Json layers = Json::array();
    need(printed.at("layers").size() == L - L1, rejected, "layers: one for each head layer");
    Balls tail = W, gram = W * W.transpose(), power = gram;
    for (std::size_t l = L; l > L1; --l) {
        const long number = static_cast<long>(l) + s.first_layer - 1;
        Taken q(printed["layers"][l - L1 - 1], " of layer " + std::to_string(number));
        q.out["layer"] = number;
        q.is_norm("W", net.W[l]);
        if (s.has_gradients() && L - L1 >= 2)
            q.is_norm("R", added(net.G[l], Ball(*s.weight_decay) * net.W[l]));
        if (l < L) {
            q.is_norm("D", net.D[l]);
            q.is_norm("tail", tail);
            q.is_norm("Z_before", net.Z[l - 1]);
            q.is("nc1", within_class_ratio(net.Z[l], s, false));
            q.is_condition("nc2", class_means(net.Z[l], s), K);
            tail = tail * net.W[l];
            power = power * gram;
        }
        layers.insert(layers.begin(), q.out);
    }

    Taken q(printed.at("quantities"), "");
    q.is("s_K_Y", sqrt(Interval(std::ranges::min(s.class_counts))));
    q.is_size("eps1", sqrt(squared_norm(net.E)));
    q.is_norm("z1", Z);
    q.is_norm("z2", net.Z[L - 2]);
    q.is_norm("z_L1", net.Z[L1]);
    q.is_norm("s1", W);
    q.is_smallest("s_K", W, K);
    q.is_norm("M1", tail);
    q.is_smallest("M_K", tail, K);
    q.is_size("features", sqrt(squared_norm(Z)));
    q.is_size("W_before_squared", squared_norm(net.W[L - 1]));
    take_row_space(q, net);
    q.is_norm("powers_apart", tail * tail.transpose() - power);
    q.is("nc1", within_class_ratio(Z, s, false));
    q.is("nc1_weighted", within_class_ratio(Z, s, true));
    q.is_condition("nc2", class_means(Z, s), K);
    q.is_number("nc3", mean_cosine(net.each(net.L - 1), W, net, s));
    return {{"quantities", q.out}, {"layers", layers}};
}

} // namespace recheck
