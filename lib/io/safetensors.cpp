#include "io/safetensors.hpp"

#include "io/errors.hpp"
#include "io/strict_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>

namespace ncv {

static_assert(std::endian::native == std::endian::little, "snapshots are little-endian");

std::int64_t Tensor::size() const {
    std::int64_t n = 1;
    for (auto extent : shape) n *= extent;
    return n;
}

namespace {

using nlohmann::json;

/// Bytes an entry takes. Types that came later have none here: such tensors are not ours to judge.
std::optional<std::int64_t> width_of(const std::string& dtype) {
    static const std::map<std::string, std::int64_t> widths{
        {"F64", 8},  {"I64", 8}, {"U64", 8}, {"F32", 4}, {"I32", 4}, {"U32", 4}, {"F16", 2},
        {"BF16", 2}, {"I16", 2}, {"U16", 2}, {"I8", 1},  {"U8", 1},  {"BOOL", 1}};
    const auto found = widths.find(dtype);
    if (found == widths.end()) return std::nullopt;
    return found->second;
}

std::uint64_t unsigned_of(const json& value, const std::string& where, const char* what) {
    if (!value.is_number_unsigned())
        throw BadInput(fmt::format("{}: {} must be whole numbers, 0 or more", where, what));
    return value.get<std::uint64_t>();
}

struct Place {
    std::string name;
    Tensor tensor;
    std::uint64_t begin, end;
};

Place parse_entry(const std::string& key, const json& entry, std::uint64_t available,
                  const std::string& name) {
    const std::string where = fmt::format("{}: tensor {}", name, key);
    if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") ||
        !entry.contains("data_offsets") || !entry["dtype"].is_string() ||
        !entry["shape"].is_array() || !entry["data_offsets"].is_array() ||
        entry["data_offsets"].size() != 2)
        throw BadInput(where + ": needs dtype, shape and two data_offsets");
    Place place{key, {}, 0, 0};
    place.tensor.dtype = entry["dtype"].get<std::string>();
    const auto width = width_of(place.tensor.dtype);
    std::uint64_t bytes = static_cast<std::uint64_t>(width.value_or(1));
    bool empty = false;
    for (const json& extent : entry["shape"]) {
        const std::uint64_t n = unsigned_of(extent, where, "shape entries");
        empty = empty || n == 0;
        if (width && n != 0 && bytes > available / n + 1)
            throw BadInput(fmt::format("{}: its shape asks for more than the {} data bytes that "
                                       "the file has",
                                       where, available));
        if (n != 0) bytes *= n;
        place.tensor.shape.push_back(static_cast<std::int64_t>(n));
    }
    if (empty) bytes = 0;
    place.begin = unsigned_of(entry["data_offsets"][0], where, "data_offsets");
    place.end = unsigned_of(entry["data_offsets"][1], where, "data_offsets");
    if (place.begin > place.end || place.end > available)
        throw BadInput(fmt::format("{}: data_offsets [{}, {}] leave the file's {} data bytes "
                                   "(truncated?)",
                                   where, place.begin, place.end, available));
    if (width && place.end - place.begin != bytes)
        throw BadInput(fmt::format("{}: its shape needs {} bytes, its data_offsets span {}", where,
                                   bytes, place.end - place.begin));
    return place;
}

} // namespace

Safetensors parse_safetensors(std::string_view bytes, const std::string& name) {
    constexpr std::uint64_t header_limit = 100'000'000; // the format's own
    if (bytes.size() < 8)
        throw BadInput(fmt::format("{}: is no safetensors file, {} bytes are fewer than the 8 of "
                                   "a header length",
                                   name, bytes.size()));
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), 8);
    if (length > header_limit || length > bytes.size() - 8)
        throw BadInput(fmt::format("{}: is no safetensors file, or is truncated: a header of {} "
                                   "bytes is announced, {} follow",
                                   name, length, bytes.size() - 8));
    if (length < 2 || bytes[8] != '{')
        throw BadInput(name + ": is no safetensors file: a JSON header must begin at byte 8");
    const json header = parse_strict_json(bytes.substr(8, length), name + ": header");
    const std::string_view data = bytes.substr(8 + length);

    Safetensors out;
    std::vector<Place> places;
    for (const auto& [key, value] : header.items()) {
        if (key != "__metadata__") {
            places.push_back(parse_entry(key, value, data.size(), name));
            continue;
        }
        if (!value.is_object()) throw BadInput(name + ": __metadata__ must be an object");
        for (const auto& [k, v] : value.items()) {
            if (!v.is_string())
                throw BadInput(fmt::format("{}: metadata {} must be a string", name, k));
            out.metadata[k] = v.get<std::string>();
        }
    }
    std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
    });
    std::uint64_t reached = 0;
    for (Place& place : places) {
        if (place.begin != reached)
            throw BadInput(
                fmt::format("{}: tensor {} {} at byte {}", name, place.name,
                            place.begin < reached ? "overlaps another" : "leaves a gap before it",
                            place.begin));
        reached = place.end;
        place.tensor.bytes = data.substr(place.begin, place.end - place.begin);
        out.tensors.emplace(place.name, std::move(place.tensor));
    }
    if (reached != data.size())
        throw BadInput(
            fmt::format("{}: {} bytes follow the last tensor", name, data.size() - reached));
    return out;
}

std::string format_safetensors(const Safetensors& file) {
    nlohmann::ordered_json header;
    if (!file.metadata.empty()) header["__metadata__"] = file.metadata;
    std::string data;
    for (const auto& [name, tensor] : file.tensors) {
        const std::size_t begin = data.size();
        data += tensor.bytes;
        header[name] = {{"dtype", tensor.dtype},
                        {"shape", tensor.shape},
                        {"data_offsets", {begin, data.size()}}};
    }
    std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
    text.append((8 - text.size() % 8) % 8, ' '); // tensors start aligned
    const std::uint64_t length = text.size();
    std::string out(8, '\0');
    std::memcpy(out.data(), &length, 8);
    return out + text + data;
}

} // namespace ncv
