#include "snapshot.hpp"

#include "errors.hpp"

#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

static_assert(std::endian::native == std::endian::little, "safetensors are little-endian");

namespace recheck {

std::string sha256(std::string_view bytes) {
    unsigned char digest[32];
    unsigned length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL offers no SHA-256");
    std::string out;
    for (const unsigned char byte : digest) {
        out += "0123456789abcdef"[byte / 16];
        out += "0123456789abcdef"[byte % 16];
    }
    return out;
}

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    if (!in || !(out << in.rdbuf())) throw Unreadable(path + ": cannot be read");
    return out.str();
}

namespace {

class Reader {
  public:
    explicit Reader(const std::string& path) : path_(path), bytes_(read_file(path)) {
        std::uint64_t length = 0;
        if (bytes_.size() < 8) fail("is too short for a safetensors file");
        std::memcpy(&length, bytes_.data(), 8);
        if (length > bytes_.size() - 8) fail("its header is longer than the file");
        std::map<int, std::vector<std::string>> seen; // keys by depth, of the object being read
        bool twice = false;
        header_ = nlohmann::json::parse(
            bytes_.begin() + 8, bytes_.begin() + 8 + static_cast<long>(length),
            [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json& value) {
                if (event == nlohmann::json::parse_event_t::object_start) seen[depth + 1].clear();
                if (event != nlohmann::json::parse_event_t::key) return true;
                auto& keys = seen[depth];
                const auto key = value.get<std::string>();
                twice = twice || std::find(keys.begin(), keys.end(), key) != keys.end();
                keys.push_back(key);
                return true;
            },
            false);
        if (!header_.is_object() || twice) fail("its header is no JSON object with each key once");
        data_ = std::string_view(bytes_).substr(8 + length);
    }

    [[noreturn]] void fail(const std::string& what) const { throw Unreadable(path_ + ": " + what); }
    bool has(const std::string& name) const { return header_.contains(name); }
    const std::string& bytes() const { return bytes_; }

    std::optional<std::string> text(const char* key) const {
        if (!has("__metadata__") || !header_["__metadata__"].contains(key)) return {};
        if (!header_["__metadata__"][key].is_string()) fail(std::string(key) + " is no text");
        return header_["__metadata__"][key].get<std::string>();
    }
    std::optional<double> number(const char* key) const {
        const auto given = text(key);
        if (!given) return {};
        std::string_view digits = *given;
        const bool negative = digits.starts_with('-');
        if (negative) digits.remove_prefix(1);
        const bool hex = digits.starts_with("0x");
        if (hex) digits.remove_prefix(2);
        double value = 0;
        const auto end = digits.data() + digits.size();
        const auto got = std::from_chars(digits.data(), end, value,
                                         hex ? std::chars_format::hex : std::chars_format::general);
        if (got.ec != std::errc() || got.ptr != end || !std::isfinite(value))
            fail(std::string(key) + " is no number");
        return negative ? -value : value;
    }

    Tensor matrix(const std::string& name) const {
        const auto [dtype, shape, raw] = tensor(name, 2);
        Tensor out{shape[0], shape[1], {}};
        const std::size_t size = dtype == "F64" ? 8 : 4;
        if (dtype != "F64" && dtype != "F32") fail(name + " must be F64 or F32");
        const auto count = entries(shape, raw, size, name);
        for (std::size_t i = 0; i < count; ++i) {
            double wide = 0;
            float narrow = 0;
            std::memcpy(size == 8 ? static_cast<void*>(&wide) : &narrow, raw.data() + size * i,
                        size);
            out.values.push_back(size == 8 ? wide : static_cast<double>(narrow));
            if (!std::isfinite(out.values.back())) fail(name + " has an entry that is not finite");
        }
        return out;
    }
    std::vector<long> labels() const {
        const auto [dtype, shape, raw] = tensor("labels", 1);
        if (dtype != "I64") fail("labels must be I64");
        std::vector<long> out(entries(shape, raw, 8, "labels"));
        std::memcpy(out.data(), raw.data(), 8 * out.size());
        return out;
    }

  private:
    struct Raw {
        std::string dtype;
        std::vector<long> shape;
        std::string_view bytes;
    };
    Raw tensor(const std::string& name, std::size_t dimensions) const {
        if (!has(name)) fail("the tensor " + name + " is missing");
        try {
            const auto& j = header_[name];
            Raw out{j.at("dtype").get<std::string>(), j.at("shape").get<std::vector<long>>(), {}};
            const auto offsets = j.at("data_offsets").get<std::vector<std::uint64_t>>();
            if (out.shape.size() != dimensions || offsets.size() != 2 || offsets[0] > offsets[1] ||
                offsets[1] > data_.size())
                fail(name + " has no valid shape or offsets");
            out.bytes = data_.substr(offsets[0], offsets[1] - offsets[0]);
            return out;
        } catch (const nlohmann::json::exception&) {
            fail(name + " has no valid description");
        }
    }
    std::size_t entries(const std::vector<long>& shape, std::string_view raw, std::size_t size,
                        const std::string& name) const {
        std::size_t left = raw.size() / size;
        for (const long n : shape) {
            if (n < 1 || left % static_cast<std::size_t>(n)) fail(name + " and its shape disagree");
            left /= static_cast<std::size_t>(n);
        }
        if (left != 1 || raw.size() % size) fail(name + " and its shape disagree");
        return raw.size() / size;
    }

    std::string path_, bytes_;
    nlohmann::json header_;
    std::string_view data_;
};

} // namespace

static std::string weight_name(long l) { return std::string("W").append(std::to_string(l)); }

Snapshot read_snapshot(const std::string& path) {
    const Reader in(path);
    Snapshot s;
    s.sha256 = sha256(in.bytes());
    s.bytes = in.bytes().size();
    if (in.text("ncv") != "1") in.fail("is no snapshot of version 1");
    const auto given = in.number("nonlinear_layers");
    if (!given || *given < 0 || *given != std::floor(*given) || *given > 1e6)
        in.fail("nonlinear_layers is missing or no whole number");
    const long L1 = static_cast<long>(*given);
    s.is_head = in.has("features");
    if (s.is_head == in.has("X")) in.fail("needs one of X and features");
    s.first_layer = s.is_head ? L1 + 1 : 1;
    s.nonlinear = s.is_head ? 0 : L1;
    s.activation = in.text("activation").value_or("");
    s.gamma = in.number("gamma");
    s.sharpness = in.number("sharpness");
    s.weight_decay = in.number("weight_decay");
    s.inputs = in.matrix(s.is_head ? "features" : "X");
    for (long l = s.first_layer; in.has(weight_name(l)); ++l)
        s.weights.push_back(in.matrix(weight_name(l)));
    s.labels = in.labels();
    const long layers = static_cast<long>(s.weights.size());
    if (layers < 2 || s.nonlinear >= layers)
        in.fail("a certificate needs a linear last layer and a stored layer below it");
    for (std::size_t l = 1; l <= s.weights.size(); ++l)
        if (s.weights[l - 1].cols != s.width(l - 1)) in.fail("the layers' shapes do not chain");
    s.class_counts.assign(static_cast<std::size_t>(s.classes()), 0);
    if (static_cast<long>(s.labels.size()) != s.samples()) in.fail("one label a sample is needed");
    for (const long label : s.labels) {
        if (label < 0 || label >= s.classes()) in.fail("a label is out of range");
        ++s.class_counts[static_cast<std::size_t>(label)];
    }
    for (const long n : s.class_counts)
        if (n < 1) in.fail("a class has no sample");
    return s;
}

} // namespace recheck
