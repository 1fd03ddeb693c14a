#include "io/snapshot_file.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/number_text.hpp"
#include "io/safetensors.hpp"

#include <fmt/format.h>

#include <cstring>

namespace ncv {
namespace {

/// The reader's view of one file: every message begins with its name.
class Reader {
  public:
    Reader(const Safetensors& file, const std::string& name) : file_(file), name_(name) {}

    [[noreturn]] void fail(const std::string& what) const { throw BadInput(name_ + ": " + what); }

    const Tensor* find(const std::string& key) const {
        const auto found = file_.tensors.find(key);
        return found == file_.tensors.end() ? nullptr : &found->second;
    }

    /// Rows of the file become columns: [N, d] row-major is d x N column-major.
    Matrix<double> transposed(const std::string& key) const {
        const Tensor* tensor = find(key);
        if (!tensor) fail(fmt::format("tensor {} is missing", key));
        if (tensor->shape.size() != 2)
            fail(fmt::format("tensor {} has {} dimensions, needs 2", key, tensor->shape.size()));
        if (tensor->dtype != "F64" && tensor->dtype != "F32")
            fail(fmt::format("tensor {} has dtype {}, needs F64 or F32", key, tensor->dtype));
        if (tensor->size() == 0) fail(fmt::format("tensor {} is empty", key));
        Matrix<double> out(tensor->shape[1], tensor->shape[0]);
        if (tensor->dtype == "F64") {
            std::memcpy(out.data(), tensor->bytes.data(), tensor->bytes.size());
        } else {
            Matrix<float> single(out.rows(), out.cols());
            std::memcpy(single.data(), tensor->bytes.data(), tensor->bytes.size());
            out = single.cast<double>();
        }
        if (!out.allFinite())
            fail(fmt::format("tensor {} holds NaN or infinity, needs finite numbers", key));
        return out;
    }

    std::vector<int> labels(Eigen::Index samples, Eigen::Index classes) const {
        const Tensor* tensor = find("labels");
        if (!tensor) fail("tensor labels is missing");
        if (tensor->dtype != "I64")
            fail("tensor labels has dtype " + tensor->dtype + ", needs I64");
        if (tensor->shape.size() != 1 || tensor->shape[0] != samples)
            fail(fmt::format("tensor labels must have shape [{}], one a sample", samples));
        std::vector<std::int64_t> raw(static_cast<std::size_t>(samples));
        std::memcpy(raw.data(), tensor->bytes.data(), tensor->bytes.size());
        std::vector<bool> seen(static_cast<std::size_t>(classes), false);
        std::vector<int> out;
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (raw[i] < 0 || raw[i] >= classes)
                fail(fmt::format("label {} of sample {} is outside 0..{}, the rows of the last "
                                 "layer",
                                 raw[i], i, classes - 1));
            out.push_back(static_cast<int>(raw[i]));
            seen[static_cast<std::size_t>(raw[i])] = true;
        }
        for (std::size_t c = 0; c < seen.size(); ++c)
            if (!seen[c]) fail(fmt::format("class {} has no sample; every class needs one", c));
        return out;
    }

    const std::string* text(const std::string& key) const {
        const auto found = file_.metadata.find(key);
        return found == file_.metadata.end() ? nullptr : &found->second;
    }
    const std::string& needed(const std::string& key) const {
        const std::string* value = text(key);
        if (!value) fail(fmt::format("metadata {} is missing from __metadata__", key));
        return *value;
    }
    template <class T>
    T number(const std::string& key) const {
        const std::string& value = needed(key);
        T out{};
        if (!parse_number(value, out))
            fail(fmt::format("metadata {} is \"{}\", needs a {}", key, value,
                             std::is_floating_point_v<T> ? "finite number" : "whole number"));
        return out;
    }
    template <class T>
    std::optional<T> optional_number(const std::string& key) const {
        return text(key) ? std::optional<T>(number<T>(key)) : std::nullopt;
    }

    Activation activation() const {
        const std::string& kind = needed("activation");
        const auto known = activation_from_name(kind);
        if (!known)
            fail(fmt::format("unknown activation \"{}\"; known are leaky_relu, "
                             "softplus_leaky_relu, gaussian_leaky_relu, relu, tanh, identity",
                             kind));
        Activation out;
        out.kind = *known;
        if (out.uses_gamma()) {
            out.gamma = number<double>("gamma");
            if (!(out.gamma > 0 && out.gamma < 1))
                fail(fmt::format("metadata gamma is {}, needs 0 < gamma < 1", out.gamma));
        }
        if (out.uses_sharpness()) {
            out.sharpness = number<double>("sharpness");
            if (!(out.sharpness > 0))
                fail(fmt::format("metadata sharpness is {}, needs sharpness > 0", out.sharpness));
        }
        return out;
    }

    /// None where the file does not give all of it in good order: no reader needs it.
    std::optional<Backbone> backbone(int L1) const {
        const std::string* connections = text("backbone_connections");
        if (!connections) return std::nullopt;
        Backbone out{*connections, {}};
        try {
            for (int l = 1; l <= L1; ++l)
                out.weights.push_back(transposed(fmt::format("backbone.W{}", l)).transpose());
        } catch (const BadInput&) {
            return std::nullopt;
        }
        return out;
    }

  private:
    const Safetensors& file_;
    const std::string& name_;
};

Tensor tensor_of(const Matrix<double>& columns, Precision precision) {
    Tensor out{precision == Precision::f64 ? "F64" : "F32", {columns.cols(), columns.rows()}, {}};
    if (precision == Precision::f64) {
        out.bytes.assign(reinterpret_cast<const char*>(columns.data()),
                         static_cast<std::size_t>(columns.size()) * 8);
    } else {
        const Matrix<float> single = columns.cast<float>();
        out.bytes.assign(reinterpret_cast<const char*>(single.data()),
                         static_cast<std::size_t>(single.size()) * 4);
    }
    return out;
}

} // namespace

Snapshot parse_snapshot(std::string_view bytes, const std::string& name) {
    const Safetensors file = parse_safetensors(bytes, name);
    const Reader in(file, name);
    if (in.needed("ncv") != "1")
        in.fail(fmt::format("metadata ncv is \"{}\", this program reads version \"1\"",
                            in.needed("ncv")));

    Snapshot out;
    const int L1 = in.number<int>("nonlinear_layers");
    int first = 1, last = 0;
    const bool head_only = !in.find("X");
    if (head_only && !in.find("features"))
        in.fail("needs tensor X, or features of a head snapshot");
    if (L1 < 0) in.fail("metadata nonlinear_layers must be 0 or more");
    if (L1 > 1'000'000) in.fail("metadata nonlinear_layers is more than a million");
    if (head_only) first = L1 + 1;
    for (last = first; in.find(fmt::format("W{}", last)); ++last) {
    }
    --last;
    if (last < first) in.fail(fmt::format("tensor W{} is missing", first));
    for (const auto& [key, tensor] : file.tensors) {
        int l = 0;
        if (!key.starts_with('W')) continue;
        const auto [end, error] = std::from_chars(key.data() + 1, key.data() + key.size(), l);
        if (error == std::errc() && end == key.data() + key.size() && l > last)
            in.fail(fmt::format("tensor W{} is missing, though {} is there", last + 1, key));
    }
    if (L1 > last)
        in.fail(
            fmt::format("metadata nonlinear_layers is {}, the network has {} layers", L1, last));

    out.data.inputs = in.transposed(head_only ? "features" : "X");
    Eigen::Index below = out.data.inputs.rows();
    for (int l = first; l <= last; ++l) {
        out.network.weights.push_back(in.transposed(fmt::format("W{}", l)).transpose());
        const auto& W = out.network.weights.back();
        if (W.cols() != below)
            in.fail(fmt::format("tensor W{} has shape [{}, {}], needs {} columns to follow {}", l,
                                W.rows(), W.cols(), below,
                                l == first ? std::string(head_only ? "features" : "X")
                                           : fmt::format("W{}", l - 1)));
        below = W.rows();
    }
    if (below < 2)
        in.fail(fmt::format("tensor W{} has {} row; at least two classes are needed", last, below));
    out.data.classes = static_cast<int>(below);
    out.data.labels = in.labels(out.data.inputs.cols(), below);
    out.network.activation = in.activation();
    out.network.nonlinear_layers = head_only ? 0 : L1;
    out.layer_offset = head_only ? L1 : 0;
    out.weight_decay = in.optional_number<double>("weight_decay");
    if (out.weight_decay && *out.weight_decay < 0) in.fail("metadata weight_decay is negative");
    out.learning_rate = in.optional_number<double>("learning_rate");
    out.step = in.optional_number<std::int64_t>("step");
    out.seed = in.optional_number<std::uint64_t>("seed");
    if (const std::string* source = in.text("source")) out.source = *source;
    if (head_only) out.backbone = in.backbone(L1);
    return out;
}

std::string format_snapshot(const Snapshot& snapshot, Precision precision) {
    Safetensors file;
    const auto& net = snapshot.network;
    const int offset = snapshot.layer_offset;
    file.tensors[offset ? "features" : "X"] = tensor_of(snapshot.data.inputs, precision);
    for (int l = 1; l <= net.depth(); ++l)
        file.tensors[fmt::format("W{}", l + offset)] = tensor_of(net.W(l).transpose(), precision);
    Tensor labels{"I64", {snapshot.data.samples()}, {}};
    for (std::int64_t label : snapshot.data.labels)
        labels.bytes.append(reinterpret_cast<const char*>(&label), 8);
    file.tensors["labels"] = std::move(labels);

    auto& meta = file.metadata;
    meta["ncv"] = "1";
    meta["nonlinear_layers"] = std::to_string(net.nonlinear_layers + offset);
    meta["activation"] = activation_name(net.activation.kind);
    if (net.activation.uses_gamma()) meta["gamma"] = fmt::format("{}", net.activation.gamma);
    if (net.activation.uses_sharpness())
        meta["sharpness"] = fmt::format("{}", net.activation.sharpness);
    if (snapshot.weight_decay) meta["weight_decay"] = fmt::format("{}", *snapshot.weight_decay);
    if (snapshot.learning_rate) meta["learning_rate"] = fmt::format("{}", *snapshot.learning_rate);
    if (snapshot.step) meta["step"] = std::to_string(*snapshot.step);
    if (snapshot.seed) meta["seed"] = std::to_string(*snapshot.seed);
    if (!snapshot.source.empty()) meta["source"] = snapshot.source;
    if (snapshot.backbone) {
        meta["backbone_connections"] = snapshot.backbone->connections;
        for (std::size_t i = 0; i < snapshot.backbone->weights.size(); ++i)
            file.tensors[fmt::format("backbone.W{}", i + 1)] =
                tensor_of(snapshot.backbone->weights[i].transpose(), precision);
    }
    return format_safetensors(file);
}

Snapshot read_snapshot(const std::filesystem::path& path) {
    return parse_snapshot(read_file(path), path.string());
}

void write_snapshot(const std::filesystem::path& path, const Snapshot& snapshot,
                    Precision precision) {
    write_file(path, format_snapshot(snapshot, precision));
}

} // namespace ncv
