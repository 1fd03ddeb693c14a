#include "search/minimise.hpp"

#include "search/coordinates.hpp"
#include "search/reduce.hpp"

#include <cmath>

namespace ncv {
namespace {

class Minimiser {
  public:
    Minimiser(Snapshot start, const Constraints& constraints,
              const std::function<bool(const Snapshot&)>& keeps, long patience)
        : now_(std::move(start)), constraints_(constraints), keeps_(&keeps), patience_(patience) {}

    Snapshot run() {
        while (reduce()) {
        }
        simplify_settings();
        round_all();
        simplify_entries();
        while (reduce()) {
        }
        return now_;
    }

  private:
    bool accept(const Snapshot& candidate) {
        if (--patience_ < 0 || !(*keeps_)(candidate)) return false;
        now_ = candidate;
        return true;
    }

    bool reduce() {
        for (const Snapshot& smaller : reductions(now_)) {
            if (accept(smaller)) return true;
            if ((constraints_.interpolates || constraints_.balanced) &&
                accept(projected(smaller, constraints_)))
                return true;
        }
        return false;
    }

    /// What the claim does not look at is left out, the rest made plain.
    void simplify_settings() {
        now_.step.reset();
        now_.seed.reset();
        Snapshot undecayed = now_;
        undecayed.weight_decays.clear(); // by tensor, some of which may be gone
        accept(undecayed);
        for (auto Snapshot::*setting : {&Snapshot::learning_rate, &Snapshot::weight_decay}) {
            Snapshot s = now_;
            (s.*setting).reset();
            if (accept(s) || !(now_.*setting)) continue;
            for (double v : {0.0, 1.0, std::exp2(std::round(std::log2(*(now_.*setting))))}) {
                s.*setting = v;
                if ((v > 0 || *(now_.*setting) == 0) && accept(s)) break;
            }
        }
        const Activation plain[] = {{ActivationKind::identity, 0.5, 1},
                                    {ActivationKind::relu, 0.5, 1},
                                    {ActivationKind::leaky_relu, 0.5, 1},
                                    {now_.network.activation.kind, 0.5, 1}};
        for (const Activation& activation : plain) {
            Snapshot s = now_;
            s.network.activation = activation;
            if (accept(s)) break;
        }
    }

    /// All entries to multiples of 2^-bits, with the fewest bits that do.
    void round_all() {
        for (int bits = 0; bits <= 50; ++bits) {
            Snapshot s = now_;
            const auto round = [&](auto& A) {
                A = A.unaryExpr([&](double x) {
                    return std::ldexp(std::nearbyint(std::ldexp(x, bits)), -bits);
                });
            };
            round(s.data.inputs);
            for (auto& W : s.network.weights) round(W);
            for (auto& b : s.network.biases) round(b);
            if (accept(s)) return;
        }
    }

    /// Entry by entry: 0, 1, -1, a power of two, or fewer bits.
    void simplify_entries() {
        const std::size_t entries = coordinates(now_).size();
        for (std::size_t i = 0; i < entries; ++i) {
            std::vector<double> point = coordinates(now_);
            if (i >= point.size()) return;
            const double x = point[i], sign = x < 0 ? -1 : 1;
            if (x == 0) continue;
            const double power = sign * std::exp2(std::round(std::log2(std::abs(x))));
            for (double simpler : {0.0, sign, power}) {
                if (simpler == x) break;
                point[i] = simpler;
                if (accept(at_coordinates(now_, point.data()))) break;
            }
        }
    }

    Snapshot now_;
    Constraints constraints_;
    const std::function<bool(const Snapshot&)>* keeps_;
    long patience_;
};

} // namespace

Snapshot minimise(const Snapshot& start, const Constraints& constraints,
                  const std::function<bool(const Snapshot&)>& keeps, long patience) {
    return Minimiser(start, constraints, keeps, patience).run();
}

} // namespace ncv
