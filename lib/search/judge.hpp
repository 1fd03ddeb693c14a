/// What the search asks of an instance: how near it is to refuting a claim, as one number to raise.
#pragma once

#include "claims/registry.hpp"

#include <functional>
#include <optional>
#include <string>

namespace ncv {

/// Which statement is to be refuted, and by how much.
struct Question {
    std::string claim;
    std::optional<Hypothesis> lacks; ///< the one that is dropped
    /// A refutation's least ratio: 2 where a hypothesis is dropped, else any that is certain.
    double least_ratio() const { return lacks ? 2 : 1; }
};

/// Counts its evaluations against a budget: the search's unit of work.
class Judge {
  public:
    /// `stop` is asked now and then and ends the search early.
    Judge(Question question, long budget, std::function<bool()> stop);

    const Question& question() const { return question_; }

    /// log2 of the ratio, at most 1100; 0 at most unless the claim is certainly violated. Far below
    /// that where the bound says nothing, and further below where a hypothesis is not met, higher
    /// the less it is missed. Finite for every snapshot.
    double score(const Snapshot& snapshot);
    /// Violated beyond rounding with the least ratio, in double.
    bool refutes(const Snapshot& snapshot);
    /// The same at 100 digits, over the claim's own number of steps.
    bool confirms(const Snapshot& snapshot) const;
    /// Whether 100 digits say what double says, or one of the two leaves it open. Not so where double
    /// takes a singular value for 0 that is not, as a dropped hypothesis may allow.
    bool shared_by_digits(const Snapshot& snapshot) const;

    long evaluations() const { return evaluations_; }
    double spent() const; ///< share of the budget, 0 .. 1
    bool over();          ///< nothing is left, or `stop` said so
    bool stopped() const { return stopped_; }

  private:
    Outcome outcome(const Snapshot& snapshot);
    Outcome outcome_in(Arithmetic arithmetic, const Snapshot& snapshot) const;

    Question question_;
    long budget_, evaluations_ = 0;
    std::function<bool()> stop_;
    bool stopped_ = false;
};

/// Scores from here on belong to instances that meet the hypotheses and whose bound says something.
inline constexpr double informative = -900;

} // namespace ncv
