/// Text is a counterexample of a registered claim, or is refused.
#include "fuzz/target.hpp"

#include "claims/outcome_json.hpp"

void ncv::fuzz_one(std::string_view bytes) {
    const Counterexample c = parse_counterexample(bytes, "input");
    require(find_claim(c.claim) != nullptr, "a counterexample of an unknown claim was read");
}
