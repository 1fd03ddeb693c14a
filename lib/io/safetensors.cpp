#include "io/safetensors.hpp"

#include "io/errors.hpp"
#include "io/gzip.hpp"
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

/// What `shape` takes; some number above `available` where that is not enough.
std::uint64_t bytes_of(const std::vector<std::int64_t>& shape, std::int64_t width,
                       std::uint64_t available) {
    if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
    auto bytes = static_cast<std::uint64_t>(width);
    for (const std::int64_t extent : shape) {
        const auto n = static_cast<std::uint64_t>(extent);
        if (bytes > available / n) return std::numeric_limits<std::uint64_t>::max();
        bytes *= n;
    }
    return bytes;
}

Place parse_entry(const std::string& key, const json& entry, std::uint64_t available,
                  const std::string& name) {
    const std::string where = fmt::format("{}: tensor {}", name, key);
    if (!entry.is_object() || entry.size() != 3 || !entry.contains("dtype") ||
        !entry.contains("shape") || !entry.contains("data_offsets") ||
        !entry["dtype"].is_string() || !entry["shape"].is_array() ||
        !entry["data_offsets"].is_array() || entry["data_offsets"].size() != 2)
        throw BadInput(where + ": needs dtype, shape and two data_offsets, and nothing else");
    Place place{key, {}, 0, 0};
    place.tensor.dtype = entry["dtype"].get<std::string>();
    const auto width = width_of(place.tensor.dtype);
    for (const json& extent : entry["shape"])
        place.tensor.shape.push_back(
            static_cast<std::int64_t>(unsigned_of(extent, where, "shape entries")));
    const std::uint64_t bytes = bytes_of(place.tensor.shape, width.value_or(1), available);
    if (width && bytes > available)
        throw BadInput(fmt::format("{}: its shape asks for more than the {} data bytes that "
                                   "the file has",
                                   where, available));
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

/// What is often given in place of a snapshot, by name; empty: something else.
std::string other_format(std::string_view bytes) {
    const auto has = [&](const char* key) { return bytes.find(key) != bytes.npos; };
    const auto first = bytes.find_first_not_of(" \t\r\n");
    const bool text = bytes.substr(0, 8).find('\0') == bytes.npos;
    if (text && first != bytes.npos && (bytes[first] == '{' || bytes[first] == '['))
        return has("\"certificate\"")
                   ? "JSON, a certificate it seems: `ncv certificate show` reads it"
               : has("\"expected\"") ? "JSON, a counterexample it seems: `ncv replay` reads it"
                                     : "JSON";
    if (bytes.starts_with("PK\x03\x04"))
        return "a zip archive, as torch.save writes it: safetensors.torch.save_file writes the "
               "other (README.md)";
    if (is_gzip(bytes)) return "gzip: gunzip it first";
    return "";
}

constexpr std::uint64_t header_limit = 100'000'000; // the format's own

/// Of the header. `first`: the file's first bytes, all 8 + this of them or more where the file has them.
std::uint64_t header_length(std::string_view first, std::uint64_t size, const std::string& name) {
    std::uint64_t length = header_limit + 1;
    if (first.size() >= 8) std::memcpy(&length, first.data(), 8);
    const bool fits = length <= header_limit && length <= size - 8;
    if (const std::string kind = fits ? "" : other_format(first); !kind.empty())
        throw BadInput(fmt::format("{}: is no safetensors file but {}", name, kind));
    if (size < 8)
        throw BadInput(fmt::format("{}: is no safetensors file, {} bytes are fewer than the 8 of "
                                   "a header length",
                                   name, size));
    if (!fits)
        throw BadInput(fmt::format("{}: is no safetensors file, or is truncated: a header of {} "
                                   "bytes is announced, {} follow",
                                   name, length, size - 8));
    return length;
}

/// What a header says of the `available` bytes of data after it.
struct Contents {
    std::vector<Place> places; ///< in order
    std::map<std::string, std::string> metadata;
};

Contents parse_header(std::string_view text, std::uint64_t available, const std::string& name) {
    if (text.size() < 2 || text[0] != '{')
        throw BadInput(name + ": is no safetensors file: a JSON header must begin at byte 8");
    const json header = parse_strict_json(text, name + ": header");
    Contents out;
    for (const auto& [key, value] : header.items()) {
        if (key != "__metadata__") {
            out.places.push_back(parse_entry(key, value, available, name));
            continue;
        }
        if (!value.is_object()) throw BadInput(name + ": __metadata__ must be an object");
        for (const auto& [k, v] : value.items()) {
            if (!v.is_string())
                throw BadInput(fmt::format("{}: metadata {} must be a string", name, k));
            out.metadata[k] = v.get<std::string>();
        }
    }
    std::sort(out.places.begin(), out.places.end(), [](const Place& a, const Place& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
    });
    std::uint64_t reached = 0;
    for (const Place& place : out.places) {
        if (place.begin != reached)
            throw BadInput(
                fmt::format("{}: tensor {} {} at byte {}", name, place.name,
                            place.begin < reached ? "overlaps another" : "leaves a gap before it",
                            place.begin));
        reached = place.end;
    }
    if (reached != available)
        throw BadInput(
            fmt::format("{}: {} bytes follow the last tensor", name, available - reached));
    return out;
}

} // namespace

Safetensors parse_safetensors(std::string_view bytes, const std::string& name) {
    const std::uint64_t length = header_length(bytes, bytes.size(), name);
    const std::string_view data = bytes.substr(8 + length);
    Contents contents = parse_header(bytes.substr(8, length), data.size(), name);
    Safetensors out{{}, std::move(contents.metadata)};
    for (Place& place : contents.places) {
        place.tensor.bytes = data.substr(place.begin, place.end - place.begin);
        out.tensors.emplace(place.name, std::move(place.tensor));
    }
    return out;
}

Safetensors read_safetensors(const std::filesystem::path& path,
                             const std::vector<std::string>& stay) {
    const auto file = std::make_shared<const OpenFile>(path);
    constexpr std::uint64_t enough = 1 << 16; // to tell other formats by
    const std::string name = path.string(), first = file->bytes(0, std::min(file->size(), enough));
    const std::uint64_t length = header_length(first, file->size(), name), data = 8 + length;
    Contents contents = parse_header(file->bytes(8, length), file->size() - data, name);
    Safetensors out{{}, std::move(contents.metadata)};
    for (Place& place : contents.places) {
        if (std::find(stay.begin(), stay.end(), place.name) != stay.end())
            place.tensor.stored = StoredBytes{file, data + place.begin};
        else
            place.tensor.bytes = file->bytes(data + place.begin, place.end - place.begin);
        out.tensors.emplace(place.name, std::move(place.tensor));
    }
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
