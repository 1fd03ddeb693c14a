/// Backbones in a sweep: `ncv-backbone`, the program beside `ncv`, trains each run in a folder of
/// its own, which goes when the run is in the store. A run that was cut off goes on from its last
/// record.
#pragma once

#include "sweep/plan.hpp"
#include "sweep/run_result.hpp"

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ncv::app {

/// Whether ncv-backbone is there.
bool has_backbone_program();
/// Throws BadInput where it is not.
void require_backbone_program();

class BackboneRuns {
  public:
    /// Runs lie in `folder`, made when there is one, removed at the end if none is left.
    explicit BackboneRuns(std::filesystem::path folder) : folder_(std::move(folder)) {}
    BackboneRuns(const BackboneRuns&) = delete;
    BackboneRuns& operator=(const BackboneRuns&) = delete;
    ~BackboneRuns();

    /// As TrainBackbone asks for it.
    std::optional<sweep::RecordedRun> train(const BackboneConfig& config, const std::string& digest,
                                            const std::function<bool()>& stop) const;
    /// Removes the run's files.
    void forget(const std::string& digest) const;

  private:
    const std::string& version() const; ///< of ncv-backbone, asked once

    std::filesystem::path folder_;
    mutable std::once_flag asked_;
    mutable std::string version_;
};

/// Runs of the store at `store`.
inline BackboneRuns backbone_runs_of(const std::filesystem::path& store) {
    return BackboneRuns(store.string() + ".backbones");
}

} // namespace ncv::app
