#include "quantities.hpp"

#include "errors.hpp"
#include "spectra.hpp"

#include <algorithm>

namespace recheck {

Json network_object(const Snapshot& s) {
    const bool nonlinear = s.nonlinear > 0;
    const bool smooth =
        s.activation == "softplus_leaky_relu" || s.activation == "gaussian_leaky_relu";
    const auto number = [](bool used, const std::optional<double>& v) {
        return used && v ? Json(hex(*v)) : Json(nullptr);
    };
    std::vector<long> widths;
    for (std::size_t l = 0; l <= s.weights.size(); ++l) widths.push_back(s.width(l));
    return {{"kind", s.is_head ? "head" : "full"},
            {"first_layer", s.first_layer},
            {"widths", widths},
            {"nonlinear_layers", s.nonlinear},
            {"activation", s.activation},
            {"gamma", number(nonlinear && (smooth || s.activation == "leaky_relu"), s.gamma)},
            {"sharpness", number(nonlinear && smooth, s.sharpness)},
            {"weight_decay", number(true, s.weight_decay)},
            {"classes", s.classes()},
            {"class_counts", s.class_counts}};
}

namespace {

std::string shown(const Interval& x) {
    char text[80];
    std::snprintf(text, sizeof text, "[%.17g, %.17g]", arf_get_d(x.lower.get(), ARF_RND_DOWN),
                  arf_get_d(x.upper.get(), ARF_RND_DOWN));
    return text;
}

// In [0, inf] nothing is said, of a quantity that is not negative or is undefined.
bool says_nothing(const Interval& x) { return x.is_infinite() && arf_is_zero(x.lower.get()); }

class Verifier {
  public:
    long count = 0;

    void inside(const std::string& name, const Interval& found, const Interval& printed) {
        require(name, says_nothing(printed) || found.inside(printed), printed,
                "the quantity is in " + shown(found));
    }
    // Of a quantity that is not negative.
    void direct(const std::string& name, const Ball& found, const Interval& printed) {
        inside(name, max(Interval(found), Interval(0)), printed);
    }
    void norm(const std::string& name, const Balls& A, const Interval& printed,
              bool squared = false) {
        require(name, largest_inside(A, printed, squared), printed,
                "the norm is not proved to be in it");
    }
    void smallest(const std::string& name, const Balls& A, const Interval& printed) {
        require(name, smallest_inside(A, printed), printed,
                "the singular value is not proved to be in it");
    }

  private:
    void require(const std::string& name, bool proved, const Interval& printed,
                 const std::string& else_) {
        ++count;
        if (!proved)
            throw Rejected(name + ": cannot be verified to lie in " + shown(printed) + "; " +
                           else_);
    }
};

void verify_row_space(Verifier& v, const Certificate& c, const Network& net) {
    const auto& q = c.quantities;
    if (says_nothing(q.at("collapsed")) && says_nothing(q.at("to_collapsed")) &&
        says_nothing(q.at("outside_frobenius_squared")) &&
        says_nothing(q.at("outside_operator_squared"))) {
        v.count += 4;
        return;
    }
    const std::size_t L = static_cast<std::size_t>(net.L);
    const Balls& W = net.W[L];
    const Balls gram = W * W.transpose();
    const auto solved = [&](const Balls& B) { // (W W^T)^{-1} B
        Balls X(B.rows(), B.cols());
        if (!arb_mat_solve(X.get(), gram.get(), B.get(), bits))
            throw Rejected("collapsed: W_L is not proved to have rank K");
        return X;
    };
    const Balls& before = net.W[L - 1];
    const Balls outside = before - W.transpose() * solved(W * before);
    const Balls collapsed = W.transpose() * solved(net.Y);
    v.direct("outside_frobenius_squared", squared_norm(outside), q.at("outside_frobenius_squared"));
    v.norm("outside_operator_squared", outside, q.at("outside_operator_squared"), true);
    v.direct("collapsed", sqrt(squared_norm(collapsed)), q.at("collapsed"));
    v.direct("to_collapsed", sqrt(squared_norm(net.Z[L - 1] - collapsed)), q.at("to_collapsed"));
}

} // namespace

long verify_quantities(const Certificate& c, const Snapshot& s, const Network& net) {
    Verifier v;
    const auto& q = c.quantities;
    const std::size_t L = static_cast<std::size_t>(net.L), L1 = static_cast<std::size_t>(net.L1);
    const Balls &W = net.W[L], &Z = net.Z[L - 1];
    const double fewest =
        static_cast<double>(*std::min_element(s.class_counts.begin(), s.class_counts.end()));

    v.direct("s_K_Y", sqrt(Ball(fewest)), q.at("s_K_Y"));
    v.direct("eps1", sqrt(squared_norm(net.E)), q.at("eps1"));
    v.norm("z1", Z, q.at("z1"));
    v.norm("z2", net.Z[L - 2], q.at("z2"));
    v.norm("z_L1", net.Z[L1], q.at("z_L1"));
    v.direct("features", sqrt(squared_norm(Z)), q.at("features"));
    v.direct("W_before_squared", squared_norm(net.W[L - 1]), q.at("W_before_squared"));
    v.direct("nc1", within_class_ratio(Z, s, false), q.at("nc1"));
    v.direct("nc1_weighted", within_class_ratio(Z, s, true), q.at("nc1_weighted"));
    v.inside("nc3", Interval(mean_cosine(Z, W, s)), q.at("nc3"));

    // A matrix with fewer than K columns has s_K = 0.
    const auto last_singular = [&](const std::string& name, const Balls& A) {
        if (A.cols() < net.K)
            v.inside(name, Interval(0), q.at(name));
        else
            v.smallest(name, A, q.at(name));
    };
    const auto nc2 = [&](const std::string& name, const Balls& features, const Interval& printed) {
        const bool thin = features.rows() < net.K;
        v.inside(name, thin ? infinite() : condition_number(class_means(features, s)), printed);
    };
    v.norm("s1", W, q.at("s1"));
    last_singular("s_K", W);
    nc2("nc2", Z, q.at("nc2"));

    if (c.layers.size() != L - L1) throw Rejected("layers: one for each head layer is needed");
    const Balls gram = W * W.transpose();
    Balls tail = W, power = gram;
    for (std::size_t l = L; l > L1; --l) {
        const Layer& layer = c.layers[l - L1 - 1];
        const std::string of = " of layer " + std::to_string(layer.number);
        if (layer.number != static_cast<long>(l) + s.first_layer - 1)
            throw Rejected("layers: they are not numbered L1 + 1 .. L");
        const bool has_R = s.weight_decay && L - L1 >= 2, inner = l < L;
        if (layer.quantities.size() != 1u + has_R + (inner ? 5 : 0) ||
            layer.quantities.contains("R") != has_R || layer.quantities.contains("D") != inner)
            throw Rejected("layers: not the quantities" + of);
        v.norm("W" + of, net.W[l], layer.quantities.at("W"));
        if (has_R) v.norm("R" + of, net.R[l], layer.quantities.at("R"));
        if (!inner) continue;
        const Balls D = net.W[l + 1].transpose() * net.W[l + 1] - net.W[l] * net.W[l].transpose();
        v.norm("D" + of, D, layer.quantities.at("D"));
        v.norm("tail" + of, tail, layer.quantities.at("tail"));
        v.norm("Z_before" + of, net.Z[l - 1], layer.quantities.at("Z_before"));
        v.direct("nc1" + of, within_class_ratio(net.Z[l], s, false), layer.quantities.at("nc1"));
        nc2("nc2" + of, net.Z[l], layer.quantities.at("nc2"));
        tail = tail * net.W[l];
        power = power * gram;
    }
    v.norm("M1", tail, q.at("M1"));
    last_singular("M_K", tail);
    v.norm("powers_apart", tail * tail.transpose() - power, q.at("powers_apart"));
    verify_row_space(v, c, net);
    return v.count;
}

} // namespace recheck
