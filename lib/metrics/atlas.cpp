#include "metrics/atlas_impl.hpp"

#include <algorithm>
#include <stdexcept>

namespace ncv {

template LayerMetrics layer_metrics(const Matrix<double>&, const std::vector<int>&, int,
                                    const Matrix<double>&, const Activation&,
                                    const std::vector<int>&);
template SnapshotMetrics snapshot_metrics<double>(const Snapshot&);

const std::vector<MetricInfo>& metrics_atlas() {
    static const std::vector<MetricInfo> atlas{
        {"nc1", "tr Sigma_W/tr Sigma_B, Sigma_B unweighted", "Jacot et al. 2025", false},
        {"nc1_weighted", "tr Sigma_W/tr Sigma_B, Sigma_B weighted by N_c/N",
         "ncv, claims A2u and A2s", false},
        {"nc1_pinv", "tr(Sigma_W Sigma_B^+)/K, singular values below 1e-15 s_1(Sigma_B) cut off",
         "Papyan, Han, Donoho 2020, as numpy.linalg.pinv computes it", false},
        {"nc1_pinv_truncated",
         "tr(Sigma_W Sigma_B^+)/K over the K-1 largest singular values of Sigma_B",
         "Papyan, Han, Donoho 2020", false},
        {"nc1_within_total", "tr Sigma_W/tr Sigma_T", "common in public code", false},
        {"cdnv", "mean over pairs of (V_a + V_b)/(2 ||mu_a - mu_b||^2)",
         "Galanti, Gyorgy, Hutter 2022", false},
        {"nc2", "s_1(Mu)/s_K(Mu), Mu uncentred", "Jacot et al. 2025", false},
        {"nc2_etf", "||G/||G||_F - (I - 11^T/K)/sqrt(K-1)||_F, G Gram of centred means",
         "Zhu et al. 2021", false},
        {"nc2_orthogonal_frame", "||G/||G||_F - I/sqrt(K)||_F, G Gram of uncentred means",
         "Tirer, Bruna 2022", false},
        {"nc2_equinorm", "std/mean of ||mu_c - mu_G||", "Papyan, Han, Donoho 2020", false},
        {"nc2_equiangularity", "std over pairs of cos(mu_a - mu_G, mu_b - mu_G)",
         "Papyan, Han, Donoho 2020", false},
        {"nc2_maximal_angle", "mean over pairs of |cos(mu_a - mu_G, mu_b - mu_G) + 1/(K-1)|",
         "Papyan, Han, Donoho 2020", false},
        {"nc3", "(1/N) sum cos(z_ci, row_c(W))", "Jacot et al. 2025", true},
        {"nc3_self_duality", "||W^T/||W||_F - Mu/||Mu||_F||_F", "uncentred variant of the next",
         true},
        {"nc3_self_duality_centred", "||W^T/||W||_F - (Mu-mu_G)/||Mu-mu_G||_F||_F",
         "Papyan, Han, Donoho 2020", true},
        {"nc3_principal_angle", "largest principal angle of row space of W and span of Mu, radians",
         "Bjorck, Golub 1973", true},
        {"classifier_row_sum", "||1^T W||/||W||_F", "ncv", true},
        {"numerical_rank", "number of singular values of Z above s_1/1000", "this suite", false},
        {"negativity", "||Z - sigma(Z)||_F/||Z||_F", "Jacot et al. 2025", false},
        {"nc1_balanced", "sum V_c/||M~||_F^2, M~ = Mu less its mean column", "ncv, section H",
         false},
        {"nc2_centred", "s_1(M~)/s_{K-1}(M~)", "ncv, section H", false},
        {"nc3_centred",
         "mean over classes of mean cos(z_ci - m, row_c(W~)), W~ = W less its mean row",
         "ncv, section H", true},
        {"nc3_centred_means", "<W~^T, M~>/(||W~||_F ||M~||_F)", "ncv, section H", true},
        {"nearest_mean_accuracy", "share of samples nearest to their own class mean, ties not",
         "Papyan, Han, Donoho 2020 (NC4)", false},
        {"cdnv_directional",
         "mean over ordered pairs of (variance of class c along mu_j - mu_c)/||mu_j - mu_c||^2",
         "ncv, section H", false},
        {"nc4_agreement",
         "share of samples whose nearest class mean is the class that the network takes",
         "Papyan, Han, Donoho 2020 (NC4)", true},
        {"effective_rank", "exp of the entropy of the eigenvalues' shares in tr Sigma_T",
         "Roy, Vetterli 2007, of the covariance", false},
        {"vci", "1 - tr(Sigma_T^+ Sigma_B)/(K-1), Sigma_B weighted; undefined for N <= p",
         "Xu, Liu 2023", false},
    };
    return atlas;
}

double LayerMetrics::operator[](std::string_view name) const {
    const auto& atlas = metrics_atlas();
    for (std::size_t i = 0; i < atlas.size(); ++i)
        if (atlas[i].name == name) return values[i];
    throw std::invalid_argument("unknown metric " + std::string(name));
}

} // namespace ncv
