#include "io/strict_json.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ncv {

nlohmann::json parse_strict_json(std::string_view text, const std::string& where) {
    // The parser takes a zero byte for the end of the text.
    if (const auto zero = text.find('\0'); zero != text.npos)
        throw BadInput(where + ": is not valid JSON at byte " + std::to_string(zero + 1));
    std::vector<std::set<std::string>> keys;
    const auto watch = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json& value) {
        using Event = nlohmann::json::parse_event_t;
        if (depth > 64) throw BadInput(where + ": values nested deeper than 64");
        if (event == Event::object_start) keys.emplace_back();
        if (event == Event::object_end) keys.pop_back();
        if (event == Event::key && !keys.back().insert(value.get<std::string>()).second)
            throw BadInput(where + ": the key \"" + value.get<std::string>() + "\" appears twice");
        return true;
    };
    try {
        return nlohmann::json::parse(text, watch);
    } catch (const nlohmann::json::parse_error& e) {
        throw BadInput(where + ": is not valid JSON at byte " + std::to_string(e.byte));
    } catch (const nlohmann::json::exception&) {
        throw BadInput(where + ": holds a number too large for a double");
    }
}

void only_keys(const nlohmann::json& object, const std::vector<std::string>& known,
               const std::string& where) {
    for (const auto& [key, value] : object.items())
        if (std::find(known.begin(), known.end(), key) == known.end())
            throw BadInput(fmt::format("{}: unknown key \"{}\"; known are {}", where, key,
                                       fmt::join(known, ", ")));
}

} // namespace ncv
