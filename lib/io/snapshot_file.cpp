#include "io/snapshot_file.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/number_text.hpp"
#include "io/safetensors.hpp"
#include "io/tensor_names.hpp"
#include "io/tensor_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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

    /// `first`: the number of the first layer, where it is this that may be missing.
    const Tensor& tensor(const std::string& key, int first = 0) const {
        const Tensor* found = find(key);
        if (!found) fail(fmt::format("tensor {} is missing{}", key, what_is_there(file_, first)));
        return *found;
    }
    Matrix<double> columns(const std::string& key) const {
        return columns_of(tensor(key), name_ + ": tensor " + key);
    }
    void inputs(const std::string& key, Dataset<double>& out) const {
        if (tensor(key).stored)
            out.stored = stored_columns_of(tensor(key), name_ + ": tensor " + key);
        else
            out.inputs = columns(key);
    }
    Vector<double> bias(const std::string& key, Eigen::Index entries) const {
        return bias_of(tensor(key), name_ + ": tensor " + key, entries);
    }
    std::vector<int> labels(Eigen::Index samples, Eigen::Index classes) const {
        return labels_of(tensor("labels"), name_ + ": tensor labels", samples, classes);
    }

    /// The tensors that are none of a snapshot with W`first` .. W`last`. Refuses what may belong to
    /// the network: without it another one would be checked.
    std::vector<std::string> strays(int first, int last) const {
        std::vector<std::string> out;
        for (const auto& [key, tensor] : file_.tensors) {
            if (key == "X" || key == "features" || key == "labels" || key == "outputs" ||
                is_layer('W', key, first, last) || is_layer('b', key, first, last))
                continue;
            if (text("backbone_connections") && key.starts_with("backbone.")) continue;
            if (looks_like_bias(key))
                fail(fmt::format("tensor {} looks like a layer's bias, but those of the layers are "
                                 "called b{} .. b{}: call it so, or leave it out if it is none",
                                 key, first, last));
            if (looks_like_weight(key)) fail(unplaced(key, first, last));
            out.push_back(key);
        }
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
    void require_version() const {
        if (const std::string* version = text("ncv")) {
            if (*version == "1") return;
            fail(fmt::format("metadata ncv is \"{}\", this program reads version \"1\"", *version));
        }
        std::vector<std::string> keys;
        for (const auto& [key, value] : file_.metadata) keys.push_back(key);
        fail(fmt::format(
            "is no snapshot: __metadata__ {}; it needs ncv = \"1\", nonlinear_layers and "
            "activation, beside the tensors X, labels and W1 .. WL (docs/formats.md; README.md has "
            "the export from PyTorch){}",
            keys.empty() ? "is missing" : fmt::format("has {} alone", fmt::join(keys, ", ")),
            find("W1") ? "" : what_is_there(file_, 1)));
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

    Loss loss() const {
        Loss out;
        const std::string* kind = text("loss");
        if (kind && *kind != "squared_error" && *kind != "cross_entropy")
            fail(fmt::format("unknown loss \"{}\"; known are squared_error, cross_entropy", *kind));
        if (kind && *kind == "cross_entropy") out.kind = LossKind::cross_entropy;
        out.label_smoothing = optional_number<double>("label_smoothing").value_or(0);
        if (!(out.label_smoothing >= 0 && out.label_smoothing < 1))
            fail(fmt::format("metadata label_smoothing is {}, needs 0 <= label_smoothing < 1",
                             out.label_smoothing));
        if (out.label_smoothing > 0 && out.kind != LossKind::cross_entropy)
            fail("metadata label_smoothing is given without loss = \"cross_entropy\"");
        return out;
    }
    /// c of what was minimised, c times the loss: all else is told in units of the loss alone.
    double loss_scale() const {
        const double scale = optional_number<double>("loss_scale").value_or(1);
        if (!(scale > 0)) fail(fmt::format("metadata loss_scale is {}, needs more than 0", scale));
        return scale;
    }
    /// lambda of a tensor.
    std::optional<double> weight_decay(const std::string& tensor_name) const {
        const std::string own = "weight_decay_" + tensor_name;
        const std::string& key = text(own) ? own : all_decays;
        const auto decay = optional_number<double>(key);
        if (decay && *decay < 0) fail(fmt::format("metadata {} is negative", key));
        if (!decay) return decay;
        const double lambda = *decay / loss_scale();
        if (!std::isfinite(lambda))
            fail(fmt::format("metadata {} over loss_scale is beyond the range of double", key));
        return lambda;
    }
    /// Those of `names` are all that may have a decay of their own.
    void require_known_decays(const std::vector<std::string>& names) const {
        for (const auto& [key, value] : file_.metadata)
            if (key.starts_with("weight_decay_") &&
                std::find(names.begin(), names.end(), key.substr(13)) == names.end())
                fail(fmt::format("metadata {} names no tensor of the network; they are {}", key,
                                 fmt::join(names, ", ")));
    }

    /// None where the file does not give all of it in good order: no reader needs it.
    std::optional<Backbone> backbone(int L1) const {
        const std::string* connections = text("backbone_connections");
        if (!connections) return std::nullopt;
        Backbone out{*connections, {}};
        try {
            for (int l = 1; l <= L1; ++l)
                out.weights.push_back(columns(fmt::format("backbone.W{}", l)).transpose());
        } catch (const BadInput&) {
            return std::nullopt;
        }
        return out;
    }

  private:
    static std::optional<int> layer_of(char letter, const std::string& key) {
        int l = 0;
        if (!key.starts_with(letter) || !parse_number(std::string_view(key).substr(1), l) ||
            key != fmt::format("{}{}", letter, l))
            return std::nullopt;
        return l;
    }
    static bool is_layer(char letter, const std::string& key, int first, int last) {
        const auto l = layer_of(letter, key);
        return l && *l >= first && *l <= last;
    }
    /// What is wrong with a weight that is no layer's.
    static std::string unplaced(const std::string& key, int first, int last) {
        const auto l = layer_of('W', key);
        if (l && *l > last)
            return fmt::format("tensor W{} is missing, though {} is there", last + 1, key);
        return fmt::format("tensor {} looks like a layer's weight, but the layers are called W{} "
                           ".. W{}: call it W{}, or leave it out if it is none",
                           key, first, last, last + 1);
    }

    inline static const std::string all_decays = "weight_decay";
    const Safetensors& file_;
    const std::string& name_;
};

/// lambda of all tensors where it is one, of each where not.
void read_weight_decays(const Reader& in, int first, Snapshot& out) {
    std::vector<std::string> names;
    for (int l = first; l < first + out.network.depth(); ++l) {
        names.push_back(fmt::format("W{}", l));
        if (out.network.has_bias(l - first + 1)) names.push_back(fmt::format("b{}", l));
    }
    in.require_known_decays(names);
    std::map<std::string, double> known;
    for (const std::string& name : names)
        if (const auto lambda = in.weight_decay(name)) known[name] = *lambda;
    if (known.empty()) return;
    const double one = known.begin()->second;
    if (known.size() == names.size() &&
        std::all_of(known.begin(), known.end(), [&](const auto& d) { return d.second == one; }))
        out.weight_decay = one;
    else
        out.weight_decays = std::move(known);
}

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

Snapshot parse_snapshot(std::string_view bytes, const std::string& name,
                        std::vector<std::string>* ignored) {
    return snapshot_of(parse_safetensors(bytes, name), name, ignored);
}

Snapshot snapshot_of(const Safetensors& file, const std::string& name,
                     std::vector<std::string>* ignored) {
    const Reader in(file, name);
    in.require_version();

    Snapshot out;
    const int L1 = in.number<int>("nonlinear_layers");
    if (L1 < 0) in.fail("metadata nonlinear_layers must be 0 or more");
    if (L1 > 1'000'000) in.fail("metadata nonlinear_layers is more than a million");
    const bool head_only = in.find("features");
    if (head_only && in.find("X"))
        in.fail("has X and features; a snapshot of the whole network has X and W1 .. WL, one of "
                "the head features and the head's layers: leave one of them out");
    if (!head_only && !in.find("X"))
        in.fail("needs tensor X, or features of a head snapshot" +
                what_is_there(file, in.find("W1") ? 0 : 1));
    const int first = head_only ? L1 + 1 : 1;
    int last = first;
    in.tensor(fmt::format("W{}", first), first);
    while (in.find(fmt::format("W{}", last + 1))) ++last;
    for (const std::string& stray : in.strays(first, last))
        if (ignored) ignored->push_back(stray);
    if (L1 > last)
        in.fail(
            fmt::format("metadata nonlinear_layers is {}, the network has {} layers", L1, last));

    in.inputs(head_only ? "features" : "X", out.data);
    const Eigen::Index samples = out.data.stored ? out.data.stored->cols() : out.data.inputs.cols();
    Eigen::Index below = out.data.dimension();
    for (int l = first; l <= last; ++l) {
        out.network.weights.push_back(in.columns(fmt::format("W{}", l)).transpose());
        const auto& W = out.network.weights.back();
        if (W.cols() != below)
            in.fail(fmt::format("tensor W{} has shape [{}, {}], needs {} columns to follow {}", l,
                                W.rows(), W.cols(), below,
                                l == first ? std::string(head_only ? "features" : "X")
                                           : fmt::format("W{}", l - 1)));
        below = W.rows();
    }
    for (int l = first; l <= last; ++l)
        if (const std::string key = fmt::format("b{}", l); in.find(key)) {
            out.network.biases.resize(out.network.weights.size());
            out.network.biases[static_cast<std::size_t>(l - first)] =
                in.bias(key, out.network.W(l - first + 1).rows());
        }
    if (below < 2)
        in.fail(fmt::format("tensor W{} has {} row; at least two classes are needed", last, below));
    out.data.classes = static_cast<int>(below);
    out.data.labels = in.labels(samples, below);
    out.network.activation = in.activation();
    out.network.nonlinear_layers = head_only ? 0 : L1;
    out.layer_offset = head_only ? L1 : 0;
    out.loss = in.loss();
    read_weight_decays(in, first, out);
    const double loss_scale = in.loss_scale();
    out.learning_rate = in.optional_number<double>("learning_rate");
    if (out.learning_rate) {
        if (*out.learning_rate < 0) in.fail("metadata learning_rate is negative");
        *out.learning_rate *= loss_scale;
        if (!std::isfinite(*out.learning_rate))
            in.fail("metadata learning_rate times loss_scale is beyond the range of double");
    }
    out.step = in.optional_number<std::int64_t>("step");
    out.seed = in.optional_number<std::uint64_t>("seed");
    if (const std::string* source = in.text("source")) out.source = *source;
    if (head_only) out.backbone = in.backbone(L1);
    if (in.find("outputs")) {
        out.outputs = in.columns("outputs");
        if (out.outputs->rows() != below || out.outputs->cols() != out.data.samples())
            in.fail(
                fmt::format("tensor outputs has shape [{}, {}], needs [{}, {}], one row a sample",
                            out.outputs->cols(), out.outputs->rows(), out.data.samples(), below));
    }
    return out;
}

Snapshot parse_run_snapshot(std::string_view bytes, const std::string& name) {
    Snapshot out = parse_snapshot(bytes, name);
    if (out.network.has_biases() || out.loss.kind != LossKind::squared_error ||
        !out.weight_decays.empty())
        throw BadInput(name +
                       ": has biases, cross-entropy or a decay for each tensor, which no run "
                       "of the theorem has");
    return out;
}

std::string format_snapshot(const Snapshot& snapshot, Precision precision) {
    Safetensors file;
    const auto& net = snapshot.network;
    const int offset = snapshot.layer_offset;
    file.tensors[offset ? "features" : "X"] = tensor_of(snapshot.data.inputs, precision);
    for (int l = 1; l <= net.depth(); ++l)
        file.tensors[fmt::format("W{}", l + offset)] = tensor_of(net.W(l).transpose(), precision);
    for (int l = 1; l <= net.depth(); ++l)
        if (net.has_bias(l)) {
            Tensor bias = tensor_of(net.b(l), precision);
            bias.shape = {net.b(l).size()};
            file.tensors[fmt::format("b{}", l + offset)] = std::move(bias);
        }
    if (snapshot.outputs) file.tensors["outputs"] = tensor_of(*snapshot.outputs, precision);
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
    for (const auto& [name, lambda] : snapshot.weight_decays)
        meta["weight_decay_" + name] = fmt::format("{}", lambda);
    if (snapshot.loss.kind == LossKind::cross_entropy) meta["loss"] = "cross_entropy";
    if (snapshot.loss.label_smoothing > 0)
        meta["label_smoothing"] = fmt::format("{}", snapshot.loss.label_smoothing);
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

Snapshot read_snapshot(const std::filesystem::path& path, std::vector<std::string>* ignored) {
    return parse_snapshot(read_file(path), path.string(), ignored);
}

bool may_stay_in_place(const std::filesystem::path& path) {
    constexpr std::uintmax_t large = 1 << 19; // bytes
    std::error_code error;
    return std::filesystem::is_regular_file(path, error) &&
           std::filesystem::file_size(path, error) >= large;
}

Snapshot read_snapshot_in_place(const std::filesystem::path& path,
                                std::vector<std::string>* ignored) {
    if (!may_stay_in_place(path)) return read_snapshot(path, ignored);
    return snapshot_of(read_safetensors(path, {"X", "features"}), path.string(), ignored);
}

void load_inputs(Snapshot& snapshot) {
    Dataset<double>& data = snapshot.data;
    if (!data.stored) return;
    data.inputs = data.columns(0, data.samples());
    data.stored.reset();
}

void write_snapshot(const std::filesystem::path& path, const Snapshot& snapshot,
                    Precision precision) {
    write_file(path, format_snapshot(snapshot, precision));
}

} // namespace ncv
