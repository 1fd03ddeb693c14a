#include "training/campaign.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ncv {
namespace {

/// The columns that the configuration alone decides.
std::string parameters(const TrainingConfig& config, std::size_t number) {
    const TrainingConfig run = campaign_run(config, number);
    return fmt::format("{},{},{},{},{},", number, fmt::join(run.hidden, "-"), run.learning_rate(0),
                       run.weight_decay, run.seed);
}

} // namespace

std::string campaign_columns() {
    return "run,hidden,learning_rate,weight_decay,seed,end,step,loss,residual,nc1,nc2,nc3,"
           "balancedness\n";
}

std::string format_campaign_run(const TrainingConfig& config, const CampaignRun& run) {
    const HistoryRow& r = run.last;
    return fmt::format("{}{},{},{:.17g},{:.17g},{:.17g},{:.17g},{:.17g},{:.17g}\n",
                       parameters(config, run.number), status_text(run.status), r.step, r.loss,
                       r.residual, r.nc1, r.nc2, r.nc3, r.balancedness);
}

CampaignProgress parse_campaign(const TrainingConfig& config, std::string_view text,
                                const std::string& name) {
    const std::string columns = campaign_columns();
    if (!text.starts_with(columns))
        throw BadInput(fmt::format("{}: must begin with the line {}", name,
                                   columns.substr(0, columns.size() - 1)));
    const std::string diverged = fmt::format("{},", status_text(RunStatus::diverged));
    CampaignProgress done;
    done.bytes = columns.size();
    for (std::size_t end; (end = text.find('\n', done.bytes)) != std::string_view::npos;) {
        const std::string_view line = text.substr(done.bytes, end - done.bytes);
        const bool one_more = done.runs < campaign_size(*config.campaign);
        const std::string expected = one_more ? parameters(config, done.runs) : "";
        if (!one_more || !line.starts_with(expected))
            throw BadInput(fmt::format("{}:{}: is not run {} of this campaign", name, done.runs + 2,
                                       done.runs));
        ++done.runs;
        done.diverged += line.substr(expected.size()).starts_with(diverged);
        done.bytes = end + 1;
    }
    return done;
}

} // namespace ncv
