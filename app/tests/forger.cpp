#include "forger.hpp"

#include "io/digest.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <vector>

namespace ncv {
namespace {

using Json = Forger::Json;
constexpr double inf = std::numeric_limits<double>::infinity();

bool is_enclosure(const Json& j) {
    return j.is_array() && j.size() == 2 && j[0].is_string() && j[1].is_string();
}
double number(const Json& end) { return std::strtod(end.get<std::string>().c_str(), nullptr); }

/// Pointers to all enclosures.
void collect(const Json& j, const std::string& at, std::vector<std::string>& out) {
    if (is_enclosure(j))
        out.push_back(at);
    else if (j.is_structured())
        for (const auto& [key, value] : j.items()) collect(value, at + "/" + key, out);
}

Json* claim_of(Json& certificate, const std::string& id) {
    for (Json& claim : certificate["claims"])
        if (claim["id"] == id) return &claim;
    return nullptr;
}

/// What stands in `text` after `mark`, up to `end`.
std::string after(const std::string& text, const std::string& mark, const std::string& end) {
    const auto from = text.find(mark);
    if (from == std::string::npos) return "";
    const auto start = from + mark.size(), stop = text.find(end, start);
    return text.substr(start, stop == std::string::npos ? stop : stop - start);
}

} // namespace

std::string hex(double v) {
    char text[64];
    std::snprintf(text, sizeof text, "%a", v == 0 ? 0.0 : v);
    return text;
}

bool make_hold(Json& certificate, std::size_t i) {
    Json& claim = certificate["claims"][i];
    for (Json& side : claim["sides"]) {
        const Json end = side["lhs"][side["relation"] == "at_most" ? 1 : 0];
        side["rhs"] = {end, end};
    }
    if (!claim["sides"].empty()) claim["status"] = "holds";
    return !claim["sides"].empty();
}

std::string sealed(const Json& certificate) {
    std::string text = certificate.dump(1);
    text.erase(text.rfind(" \"digest\""));
    return text + " \"digest\": \"" + sha256_of(text) + "\"\n}\n";
}

std::string Forger::any_end(const std::string& now) {
    const double v = std::strtod(now.c_str(), nullptr);
    const double values[] = {0,
                             1,
                             -1,
                             8,
                             -8,
                             inf,
                             -inf,
                             0x1p-60,
                             0x1p+60,
                             0x1p-200,
                             -0x1p-200,
                             0x1p-1000,
                             -0x1p-1000,
                             0x1p-1074,
                             0x1p1000,
                             -v,
                             v / 2,
                             v * 2,
                             v * 1.01,
                             v * 0.99,
                             v * 16,
                             v / 1024,
                             v * 1024,
                             v + 1,
                             v - 1,
                             std::nextafter(v, -inf),
                             std::nextafter(v, inf)};
    return hex(values[below(std::size(values))]);
}

Json& Forger::any_enclosure(Json& certificate, std::string& where) {
    std::vector<std::string> all;
    collect(certificate, "", all);
    where = all[below(all.size())];
    return certificate[Json::json_pointer(where)];
}

void Forger::change(Forgery& forgery) {
    Json& certificate = forgery.certificate;
    std::string where;
    if (const std::size_t i = below(certificate["claims"].size());
        below(6) == 0 && make_hold(certificate, i)) {
        where = "/claims/" + std::to_string(i) + " holds";
    } else if (below(6) == 0) { // a claim's words
        Json& claim = certificate["claims"][below(certificate["claims"].size())];
        const char* statuses[] = {"holds", "vacuous", "undecided", "violated", "not_applicable"};
        claim["status"] = statuses[below(std::size(statuses))];
        if (below(2) == 0) claim["lacks"] = nullptr;
        where = "/claims " + claim["id"].get<std::string>();
    } else {
        Json& enclosure = any_enclosure(certificate, where);
        switch (below(4)) {
        case 0: enclosure[0] = any_end(enclosure[0].get<std::string>()); break;
        case 1: enclosure[1] = any_end(enclosure[1].get<std::string>()); break;
        case 2: enclosure = {hex(-8), hex(8)}; break;
        default: {
            std::string other;
            const Json from = any_enclosure(certificate, other);
            enclosure = from;
        }
        }
    }
    forgery.what += (forgery.what.empty() ? "" : ", ") + where;
}

/// Makes the certificate say what the answer asks for; false where it asks for nothing.
bool Forger::follow(const std::string& answer, Json& certificate) {
    const std::string found = after(answer, "found in ", "\n");
    const std::string name = after(answer + ": ", "rejected: ", ": ");
    std::istringstream words(name);
    std::string id, what;
    words >> id >> what;
    Json* claim = claim_of(certificate, id);
    if (const auto status = after(answer, "the status must be ", "\n"); claim && !status.empty()) {
        (*claim)["status"] = status;
        return true;
    }
    if (claim && !found.empty()) {
        Json wider = Json::parse(found);
        wider[0] = hex(std::nextafter(number(wider[0]), -inf));
        wider[1] = hex(std::nextafter(number(wider[1]), inf));
        if (what == "lhs" || what == "rhs") {
            for (Json& side : (*claim)["sides"])
                if (below((*claim)["sides"].size()) == 0) side[what] = wider;
            return true;
        }
        for (const char* part : {"hypotheses", "bounds"})
            if ((*claim)[part].contains(what)) {
                (*claim)[part][what] = wider;
                return true;
            }
        return false;
    }
    if (claim && answer.find("which is not what is printed") != std::string::npos) {
        const bool met = answer.find(": met") != std::string::npos,
                   open = answer.find(": open") != std::string::npos;
        (*claim)["hypotheses"][what] = {hex(met ? 0x1p-1074 : -8), hex(met || open ? 8 : 0)};
        return true;
    }
    if (const auto line = after(answer, "line ", " must be"); !line.empty()) {
        // The text of one line, as the checker writes it: into the JSON through its text.
        std::string text = certificate.dump(1);
        std::istringstream in(text);
        std::string out, now;
        const long wanted = std::atol(line.c_str());
        for (long i = 1; std::getline(in, now); ++i)
            out += (i == wanted ? after(answer, "must be: ", "\n") : now) + "\n";
        Json changed = Json::parse(out, nullptr, false);
        if (changed.is_discarded()) return false;
        certificate = std::move(changed);
        return true;
    }
    if (answer.find("missing or of the wrong kind") != std::string::npos)
        for (Json& each : certificate["claims"]) // sides for a claim that has none, or none at all
            if (each["sides"].empty() && below(2) == 0) {
                const Json& from = honest_["claims"][below(honest_["claims"].size())];
                each["sides"] = from["sides"];
                each["bounds"] = from["bounds"];
                return true;
            }
    // A measured quantity: back to the truth, somewhere around it.
    if (!found.empty()) {
        const auto any_of = [&](const char* list) {
            Json& all = certificate[list];
            return all.empty() ? &all : &all[below(all.size())];
        };
        const auto says = [&](const char* part) { return name.find(part) != name.npos; };
        Json& at = *(says(" of layer")               ? any_of("layers")
                     : says(" of affine layer ")     ? any_of("affine_layers")
                     : says(" of the affine layers") ? &certificate["affine_tail"]
                     : says(" of the last layer")    ? &certificate["last_layer"]
                                                     : &certificate["quantities"]);
        if (!at.contains(id)) return false;
        at[id][below(2)] = any_end(at[id][0].get<std::string>());
        return true;
    }
    return false;
}

Forger::Forgery Forger::forge(int answers) {
    Forgery start{honest_, "", false, 0};
    for (std::size_t i = 0, n = 1 + below(3); i < n; ++i) change(start);
    if (start.certificate == honest_) return start;
    return follow_up(std::move(start.certificate), start.what, answers);
}

Forger::Forgery Forger::follow_up(Json start, const std::string& what, int answers) {
    Forgery out{std::move(start), what, false, 0};
    while (out.presented < answers) {
        ++out.presented;
        const std::string answer = checker_(sealed(out.certificate));
        if (answer.empty()) {
            out.accepted = true;
            break;
        }
        if (!follow(answer, out.certificate)) break;
    }
    return out;
}

std::string broken_bound(const Json& certificate) {
    for (const Json& claim : certificate["claims"])
        for (const auto& [name, bound] : claim["bounds"].items()) {
            if (!name.starts_with("rhs_")) continue;
            const Json& side = claim["sides"][0];
            const bool above = side["relation"] == "at_most";
            const Json &small = above ? side["lhs"] : bound, &large = above ? bound : side["lhs"];
            if (number(small[0]) > number(large[1]))
                return claim["id"].get<std::string>() + ": " + name + " is " + bound.dump() +
                       ", the left side " + side["lhs"].dump();
        }
    return "";
}

std::string falsehood(const Json& forged, const Json& honest,
                      const std::function<std::string(const std::string& id)>& truth) {
    std::vector<std::string> enclosures;
    collect(forged, "", enclosures);
    for (const std::string& at : enclosures) {
        const Json::json_pointer pointer(at);
        const double low = number(forged[pointer][0]), high = number(forged[pointer][1]);
        if (!(low <= high)) return at + " has its ends the wrong way round";
        const bool free = at.ends_with("/bounds/mu") || at.find("/bounds/h_") != at.npos;
        if (free || !honest.contains(pointer)) continue; // any value of them proves
        const Json& right = honest[pointer];
        if (!(low <= number(right[1]) && number(right[0]) <= high))
            return at + " is " + forged[pointer].dump() + ", but truly in " + right.dump();
    }
    if (const std::string broken = broken_bound(forged); !broken.empty()) return broken;
    for (const char* part : {"certificate", "snapshot", "network", "not_covered"})
        if (forged[part] != honest[part]) return std::string(part) + " differs";
    for (std::size_t i = 0; i < honest["claims"].size(); ++i) {
        const Json &claim = forged["claims"][i], &right = honest["claims"][i];
        const auto id = right["id"].get<std::string>(), status = claim["status"].get<std::string>();
        if (claim["id"] != id || claim["statement"] != right["statement"]) return id + " differs";
        bool met = true;
        for (const auto& [name, margin] : claim["hypotheses"].items())
            met = met && (margin.is_number() ? margin.get<long>() >= 0 : number(margin[0]) > 0);
        if (!met && (status == "holds" || status == "violated" || status == "vacuous"))
            return id + " " + status + " with a hypothesis that is not certainly met";
        const std::string says =
            claim["lacks"].is_null() ? status : "lacks " + claim["lacks"].get<std::string>();
        const std::string true_status = truth(id);
        if (says != "undecided" && !true_status.empty() && says != true_status)
            return id + ": " + says + ", truly " + true_status;
    }
    return "";
}

} // namespace ncv
