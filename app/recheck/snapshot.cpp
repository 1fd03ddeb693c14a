#include "recheck.hpp"

#include <fmt/ranges.h>
#include <openssl/evp.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <set>

static_assert(std::endian::native == std::endian::little, "safetensors are little-endian");

namespace recheck {

std::string sha256(std::string_view bytes) {
    unsigned char digest[32];
    if (EVP_Digest(bytes.data(), bytes.size(), digest, nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL offers no SHA-256");
    return fmt::format("{:02x}", fmt::join(digest, ""));
}

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    if (!in || !(out << in.rdbuf())) throw Failure(unreadable, path + ": cannot be read");
    return out.str();
}

namespace {

// The header, with each key of an object once.
Json parse_header(std::string_view text, const std::string& path) {
    std::vector<std::set<std::string>> seen; // keys of the objects being read
    bool twice = false;
    const auto watch = [&](int, Json::parse_event_t event, const Json& value) {
        if (event == Json::parse_event_t::object_start) seen.emplace_back();
        if (event == Json::parse_event_t::object_end) seen.pop_back();
        if (event == Json::parse_event_t::key)
            twice = !seen.back().insert(value.get<std::string>()).second || twice;
        return true;
    };
    Json header = Json::parse(text, watch, false);
    need(header.is_object() && !twice, unreadable,
         path + ": its header is no JSON object with each key once");
    return header;
}

template <class T>
T load(const char* from) {
    T out;
    return std::memcpy(&out, from, sizeof out), out;
}

class Reader {
  public:
    Reader(std::string_view bytes, const std::string& path) : path_(path) {
        std::uint64_t length = 0;
        if (bytes.size() >= 8) std::memcpy(&length, bytes.data(), 8);
        need(bytes.size() >= 8 && length <= bytes.size() - 8, "is cut short");
        header_ = parse_header(bytes.substr(8, length), path);
        data_ = bytes.substr(8 + length);
    }
    void need(bool met, const std::string& else_) const {
        recheck::need(met, unreadable, path_ + ": " + else_);
    }
    bool has(const std::string& name) const { return header_.contains(name); }

    std::optional<std::string> text(const char* key) const {
        if (!has("__metadata__") || !header_.at("__metadata__").contains(key)) return {};
        return header_.at("__metadata__").at(key).get<std::string>();
    }
    std::optional<double> number(const char* key) const {
        const auto given = text(key);
        if (!given) return {};
        char* end = nullptr;
        const double value = std::strtod(given->c_str(), &end);
        need(given->find_first_of("-.0123456789") == 0 && end == &*given->end() &&
                 std::isfinite(value),
             std::string(key) + " is no number");
        return value;
    }
    Tensor tensor(const std::string& name, std::size_t dimensions, bool whole) const {
        need(has(name), "the tensor " + name + " is missing");
        const Json& of = header_.at(name);
        const auto type = of.at("dtype").get<std::string>();
        const auto begin = of.at("data_offsets").at(0).get<std::size_t>();
        const auto end = of.at("data_offsets").at(1).get<std::size_t>();
        Tensor out{of.at("shape").get<std::vector<long>>(), {}};
        need(whole ? type == "I64" : type == "F64" || type == "F32",
             name + (whole ? " must be I64" : " must be F64 or F32"));
        const std::size_t size = type == "F32" ? 4 : 8;
        std::size_t bytes = size;
        for (const long n : out.shape)
            bytes *= n >= 1 && n < 1L << 28 ? static_cast<std::size_t>(n) : 0;
        need(out.shape.size() == dimensions && bytes > 0 && begin <= end && end <= data_.size() &&
                 end - begin == bytes,
             name + " and its shape disagree");
        for (const char* p = data_.data() + begin; p < data_.data() + end; p += size) {
            out.values.push_back(type == "F32"   ? static_cast<double>(load<float>(p))
                                 : type == "F64" ? load<double>(p)
                                                 : static_cast<double>(load<std::int64_t>(p)));
            need(std::isfinite(out.values.back()), name + " has an infinity or NaN");
        }
        return out;
    }

  private:
    std::string path_;
    Json header_;
    std::string_view data_;
};

Snapshot read(const Reader& in) {
    Snapshot s;
    in.need(in.text("ncv") == "1", "is no snapshot of version 1");
    const double L1 = in.number("nonlinear_layers").value_or(-1);
    in.need(L1 >= 0 && L1 == std::floor(L1) && L1 <= 1e6,
            "nonlinear_layers is missing or no whole number");
    s.is_head = in.has("features");
    in.need(s.is_head != in.has("X"), "needs one of X and features");
    s.first_layer = s.is_head ? static_cast<long>(L1) + 1 : 1;
    s.nonlinear = s.is_head ? 0 : static_cast<long>(L1);
    s.activation = in.text("activation").value_or("");
    // Those that are used; the activations' slopes are then at most 1.
    const bool smooth = s.activation.ends_with("_leaky_relu");
    if (s.nonlinear > 0 && (smooth || s.activation == "leaky_relu"))
        s.gamma = in.number("gamma").value_or(0);
    if (s.nonlinear > 0 && smooth) s.sharpness = in.number("sharpness").value_or(0);
    in.need(s.gamma.value_or(0.5) > 0 && s.gamma.value_or(0.5) < 1, "gamma must be in (0, 1)");
    in.need(s.sharpness.value_or(1) > 0, "sharpness must be positive");
    s.weight_decay = in.number("weight_decay");
    s.inputs = in.tensor(s.is_head ? "features" : "X", 2, false);
    for (long l = s.first_layer; in.has(fmt::format("W{}", l)); ++l)
        s.weights.push_back(in.tensor(fmt::format("W{}", l), 2, false));
    in.need(s.layers() >= 2 && s.nonlinear < s.layers(),
            "a certificate needs a linear last layer and a stored layer below it");
    for (long l = 1; l <= s.layers(); ++l)
        in.need(s.weights[static_cast<std::size_t>(l - 1)].shape[1] == s.width(l - 1),
                "the layers' shapes do not chain");
    s.class_counts.assign(static_cast<std::size_t>(s.classes()), 0);
    for (const double v : in.tensor("labels", 1, true).values) {
        in.need(v >= 0 && v < static_cast<double>(s.classes()), "a label is out of range");
        s.labels.push_back(static_cast<long>(v));
        ++s.class_counts[static_cast<std::size_t>(v)];
    }
    in.need(static_cast<long>(s.labels.size()) == s.samples(), "one label a sample is needed");
    in.need(std::ranges::count(s.class_counts, 0) == 0, "a class has no sample");
    return s;
}

} // namespace

Snapshot parse_snapshot(const std::string& bytes, const std::string& path) {
    try {
        return read(Reader(bytes, path));
    } catch (const Json::exception& e) {
        throw Failure(unreadable, path + ": its header is of the wrong form (" + e.what() + ")");
    }
}

} // namespace recheck
