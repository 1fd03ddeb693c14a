/// Text is a plan whose runs are training configurations that read back, or is refused.
#include "fuzz/target.hpp"

#include "sweep/plan.hpp"

void ncv::fuzz_one(std::string_view bytes) {
    const sweep::Plan plan = sweep::parse_plan(bytes, "input");
    std::size_t runs = plan.seeds.size();
    for (const sweep::Factor& factor : plan.factors) runs *= factor.levels.size();
    if (runs > 1000) return;
    std::size_t number = 0;
    sweep::for_each_run(plan, [&](const sweep::PlannedRun& run) {
        require(run.number == number++, "a run is out of its place");
        require(format_training_config(parse_training_config(run.config_text, "run")) ==
                    run.config_text,
                "a run's configuration changed on a round trip");
    });
    require(number == runs, "runs are missing");
}
