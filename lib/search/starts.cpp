#include "search/starts.hpp"

#include "search/reduce.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ncv {
namespace {

bool needs(const Question& q, Hypothesis hypothesis) {
    return q.lacks != hypothesis && find_claim(q.claim)->has(hypothesis);
}

/// Hidden layer l, which exists, keeps its first `width` units.
void narrow(Snapshot& s, int l, Eigen::Index width) {
    while (s.network.width(l) > std::max<Eigen::Index>(1, width))
        s = without_unit(s, l, s.network.width(l) - 1);
}

/// Of any size, or a last one that makes the mean of the labels, which the last layer then leaves to it.
void add_biases(Random& random, Snapshot& s) {
    const int L = s.network.depth();
    const double size = std::ldexp(1.0, uniform_int(random, -6, 2));
    for (int l = 1; l <= L; ++l)
        s.network.biases.push_back(size * gaussian_matrix(random, s.network.width(l), 1));
    if (uniform_int(random, 0, 1)) return;
    for (auto& b : s.network.biases) b.setZero();
    s.network.biases.back().setConstant(1.0 / s.data.classes);
    const Eigen::RowVectorXd mean = s.network.W(L).colwise().mean();
    s.network.W(L).rowwise() -= mean;
}

/// Makes what the generators' instances have and the question drops.
void drop_hypothesis(const Question& q, Random& random, Snapshot& s) {
    const int L = s.network.depth();
    const auto K = s.data.classes;
    const auto exponent = [&](int least, int most) {
        return std::ldexp(1.0, uniform_int(random, least, most));
    };
    if (q.lacks == Hypothesis::two_linear_layers && s.network.linear_layers() > 1) {
        s.network.nonlinear_layers = L - 1; // one linear layer, everything else as it was
        s.network.activation.kind = ActivationKind::identity;
    }
    if ((q.lacks == Hypothesis::two_layers || q.lacks == Hypothesis::three_layers) && L > 2)
        while (s.network.depth() > (q.lacks == Hypothesis::two_layers ? 1 : 2))
            s = without_layer(s, 1);
    if (q.lacks == Hypothesis::slope_bound || q.lacks == Hypothesis::smooth_activation)
        s.network.activation.kind =
            needs(q, Hypothesis::smooth_activation) ? ActivationKind::tanh : ActivationKind::relu;
    if (q.lacks == Hypothesis::slope_bound && s.network.nonlinear_layers < 2 && L > 2)
        s.network.nonlinear_layers = 2;
    if (q.lacks == Hypothesis::wide_first_layer && L > 1)
        narrow(s, 1, uniform_int(random, 1, std::max(1, static_cast<int>(s.data.samples()) - 1)));
    if (q.lacks == Hypothesis::pyramid && L > 2) narrow(s, uniform_int(random, 2, L - 1), 1);
    if (q.lacks == Hypothesis::head_width && L > 1) narrow(s, L - 1, K - 1);
    if (q.lacks == Hypothesis::weight_decay) s.weight_decay = 0;
    if (q.lacks == Hypothesis::squared_error) s.loss.kind = LossKind::cross_entropy;
    if (q.lacks == Hypothesis::no_biases) add_biases(random, s);
    if (q.lacks == Hypothesis::step_size || q.lacks == Hypothesis::contraction ||
        q.lacks == Hypothesis::learning_rate)
        s.learning_rate = exponent(-12, 6);
}

/// Head layers times powers of two whose product is one: exact instances stay exact, balanced ones
/// do not stay balanced.
void tilt(Random& random, Snapshot& s) {
    const int first = s.network.nonlinear_layers + 1, L = s.network.depth();
    if (first >= L) return;
    const int l = uniform_int(random, first, L - 1), e = uniform_int(random, -3, 3);
    s.network.W(l) *= std::ldexp(1.0, e);
    s.network.W(l + 1) *= std::ldexp(1.0, -e);
}

} // namespace

DrawOptions draw_options(const Question& question) {
    DrawOptions options;
    if (needs(question, Hypothesis::initialisation))
        options.heads = {HeadKind::theorem};
    else if (needs(question, Hypothesis::wide_first_layer) || needs(question, Hypothesis::pyramid))
        options.heads = {HeadKind::pyramid};
    if (find_claim(question.claim)->networks == Networks::classifiers)
        options.heads = {HeadKind::classifier};
    if (find_claim(question.claim)->has(Hypothesis::near_optimal))
        options.heads.insert(options.heads.end(), 7, HeadKind::near_optimal); // half of all
    options.balanced_classes = needs(question, Hypothesis::balanced_classes);
    options.homogeneous = needs(question, Hypothesis::positive_homogeneity);
    return options;
}

Snapshot draw_start(const Question& question, Random& random) {
    DrawOptions options = draw_options(question);
    const auto kind = uniform_int(random, 0, static_cast<int>(options.heads.size()) - 1);
    options.heads = {options.heads[static_cast<std::size_t>(kind)]}; // kinds evenly, sizes not
    const auto small_first = [&](int least, int most) {
        const double u = uniform_real(random, 0, 1);
        return least + static_cast<int>((most - least + 1) * u * u);
    };
    while (true) {
        try {
            InstanceSpec spec = draw_spec(small_first, options);
            spec.seed = random() % (1u << 30);
            Snapshot s = build(spec);
            if (uniform_int(random, 0, 3) == 0 && !needs(question, Hypothesis::balanced_head))
                tilt(random, s);
            if (uniform_int(random, 0, 7)) drop_hypothesis(question, random, s);
            return s;
        } catch (const std::invalid_argument&) { // a description that makes no sense: another
        }
    }
}

} // namespace ncv
