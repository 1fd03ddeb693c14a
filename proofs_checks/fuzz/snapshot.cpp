/// A file is a snapshot, which then writes and reads back to the same bytes, or is refused.
#include "fuzz/target.hpp"

#include "io/snapshot_file.hpp"

void ncv::fuzz_one(std::string_view bytes) {
    const std::string once = format_snapshot(parse_snapshot(bytes, "input"));
    require(format_snapshot(parse_snapshot(once, "input")) == once,
            "a snapshot changed on a round trip");
}
