/// F12: a hypothesis that its plan refuted, with the runs that refute it, as one JSON file
/// (docs/formats.md). It holds the plan's text, the verdict, and of every run how it ended and the
/// measures that the plan's tests look at.
#pragma once

#include "store/store.hpp"

namespace ncv::sweep {

struct Refutation {
    Plan plan;
    Decision decision;
    std::vector<Cell> cells; ///< of all runs in order; measures that tests look at
    std::string version;     ///< the ncv and the instruction set that made them
};

std::string format_refutation(const Refutation& refutation);

/// Whether a JSON file is one of these, and no counterexample to a theorem.
bool is_refutation(std::string_view json, const std::string& name);

/// Throws BadInput: no such file, another plan than its digest says, other runs than the plan has.
Refutation parse_refutation(std::string_view json, const std::string& name);

} // namespace ncv::sweep
