/// A snapshot to change, and what must be said of it where it is refused.
#pragma once

#include "instances/instance.hpp"
#include "io/errors.hpp"
#include "io/safetensors.hpp"
#include "io/snapshot_file.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ncv::snapshot_files {

inline Snapshot example(std::uint64_t index = 3) {
    DrawOptions options;
    options.heads = {HeadKind::nearly_balanced};
    InstanceSpec spec = random_spec(index, options);
    spec.nonlinear_widths = {9};
    return build(spec);
}

inline std::string bytes_of(const Safetensors& file) { return format_safetensors(file); }

/// parse_snapshot must refuse, in one line that contains every one of `words`.
inline void expect_refused(const std::string& bytes, const std::vector<std::string>& words) {
    try {
        parse_snapshot(bytes, "net");
        ADD_FAILURE() << "was read: " << words.front();
    } catch (const BadInput& e) {
        const std::string what = e.what();
        EXPECT_TRUE(what.starts_with("net: ")) << what;
        EXPECT_EQ(what.find('\n'), std::string::npos) << what;
        for (const std::string& word : words)
            EXPECT_NE(what.find(word), std::string::npos) << word << " not in: " << what;
    }
}

template <class Change>
std::string changed(Change change) {
    Safetensors file = parse_safetensors(format_snapshot(example()), "net");
    change(file);
    return bytes_of(file);
}

} // namespace ncv::snapshot_files
