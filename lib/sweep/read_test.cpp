#include "sweep/measures.hpp"
#include "sweep/plan_reading.hpp"

#include <sstream>

namespace ncv::sweep {
namespace {

/// "log one_minus nc3": transforms, then one of `names`.
Transformed read_transformed(const Section& in, std::string_view key,
                             const std::vector<std::string>& names, const std::string& what) {
    const toml::node* node = in.find(key);
    if (!node) in.missing(key, what);
    std::istringstream words(in.text(key, ""));
    Transformed out;
    std::vector<std::string> before;
    for (std::string word; words >> word;) {
        if (!out.name.empty()) before.push_back(out.name);
        out.name = word;
    }
    for (const std::string& word : before) {
        const auto transform = value_named(word, transforms);
        if (!transform)
            in.fail(*node, fmt::format("{}: unknown transform \"{}\"; the nearest known one is "
                                       "\"{}\"",
                                       key, word, nearest(word, words_of(transforms))));
        out.transforms.push_back(*transform);
    }
    if (names.empty()) in.fail(*node, fmt::format("{}: the plan has no factors", key));
    if (std::find(names.begin(), names.end(), out.name) == names.end())
        in.fail(*node, fmt::format("{} is \"{}\", must be {}; the nearest known one is \"{}\"", key,
                                   out.name, what, nearest(out.name, names)));
    return out;
}

/// All levels of the factor under `key` that the test looks at must be numbers.
void require_numbers(const Section& in, const char* key, const Transformed& used_factor,
                     const Test& test, const std::vector<Factor>& factors) {
    for (const Factor& factor : factors) {
        if (factor.name != used_factor.name) continue;
        const auto chosen = test.where.find(factor.name);
        const bool logarithm =
            test.kind == TestKind::exponent ||
            (used_factor.transforms.size() == 1 && (used_factor.transforms[0] == Transform::log ||
                                                    used_factor.transforms[0] == Transform::log10));
        std::size_t used = 0;
        for (const Level& level : factor.levels) {
            if (chosen != test.where.end() &&
                std::find(chosen->second.begin(), chosen->second.end(), level.name) ==
                    chosen->second.end())
                continue;
            ++used;
            if (!level.number)
                in.fail(*in.find(key),
                        fmt::format("factor {} has the level \"{}\", which is no number",
                                    factor.name, level.name));
            if (logarithm && *level.number <= 0)
                in.fail(*in.find(key),
                        fmt::format("factor {} has the level {}, which has no logarithm",
                                    factor.name, level.name));
        }
        if (used < 2)
            in.fail(*in.find(key),
                    fmt::format("factor {} has one level here; a {} needs two or more", factor.name,
                                name_of(test.kind, test_kinds)));
    }
}

void read_prediction(const Section& in, Test& test) {
    test.predicts = known_value(in, "predicts", predictions);
    const bool one = test.one_sided();
    const char *needed = one ? "value" : "values", *other = one ? "values" : "value";
    if (in.find(other))
        in.fail(*in.find(other), fmt::format("predicts = \"{}\" goes with {}, not {}",
                                             name_of(test.predicts, predictions), needed, other));
    if (!in.find(needed))
        in.missing(needed, one ? "the number the effect is compared with"
                               : "the range [low, high] the effect is compared with");
    const double lowest = -std::numeric_limits<double>::infinity();
    const auto read = [&](const toml::node& node) {
        return in.real_of(node, needed, lowest, false);
    };
    if (one)
        test.values = {read(*in.find("value"))};
    else
        test.values = in.list("values", read);
    if (!one && (test.values.size() != 2 || !(test.values[0] < test.values[1])))
        in.fail(*in.find("values"), "values must be [low, high], low below high");
    test.smallest_effect = in.real("smallest_effect", 0, 0, true);
}

} // namespace

Test read_test(const toml::node& node, const Plan& plan, const std::string& file) {
    const Section in(&node, "[test]",
                     {"name", "kind", "response", "factor", "across", "where", "high", "low",
                      "predicts", "value", "values", "smallest_effect"},
                     file);
    std::vector<std::string> measures, factors;
    for (const MeasureInfo& m : known_measures()) measures.push_back(m.name);
    for (const Factor& f : plan.factors) factors.push_back(f.name);
    Test test;
    test.name = in.required_text("name", "a line for tables");
    for (const Test& other : plan.tests)
        if (other.name == test.name)
            in.fail(node, fmt::format("test \"{}\" is there twice", test.name));
    test.kind = known_value(in, "kind", test_kinds);
    test.response = read_transformed(in, "response", measures, "a measure");
    test.where = read_selection(in, "where", plan.factors);
    const bool crossing = test.kind == TestKind::crossing;
    const bool sloped = test.kind == TestKind::slope || test.kind == TestKind::exponent || crossing;
    const bool contrast = test.kind == TestKind::contrast,
               correlated = test.kind == TestKind::rank_correlation;
    const auto only = [&](const char* key, bool allowed) {
        if (in.find(key) && !allowed)
            in.fail(*in.find(key), fmt::format("{} does not go with kind = \"{}\"", key,
                                               name_of(test.kind, test_kinds)));
    };
    only("factor", sloped || correlated);
    only("across", crossing);
    only("high", contrast);
    only("low", contrast);
    if (sloped) {
        test.factor = read_transformed(in, "factor", factors, "a factor of the plan");
        require_numbers(in, "factor", test.factor, test, plan.factors);
    }
    if (crossing) {
        test.across = read_transformed(in, "across", factors, "a factor of the plan");
        require_numbers(in, "across", test.across, test, plan.factors);
        if (test.across.name == test.factor.name)
            in.fail(*in.find("across"), "across must be another factor than factor");
    }
    if (correlated) test.factor = read_transformed(in, "factor", measures, "a measure");
    if (contrast) {
        test.high = read_selection(in, "high", plan.factors);
        test.low = read_selection(in, "low", plan.factors);
        if (test.high.empty()) in.missing("high", "a table such as { factor = \"level\" }");
        if (test.low.empty()) in.missing("low", "a table such as { factor = \"level\" }");
    }
    read_prediction(in, test);
    return test;
}

} // namespace ncv::sweep
