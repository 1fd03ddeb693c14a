#include "recheck.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

static_assert(std::endian::native == std::endian::little, "safetensors are little-endian");

namespace recheck {

namespace {

template <class T>
double as(const char* from) {
    T out;
    std::memcpy(&out, from, sizeof out);
    return static_cast<double>(out);
}
double half(const char* from) { // 1 bit of sign, 5 of exponent, 10 of fraction
    const auto bits = static_cast<int>(as<std::uint16_t>(from));
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    const double size = exponent == 31  ? INFINITY
                        : exponent == 0 ? std::ldexp(fraction, -24)
                                        : std::ldexp(1024 + fraction, exponent - 25);
    return bits >> 15 ? -size : size;
}
double brain(const char* from) { // the upper half of a float
    const char bytes[]{0, 0, from[0], from[1]};
    return as<float>(bytes);
}

template <std::size_t size, double (*value)(const char*)>
void all(const char* from, std::size_t count, double* to) {
    for (std::size_t i = 0; i < count; ++i) to[i] = value(from + i * size);
}

// Bytes an entry takes, and values: of reals, of integers, of what is neither.
struct Type {
    char kind;
    std::size_t size;
    void (*widen)(const char* from, std::size_t count, double* to);
};
template <class T>
constexpr auto each = all<sizeof(T), as<T>>;
const std::map<std::string, Type> types{{"F64", {'r', 8, each<double>}},
                                        {"F32", {'r', 4, each<float>}},
                                        {"F16", {'r', 2, all<2, half>}},
                                        {"BF16", {'r', 2, all<2, brain>}},
                                        {"I64", {'i', 8, each<std::int64_t>}},
                                        {"I32", {'i', 4, each<std::int32_t>}},
                                        {"I16", {'i', 2, each<std::int16_t>}},
                                        {"I8", {'i', 1, each<std::int8_t>}},
                                        {"U64", {'i', 8, each<std::uint64_t>}},
                                        {"U32", {'i', 4, each<std::uint32_t>}},
                                        {"U16", {'i', 2, each<std::uint16_t>}},
                                        {"U8", {'i', 1, each<std::uint8_t>}},
                                        {"BOOL", {'b', 1, nullptr}}};

// Whether the name of a tensor that is none of a snapshot's may be that of a weight or bias.
bool is_parameter(std::string name) {
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (const char* word : {"weight", "bias", "kernel"})
        if (name.find(word) != std::string::npos) return true;
    name.resize(name.find_last_not_of("0123456789") + 1);
    if (name.ends_with('_') || name.ends_with('.')) name.pop_back();
    name.erase(0, name.find_last_of("./_-") + 1);
    return name == "w" || name == "b";
}

class Reader {
  public:
    explicit Reader(const File& file) : file_(file) {
        std::uint64_t length = 0;
        if (file.size() >= 10) file.read(0, 8, reinterpret_cast<char*>(&length));
        need(length >= 2 && length <= 100'000'000 && length <= file.size() - 8 &&
                 file.text(8, 1) == "{",
             "is no safetensors file, or cut short");
        read_header(file.text(8, length));
        data_ = 8 + length;
        find_tensors();
    }
    void need(bool met, const std::string& else_) const {
        recheck::need(met, unreadable, file_.path + ": " + else_);
    }
    bool has(const std::string& name) const { return tensors_.contains(name); }

    std::optional<std::string> text(const std::string& key) const {
        if (!header_.contains("__metadata__") || !header_.at("__metadata__").contains(key))
            return {};
        return header_.at("__metadata__").at(key).get<std::string>();
    }
    // What `prefix` is followed by in metadata.
    std::set<std::string> endings(const std::string& prefix) const {
        std::set<std::string> out;
        if (header_.contains("__metadata__"))
            for (const auto& [key, value] : header_.at("__metadata__").items())
                if (key.starts_with(prefix)) out.insert(key.substr(prefix.size()));
        return out;
    }
    // In decimal, reals also as Python's float.hex() writes them; nothing before or after.
    template <class T>
    std::optional<T> number(const std::string& key) const {
        const auto given = text(key);
        if (!given) return {};
        std::string_view digits = *given;
        std::from_chars_result end{};
        T value{};
        if constexpr (std::is_floating_point_v<T>) {
            const bool negative = digits.starts_with('-');
            digits.remove_prefix(negative);
            const bool hex = digits.starts_with("0x");
            digits.remove_prefix(hex ? 2 : 0);
            end = std::from_chars(digits.begin(), digits.end(), value,
                                  hex ? std::chars_format::hex : std::chars_format::general);
            need(!digits.starts_with('-') && std::isfinite(value), key + " is no number");
            if (negative) value = -value;
        } else {
            end = std::from_chars(digits.begin(), digits.end(), value);
        }
        need(end.ec == std::errc() && end.ptr == digits.end(), key + " is no number");
        return value;
    }
    Tensor tensor(const std::string& name, std::size_t dimensions, char kind) {
        const Rows rows = stored(name, dimensions, kind);
        Tensor out{rows.shape, std::vector<double>(places(rows))};
        rows.widen(file_.text(rows.begin, out.values.size() * rows.size).data(), out.values.size(),
                   out.values.data());
        need_finite(name, out.values);
        return out;
    }
    Rows rows(const std::string& name) {
        Rows out = stored(name, 2, 'r');
        const long many = std::max(1L, (1L << 17) / out.shape[1]);
        for (long first = 0; first < out.shape[0]; first += many) {
            const long n = std::min(many, out.shape[0] - first);
            std::vector<double> values(at(n * out.shape[1]));
            out.read(first, n, values.data());
            need_finite(name, values);
        }
        return out;
    }
    // A parameter that is left out would make it another network.
    void need_nothing_else() const {
        for (const auto& [name, tensor] : tensors_)
            need(used_.contains(name) || !is_parameter(name) ||
                     (text("backbone_connections") && name.starts_with("backbone.")),
                 name + " looks like a layer's, but belongs to none");
    }

  private:
    struct Place {
        std::string type;
        std::vector<std::size_t> shape;
        std::size_t begin, end;
    };

    Rows stored(const std::string& name, std::size_t dimensions, char kind) {
        need(has(name), "the tensor " + name + " is missing");
        const Place& place = tensors_.at(name);
        used_.insert(name);
        const auto known = types.find(place.type);
        need(known != types.end() && known->second.kind == kind,
             name + " must be of " + (kind == 'i' ? "integers" : "reals"));
        need(place.shape.size() == dimensions && place.begin < place.end,
             name + " has the wrong shape");
        return {{place.shape.begin(), place.shape.end()},
                &file_,
                data_ + place.begin,
                known->second.size,
                known->second.widen};
    }
    static std::size_t places(const Rows& rows) {
        long n = 1;
        for (const long size : rows.shape) n *= size;
        return at(n);
    }
    void need_finite(const std::string& name, const std::vector<double>& values) const {
        need(std::ranges::all_of(values, [](double v) { return std::isfinite(v); }),
             name + " has an infinity or NaN");
    }
    // Each key of an object once; the parser would take a zero byte for the end.
    void read_header(std::string_view text) {
        std::vector<std::set<std::string>> seen; // keys of the objects being read
        bool once = text.find('\0') == text.npos;
        const auto watch = [&](int, Json::parse_event_t event, const Json& value) {
            if (event == Json::parse_event_t::object_start) seen.emplace_back();
            if (event == Json::parse_event_t::object_end) seen.pop_back();
            if (event == Json::parse_event_t::key)
                once = seen.back().insert(value.get<std::string>()).second && once;
            return true;
        };
        header_ = Json::parse(text, watch, false);
        need(header_.is_object() && once, "its header is no JSON object with each key once");
    }
    // Tensors lie one behind the other, without gaps and without bytes behind the last one.
    void find_tensors() {
        const auto sizes = [&](const Json& list) {
            std::vector<std::size_t> out;
            for (const Json& n : list) {
                need(n.is_number_unsigned(), "a size is no whole number");
                out.push_back(n.get<std::size_t>());
            }
            return need(list.is_array(), "a size is no list"), out;
        };
        std::vector<std::pair<std::size_t, std::size_t>> places;
        for (const auto& [name, of] : header_.items()) {
            need(of.is_object(), name + " is no object");
            if (name == "__metadata__") {
                for (const Json& value : of) need(value.is_string(), "metadata must be text");
                continue;
            }
            const auto offsets = sizes(of.at("data_offsets"));
            need(of.size() == 3 && offsets.size() == 2 && offsets[0] <= offsets[1],
                 name + " needs dtype, shape and two data_offsets");
            const Place& place =
                tensors_[name] = {of.at("dtype"), sizes(of.at("shape")), offsets[0], offsets[1]};
            places.emplace_back(place.begin, place.end);
            const auto type = types.find(place.type);
            if (type == types.end()) continue; // one that came later, and is not read
            std::size_t left = place.end - place.begin, bytes = type->second.size;
            for (const std::size_t n : place.shape) // more than is there need not be counted
                bytes = n == 0 || bytes <= left / n ? bytes * n : left + 1;
            if (std::ranges::count(place.shape, 0u)) bytes = 0;
            need(bytes == left, name + " and its shape disagree");
        }
        std::ranges::sort(places);
        std::size_t reached = 0;
        for (const auto& [begin, end] : places) {
            need(begin == reached, "tensors overlap or leave a gap");
            reached = end;
        }
        need(reached == file_.size() - data_, "it is cut short, or bytes follow the last tensor");
    }

    const File& file_;
    Json header_;
    std::map<std::string, Place> tensors_;
    std::set<std::string> used_;
    std::size_t data_ = 0; // where they begin
};

// Of the loss alone, without its scale; none unless it is the same for every layer.
std::optional<double> weight_decay(const Reader& in, Snapshot& s, double scale) {
    const std::string key = "weight_decay";
    std::set<std::string> unknown = in.endings(key + "_");
    std::vector<std::optional<double>> decays;
    for (long l = s.first_layer; l < s.first_layer + s.layers(); ++l) {
        for (const char letter : {'W', 'b'}) {
            const std::string own = fmt::format("{}{}", letter, l);
            if (!in.has(own)) continue;
            auto decay = in.number<double>(unknown.erase(own) ? key + "_" + own : key);
            if (decay) {
                in.need(*decay >= 0 && std::isfinite(*decay / scale),
                        "a weight decay is negative or too large");
                *decay /= scale;
            }
            decays.push_back(decay);
            if (letter == 'W') s.decays.push_back(decay);
        }
    }
    in.need(unknown.empty(), "a weight decay is of no layer");
    s.decay_given =
        std::ranges::any_of(decays, [](const auto& decay) { return decay.has_value(); });
    return std::ranges::count(decays, decays[0]) == std::ssize(decays) ? decays[0] : std::nullopt;
}

Snapshot read(Reader in) {
    Snapshot s;
    in.need(in.text("ncv") == "1", "is no snapshot of version 1");
    const long L1 = in.number<long>("nonlinear_layers").value_or(-1);
    in.need(L1 >= 0 && L1 <= 1'000'000, "nonlinear_layers is missing, negative or too large");
    s.is_head = in.has("features");
    in.need(s.is_head != in.has("X"), "needs one of X and features");
    s.first_layer = s.is_head ? L1 + 1 : 1;
    s.nonlinear = s.is_head ? 0 : L1;
    s.activation = in.text("activation").value_or("");
    const bool smooth =
        s.activation == "softplus_leaky_relu" || s.activation == "gaussian_leaky_relu";
    const bool leaky = smooth || s.activation == "leaky_relu";
    in.need(leaky || s.activation == "relu" || s.activation == "tanh" || s.activation == "identity",
            "its activation is not known");
    // The activations' slopes are then at most 1.
    const double gamma = leaky ? in.number<double>("gamma").value_or(0) : 0.5;
    const double sharpness = smooth ? in.number<double>("sharpness").value_or(0) : 1;
    in.need(gamma > 0 && gamma < 1, "gamma must be in (0, 1)");
    in.need(sharpness > 0, "sharpness must be positive");
    if (s.nonlinear > 0 && leaky) s.gamma = gamma;
    if (s.nonlinear > 0 && smooth) s.sharpness = sharpness;
    s.loss = in.text("loss").value_or("squared_error");
    s.label_smoothing = in.number<double>("label_smoothing").value_or(0);
    in.need(s.loss == "squared_error" || s.loss == "cross_entropy", "its loss is not known");
    in.need(s.label_smoothing >= 0 && s.label_smoothing < 1 &&
                (s.label_smoothing == 0 || s.loss == "cross_entropy"),
            "label_smoothing must be in [0, 1), for cross-entropy");
    const double scale = in.number<double>("loss_scale").value_or(1);
    in.need(scale > 0, "loss_scale must be positive");
    const double rate = in.number<double>("learning_rate").value_or(0);
    in.need(rate >= 0 && std::isfinite(rate * scale), "learning_rate is negative or too large");
    in.number<std::int64_t>("step"); // these two are not used, but must be what they are
    in.number<std::uint64_t>("seed");
    s.inputs = in.rows(s.is_head ? "features" : "X");
    for (long l = s.first_layer; in.has(fmt::format("W{}", l)); ++l)
        s.weights.push_back(in.tensor(fmt::format("W{}", l), 2, 'r'));
    in.need(s.nonlinear < s.layers(), "a certificate needs a linear last layer");
    for (long l = 0; l < s.layers(); ++l) {
        const std::string name = fmt::format("b{}", l + s.first_layer);
        s.biases.push_back(in.has(name) ? in.tensor(name, 1, 'r') : Tensor{});
        in.need(s.biases.back().shape.empty() || s.biases.back().shape[0] == s.width(l + 1),
                name + " needs one number a row of its layer");
    }
    s.weight_decay = weight_decay(in, s, scale);
    for (long l = 1; l <= s.layers(); ++l)
        in.need(s.weights[static_cast<std::size_t>(l - 1)].shape[1] == s.width(l - 1),
                "the layers' shapes do not chain");
    in.need(s.classes() >= 2, "there is but one class");
    s.class_counts.assign(static_cast<std::size_t>(s.classes()), 0);
    for (const double v : in.tensor("labels", 1, 'i').values) {
        in.need(v >= 0 && v < static_cast<double>(s.classes()), "a label is out of range");
        s.labels.push_back(static_cast<long>(v));
        ++s.class_counts[static_cast<std::size_t>(v)];
    }
    in.need(static_cast<long>(s.labels.size()) == s.samples(), "one label a sample is needed");
    in.need(std::ranges::count(s.class_counts, 0) == 0, "a class has no sample");
    if (in.has("outputs"))
        in.need(in.tensor("outputs", 2, 'r').shape == std::vector<long>{s.samples(), s.classes()},
                "outputs must have one row a sample");
    in.need_nothing_else();
    return s;
}

} // namespace

void Rows::read(long first, long count, double* to) const {
    const std::size_t row = at(shape[1]) * size;
    const std::string bytes = file->text(begin + at(first) * row, at(count) * row);
    widen(bytes.data(), at(count * shape[1]), to);
}

Snapshot parse_snapshot(const File& file) {
    try {
        return read(Reader(file));
    } catch (const Json::exception& e) {
        throw Failure(unreadable,
                      file.path + ": its header is of the wrong form (" + e.what() + ")");
    }
}

} // namespace recheck
