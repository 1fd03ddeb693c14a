// A certificate as printed: read strictly, so that no byte of it is without meaning.
#pragma once

#include "interval.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace recheck {

using Json = nlohmann::ordered_json;
using Printed = std::vector<std::pair<std::string, Interval>>; // by name, in the file's order

struct Layer {
    long number = 0;
    std::map<std::string, Interval> quantities;
};
struct PrintedSide {
    long layer;
    std::string relation;
    Interval lhs, rhs;
};
struct PrintedClaim {
    std::string id, statement, status, lacks; // lacks is empty where all hypotheses are met
    Json hypotheses;
    std::vector<PrintedSide> sides;
    Printed bounds;
};
struct Certificate {
    std::string sha256;
    std::size_t bytes = 0;
    Json network;
    std::map<std::string, Interval> quantities;
    std::vector<Layer> layers;
    std::vector<PrintedClaim> claims;
};

// Throws Unreadable: no certificate, another version, damaged, or not laid out as the format says.
Certificate read_certificate(const std::string& path);
Interval printed_interval(const Json& j, const std::string& where);
// As C's %a writes it.
std::string hex(double v);

} // namespace recheck
