/// A file is IDX, plain or gzipped, whose extents say how many bytes it has, or is refused.
#include "fuzz/target.hpp"

#include "data/idx.hpp"

void ncv::fuzz_one(std::string_view bytes) {
    const Idx idx = parse_idx(bytes, "input");
    std::uint64_t size = 1;
    for (auto extent : idx.extents) size *= extent;
    require(size == idx.bytes.size(), "IDX extents and bytes disagree");
    require(parse_idx(format_idx(idx), "input").bytes == idx.bytes, "IDX changed on a round trip");
}
