/// Where restarts begin: instances from the generators, small ones first, made to lack the dropped
/// hypothesis.
#pragma once

#include "data/random.hpp"
#include "instances/instance.hpp"
#include "search/judge.hpp"

namespace ncv {

/// The generator's kinds of heads in which this claim's hypotheses can be met.
DrawOptions draw_options(const Question& question);

/// One start. Not every one meets the hypotheses that are kept; the search draws several and goes
/// on with the best.
Snapshot draw_start(const Question& question, Random& random);

} // namespace ncv
