/// The claims about runs on a stored run: the folder that `ncv train` wrote.
#pragma once

#include "claims/outcome.hpp"

#include <filesystem>
#include <vector>

namespace ncv::app {

/// B8, B8s and B9s from the folder's checkpoint of step 0, at every row of history.csv that has the
/// first learning rate. A history holds C_0 and the largest ||D_l||, so what is compared is weaker
/// than in `ncv check` on the checkpoint itself:
///   B8, B8s  C_0 - lambda m <= (1 - eta t a/2)^k u_0 while C_0 > 2 lambda m
///   B9s      max ||D_l^k|| <= (1 - 2 eta lambda)^k max ||D_l^0|| + 4 eta lambda m,
///            C_0 <= C_lambda(theta_0)
/// up to what rounding can have added to the run and to the row (theorem/trained_run.hpp). Where no
/// bound on that is known, as for runs in single precision, a row is undecided.
/// Outcome::layer is 0 and the quantity `step` the worst row. Throws BadInput: no history, no
/// checkpoint of step 0.
std::vector<Outcome> check_history(const std::filesystem::path& folder);

} // namespace ncv::app
