/// The metrics atlas: every neural-collapse metric in use, each under a name of its own, with
/// formula and source, for the features of any layer.
///
/// Published metrics of one name differ by a factor K, by centring, by weighting. NC1, NC2, NC3 of
/// the claims are nc1, nc2, nc3; the others are reported beside them and enter no claim.
#pragma once

#include "metrics/fit.hpp"
#include "network/network.hpp"

#include <string>
#include <vector>

namespace ncv {

struct MetricInfo {
    std::string name;      ///< key in JSON
    std::string formula;   ///< plain text
    std::string source;    ///< who defines it so
    bool needs_classifier; ///< compares features with a classifier, or with what it takes
};
const std::vector<MetricInfo>& metrics_atlas();

/// One layer's metrics, in the order of metrics_atlas(); NaN where a metric is undefined.
struct LayerMetrics {
    int layer = 0;
    std::vector<double> values;
    std::vector<double> class_mean_norms; ///< ||mu_c||, K of them
    std::vector<double> class_variances;  ///< (1/N_c) sum_i ||z_ci - mu_c||^2
    Matrix<double> class_mean_cosines;    ///< K x K, of the uncentred class means

    double operator[](std::string_view name) const;
};

/// Z: features, p x N. classifier: K x p or empty (then classifier metrics are NaN). activation:
/// for the negativity. decided: the class that the network takes of each sample, as decisions()
/// has it, or empty (then nc4_agreement is NaN). Two-pass sums; class sizes counted. Costs an SVD of the class means.
template <class S>
LayerMetrics layer_metrics(const Matrix<S>& Z, const std::vector<int>& labels, int classes,
                           const Matrix<S>& classifier, const Activation& activation,
                           const std::vector<int>& decided = {});
extern template LayerMetrics layer_metrics(const Matrix<double>&, const std::vector<int>&, int,
                                           const Matrix<double>&, const Activation&,
                                           const std::vector<int>&);

/// A snapshot's metrics. `last` is Z_{L-1} against W_L; layers run over l = 0 .. L. A layer l in
/// the head, and the last nonlinear one, is compared with the classifier W_{L:l+1} above it.
struct SnapshotMetrics {
    double loss = 0;     ///< what was minimised, without weight decay: C_0, or the cross-entropy
    double residual = 0; ///< ||Z_L - Y||_F
    double gradient_norm = 0;         ///< of the loss with its weight decay, 0 if unknown
    Fit fit;                          ///< of Z_L to the labels
    std::vector<double> balancedness; ///< ||D_l||, L1 < l < L, in order
    LayerMetrics last;
    std::vector<LayerMetrics> layers;       ///< each with its balancedness in layer_balancedness
    std::vector<double> layer_balancedness; ///< ||D_l|| for l = 1 .. L-1; NaN at 0 and L
};
/// Measured in the scalar S, then rounded to doubles.
template <class S = double>
SnapshotMetrics snapshot_metrics(const Snapshot& snapshot);
extern template SnapshotMetrics snapshot_metrics<double>(const Snapshot&);

} // namespace ncv
