/// The site of a store: an index, a page a hypothesis with its table and its plan, a page a run
/// with its configuration and its network.
#pragma once

#include "site/site_folder.hpp"
#include "store/store.hpp"

#include <functional>
#include <string>
#include <vector>

namespace ncv::app {

struct SiteSummary {
    struct Line {
        std::string id;
        sweep::Verdict verdict;
        std::string sentence;
    };
    std::vector<Line> hypotheses;
    std::size_t runs = 0; ///< with a page
};

/// `progress` is told the share that is done; true from it ends the work (none is returned).
/// Throws BadInput for a store without a plan.
std::optional<SiteSummary> write_site(const sweep::Store& store, SiteFolder& out,
                                      const std::function<bool(double)>& progress);

} // namespace ncv::app
