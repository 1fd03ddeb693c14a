#pragma once
#include "sweep/plan.hpp"
namespace ncv::sweep {
struct Observation { std::map<std::string,std::string> levels; std::uint64_t seed; bool ended_well; std::map<std::string,double> measures; };
struct TestResult { std::string name; double effect, low, high, p_value, adjusted_p; std::size_t seeds, runs, without_value; std::string verdict, sentence; };
struct Verdict { std::string verdict; std::vector<TestResult> tests; std::string sentence; };
Verdict decide(const Plan&, const std::vector<Observation>&);
}
