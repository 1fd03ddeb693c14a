/// The table of errors in docs/numbers.md: double against 100 digits on random networks.
#include "network/multiprecision.hpp"
#include "support/plain.hpp"
#include "support/proof_instance.hpp"

#include "claims/registry.hpp"
#include "io/files.hpp"
#include "metrics/atlas.hpp"

#include <cmath>
#include <cstdio>
#include <map>
#include <sstream>

namespace ncv::proofs {
namespace {

/// Relative errors of one quantity over many networks.
struct Errors {
    std::vector<double> all;
    void add(double computed, double exact) {
        if (!std::isfinite(computed) || !std::isfinite(exact) || exact == 0) return;
        all.push_back(std::abs(computed - exact) / std::abs(exact));
    }
    double quantile(double q) {
        std::sort(all.begin(), all.end());
        return all[static_cast<std::size_t>(q * static_cast<double>(all.size() - 1))];
    }
};
using Table = std::map<std::string, Errors>;

/// Rows `| name | median | 95 % |` between the page's markers, by name.
std::map<std::string, std::pair<double, double>> documented() {
    const std::string page = read_file(NCV_SOURCE "/docs/numbers.md");
    const auto from = page.find("<!-- errors:begin -->"), to = page.find("<!-- errors:end -->");
    if (from == page.npos || to == page.npos) return {};
    std::istringstream lines(page.substr(from, to - from));
    std::map<std::string, std::pair<double, double>> out;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream row(line);
        std::string bar, name;
        double median = 0, most = 0;
        if (row >> bar >> name >> bar >> median >> bar >> most) out[name] = {median, most};
    }
    return out;
}

/// What the page says covers what is measured, and is not stale by more than a factor of ten.
void expect_documented(Table& table) {
    const auto page = documented();
    for (auto& [name, errors] : table) {
        const double median = errors.quantile(0.5), most = errors.quantile(0.95);
        std::printf("| %s | %.0e | %.0e |\n", name.c_str(), 2 * median, 2 * most);
        const auto row = page.find(name);
        if (row == page.end()) {
            ADD_FAILURE() << "docs/numbers.md has no row for " << name;
            continue;
        }
        EXPECT_LE(median, row->second.first) << name;
        EXPECT_LE(most, row->second.second) << name;
        EXPECT_LE(row->second.second, 10 * most + 1e-16) << name << ": the page is stale";
    }
}

/// Networks to which the generic theorem applies, and whose residual and defects are far above
/// rounding, so that relative errors mean something.
Snapshot network(std::uint64_t index) {
    DrawOptions options;
    options.heads = {HeadKind::nearly_balanced};
    InstanceSpec spec = random_spec(index, options);
    spec.residual = 0x1p-6;
    spec.imbalance = 0x1p-8;
    return build(spec);
}

TEST(Errors, OfMetricsLossAndGradientsAreAsDocumented) {
    Table table;
    for (std::uint64_t index = 0; index < 200; ++index) {
        const Snapshot s = network(index);
        const auto f = forward(s.network, s.data.inputs);
        const auto g = backward(s.network, f, s.data.one_hot()).G;
        const Network<mp100> net = s.network.cast<mp100>();
        const Dataset<mp100> data = s.data.cast<mp100>();
        const auto exact = forward(net, data.inputs);
        const auto exact_g = backward(net, exact, data.one_hot()).G;
        mp100 apart = 0, size = 0;
        for (std::size_t l = 0; l < g.size(); ++l) {
            apart += (g[l].cast<mp100>() - exact_g[l]).squaredNorm();
            size += exact_g[l].squaredNorm();
        }
        table["gradient"].add(static_cast<double>(mp100(1 + sqrt(mp100(apart / size)))), 1);
        table["loss"].add(interpolation_loss(f.Z.back(), s.data.one_hot()),
                          static_cast<double>(plain::loss(net, data)));

        const Matrix<double> Z = f.Z[f.Z.size() - 2], W = s.network.weights.back();
        const auto binary =
            layer_metrics<double>(Z, s.data.labels, s.data.classes, W, s.network.activation);
        const auto reference = layer_metrics<mp100>(Z.cast<mp100>(), s.data.labels, s.data.classes,
                                                    W.cast<mp100>(), s.network.activation);
        for (const char* name : {"nc1", "nc1_weighted", "nc1_pinv_truncated", "cdnv", "nc2", "nc3",
                                 "nc2_etf", "nc3_self_duality"})
            table[name].add(binary[name], reference[name]);
    }
    expect_documented(table);
}

/// The claims judged here: those of sections A and B on single snapshots and short runs. Section C
/// takes a kernel and a Hessian a network, a fifth of a second at 100 digits; Lanczos.* and
/// SharpnessSteps.* compare those on fewer and smaller ones.
std::vector<std::string> judged() {
    const std::vector<std::string> of_b{"B1", "B2", "B2r", "B2s", "B2f", "B3", "B4", "B11"};
    std::vector<std::string> ids;
    for (const Claim& claim : claims())
        if (claim.id.front() == 'A' || std::count(of_b.begin(), of_b.end(), claim.id))
            ids.push_back(claim.id);
    return ids;
}

/// The budget that a double outcome reports must cover the distance to 100 digits.
TEST(Errors, OfEveryClaimsSidesAreWithinTheBudgetAndAsDocumented) {
    Table table;
    double share = 0;
    for (std::uint64_t index = 0; index < 240; ++index) {
        const bool any = index % 2 == 0; // only their budgets are judged
        const Snapshot s = any ? build(random_spec(index)) : network(index);
        // Runs one step long: in longer ones double and 100 digits part ways.
        const auto binary = check(s, {judged(), Arithmetic::binary64, {}, 1});
        const auto exact = check(s, {judged(), Arithmetic::mp, {}, 1});
        for (std::size_t c = 0; c < binary.size(); ++c) {
            const Outcome &b = binary[c], &e = exact[c];
            if (b.status == Status::not_applicable || e.status == Status::not_applicable) continue;
            if (b.relation == Relation::identity) {
                EXPECT_LE(b.lhs, b.rhs) << b.claim << " " << s.source;
                continue;
            }
            if (b.layer != e.layer || !std::isfinite(b.budget)) continue;
            if (!std::isfinite(b.rhs) || !std::isfinite(e.rhs)) continue; // vacuous
            const double apart = std::abs(b.lhs - e.lhs) + std::abs(b.rhs - e.rhs);
            const double last_digit = 2.3e-16 * (std::abs(e.lhs) + std::abs(e.rhs));
            EXPECT_LE(apart, b.budget + last_digit) << b.claim << " " << s.source;
            if (b.budget > 0) share = std::max(share, apart / b.budget);
            if (!any) table[b.claim].add(b.lhs + b.rhs, e.lhs + e.rhs);
        }
    }
    EXPECT_LE(share, 1);
    std::printf("largest error / budget: %.3f\n", share);
    expect_documented(table);
}

} // namespace
} // namespace ncv::proofs
