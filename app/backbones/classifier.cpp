#include "backbones/classifier.hpp"

#include "backbones/models.hpp"
#include "data/random.hpp"
#include "io/errors.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Version.h>
#include <fmt/format.h>
#include <torch/version.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace ncv::backbones {
namespace {

constexpr std::int64_t evaluated_at_once = 256; // bounds the memory of a forward pass

/// [N, d] of d x N.
torch::Tensor rows_of(const Dataset<double>& data) {
    // Columns are samples, so the bytes are those of a row-major [N, d].
    return torch::from_blob(const_cast<double*>(data.inputs.data()),
                            {data.samples(), data.inputs.rows()}, torch::kFloat64)
        .to(torch::kFloat32);
}

/// [N, C, s, s] of d x N.
torch::Tensor images(const Dataset<double>& data) {
    const auto d = static_cast<std::int64_t>(data.inputs.rows());
    for (const std::int64_t channels : {1, 3}) {
        const auto s = std::llround(std::sqrt(static_cast<double>(d / channels)));
        if (channels * s * s != d || s < 8) continue;
        return rows_of(data).view({data.samples(), channels, s, s});
    }
    throw BadInput(fmt::format("an input has {} numbers; convolutions need s x s pixels in one "
                               "channel or three, s at least 8",
                               d));
}

/// The channels of a pixel side by side in memory: a step of the DenseNet takes 0.7 of its time so,
/// one of ResNet-20 0.85.
torch::Tensor channels_last(const torch::Tensor& x) {
    return x.contiguous(at::MemoryFormat::ChannelsLast);
}

torch::Tensor inputs_of(BackboneKind kind, const Dataset<double>& data) {
    return kind == BackboneKind::mlp ? rows_of(data) : channels_last(images(data));
}

torch::Tensor to_tensor(const Matrix<double>& W) {
    const Matrix<double> rows = W.transpose(); // its bytes are W row by row
    return torch::from_blob(const_cast<double*>(rows.data()), {W.rows(), W.cols()}, torch::kFloat64)
        .to(torch::kFloat32);
}

/// Of [n, m], the m x n matrix with the same bytes.
Matrix<double> columns(const torch::Tensor& rows) {
    const auto whole = rows.detach().contiguous();
    return Eigen::Map<const Matrix<float>>(whole.data_ptr<float>(), whole.size(1), whole.size(0))
        .cast<double>();
}

/// For inputs of `size` channels, or numbers.
std::shared_ptr<Backbone> make_backbone(const BackboneConfig& config, int size) {
    switch (config.kind) {
    case BackboneKind::resnet20: return std::make_shared<ResNet20>(size);
    case BackboneKind::densenet: return std::make_shared<DenseNet>(size);
    case BackboneKind::mlp: return std::make_shared<Mlp>(size, config.hidden);
    }
    return nullptr;
}

/// He et al. (arXiv 1502.01852): entries of variance 2/fan-in.
void draw(torch::Tensor& weight, Random& random) {
    const auto shape = weight.sizes();
    const auto W = gaussian_matrix(random, shape[0], weight.numel() / shape[0]);
    const auto drawn = to_tensor(std::sqrt(2.0 / static_cast<double>(W.cols())) * W).view(shape);
    weight.set_data(weight.dim() == 4 ? channels_last(drawn) : drawn);
}

/// One for all tensors, or each its own.
void put_decays(const BackboneConfig& config, Snapshot& s) {
    if (!config.biases || config.bias_decay() == config.weight_decay) {
        s.weight_decay = config.weight_decay;
        return;
    }
    for (int l = 1; l <= config.head_layers; ++l) {
        s.weight_decays[fmt::format("W{}", s.layer_offset + l)] = config.weight_decay;
        s.weight_decays[fmt::format("b{}", s.layer_offset + l)] = config.bias_decay();
    }
}

} // namespace

std::string arithmetic() {
    const std::string known = at::show_config(), before = "CPU capability usage: ";
    const std::size_t at = known.find(before);
    std::string set = at == std::string::npos ? "" : known.substr(at + before.size());
    set.resize(std::min(set.size(), set.find_first_of(" \n")));
    return fmt::format("libtorch {} {}", TORCH_VERSION, set);
}

struct Classifier::Impl : torch::nn::Module {
    Impl(const BackboneConfig& c, const Dataset<double>& d)
        : config(c), data(d), inputs(inputs_of(c.kind, d)),
          targets(to_tensor(ncv::targets<double>(c.loss, d.one_hot()).transpose())),
          backbone(
              register_module("backbone", make_backbone(c, static_cast<int>(inputs.size(1))))) {
        Random random(config.seed);
        for (const auto& module : backbone->modules()) {
            if (auto* conv = module->as<torch::nn::Conv2d>()) draw(conv->weight, random);
            if (auto* layer = module->as<torch::nn::Linear>()) draw(layer->weight, random);
        }
        std::vector<int> widths(static_cast<std::size_t>(config.head_layers), config.head_width);
        widths[0] = backbone->width;
        widths.push_back(data.classes);
        for (const auto& W : initialise(widths, 0, {}, config.head_init, 1.0, config.seed).weights)
            head.push_back(register_parameter(fmt::format("W{}", head.size() + 1), to_tensor(W)));
        std::vector<torch::optim::OptimizerParamGroup> groups{parameters()};
        if (config.biases) {
            for (const auto& W : head)
                biases.push_back(register_parameter(fmt::format("b{}", biases.size() + 1),
                                                    torch::zeros({W.size(0)})));
            groups.emplace_back(biases);
        }
        descent = std::make_unique<torch::optim::SGD>(
            groups,
            torch::optim::SGDOptions(config.schedule.front().rate).momentum(config.momentum));
    }

    torch::Tensor forward_head(torch::Tensor z) const {
        for (std::size_t l = 0; l < head.size(); ++l)
            z = biases.empty() ? torch::linear(z, head[l]) : torch::linear(z, head[l], biases[l]);
        return z;
    }
    /// Summed over the samples chosen.
    torch::Tensor loss(const torch::Tensor& chosen) const {
        const auto z = forward_head(backbone->features(inputs.index_select(0, chosen)));
        const auto t = targets.index_select(0, chosen);
        return config.loss.kind == LossKind::cross_entropy ? -(t * torch::log_softmax(z, 1)).sum()
                                                           : (z - t).square().sum() / 2;
    }
    /// Of a step on `samples` of all: the rate, and each group's share of its decay.
    void set_step(double rate, std::int64_t samples) {
        const double share = static_cast<double>(samples) / static_cast<double>(data.samples());
        double decay = config.weight_decay;
        for (auto& group : descent->param_groups()) {
            auto& options = static_cast<torch::optim::SGDOptions&>(group.options());
            options.lr(rate);
            options.weight_decay(decay * share);
            decay = config.bias_decay(); // the biases are the second group
        }
    }

    std::int64_t batches() const {
        const std::int64_t N = data.samples(), size = config.batch == 0 ? N : config.batch;
        return (N + size - 1) / size;
    }
    std::int64_t steps() const { return epochs * batches(); } ///< taken so far
    /// The samples of each batch, in an order drawn from the seed.
    std::vector<torch::Tensor> draw_batches(std::uint64_t number) const {
        const auto draw = at::make_generator<at::CPUGeneratorImpl>(config.seed ^ (number << 32));
        return torch::randperm(data.samples(), draw).tensor_split(batches());
    }

    /// Gives batch norm the mean over one epoch's batches of their statistics, which is what
    /// training sees at these weights.
    void settle_statistics() {
        train();
        for (const auto& module : backbone->modules())
            if (auto* norm = module->as<torch::nn::BatchNorm2d>()) norm->reset_running_stats();
        for (const auto& chosen : draw_batches(0))
            backbone->features(inputs.index_select(0, chosen));
    }

    /// Of all samples, a row a sample.
    torch::Tensor all_features() {
        const torch::NoGradGuard no_gradients;
        settle_statistics();
        eval();
        std::vector<torch::Tensor> parts;
        for (const auto& part : inputs.split(evaluated_at_once))
            parts.push_back(backbone->features(part));
        train();
        return torch::cat(parts);
    }

    BackboneConfig config;
    Dataset<double> data;
    torch::Tensor inputs, targets; ///< [N, C, s, s], [N, K]
    std::shared_ptr<Backbone> backbone;
    std::vector<torch::Tensor> head, biases; ///< W_1, .. and b_1, .. or none
    std::unique_ptr<torch::optim::SGD> descent;
    int epochs = 0;
};

Classifier::Classifier(const BackboneConfig& config, const Dataset<double>& data) {
    if (config.batch > data.samples())
        throw BadInput(fmt::format("batch is {}, but there are {} samples; 0 takes all of them",
                                   config.batch, data.samples()));
    at::set_num_threads(1);
    impl_ = std::make_unique<Impl>(config, data);
}
Classifier::~Classifier() = default;

bool Classifier::epoch() {
    Impl& m = *impl_;
    std::int64_t step = m.steps();
    for (const auto& chosen : m.draw_batches(static_cast<std::uint64_t>(m.epochs) + 1)) {
        m.set_step(rate_at(m.config.schedule, step++), chosen.size(0));
        m.descent->zero_grad();
        const auto loss = m.loss(chosen);
        if (!std::isfinite(loss.item<float>())) return false;
        loss.backward();
        m.descent->step();
    }
    ++m.epochs;
    return true;
}

int Classifier::epochs() const { return impl_->epochs; }

Snapshot Classifier::snapshot() const {
    Impl& m = *impl_;
    Snapshot s;
    s.layer_offset = m.config.layers_below();
    for (const auto& W : m.head) s.network.weights.push_back(columns(W.t()));
    for (const auto& b : m.biases) s.network.biases.emplace_back(columns(b.unsqueeze(0)));
    s.network.activation.kind = ActivationKind::relu;
    s.data = {columns(m.all_features()), m.data.labels, m.data.classes};
    s.loss = m.config.loss;
    put_decays(m.config, s);
    s.step = m.steps();
    s.learning_rate = rate_at(m.config.schedule, *s.step);
    s.seed = m.config.seed;
    s.source = "ncv-backbone, data: " + m.config.data.source;
    return s;
}

Matrix<double> Classifier::outputs() const {
    const torch::NoGradGuard no_gradients;
    return columns(impl_->forward_head(impl_->all_features()));
}

std::int64_t Classifier::parameters() const {
    std::int64_t count = 0;
    for (const auto& p : impl_->parameters()) count += p.numel();
    return count;
}

std::string Classifier::state() const {
    torch::serialize::OutputArchive archive;
    impl_->save(archive);
    torch::serialize::OutputArchive descent(archive.compilation_unit());
    impl_->descent->save(descent);
    archive.write("descent", descent);
    archive.write("epochs", c10::IValue(impl_->epochs));
    std::ostringstream out;
    archive.save_to(out);
    return out.str();
}

void Classifier::restore(const std::string& state, const std::string& name) {
    try {
        torch::serialize::InputArchive archive;
        std::istringstream in(state);
        archive.load_from(in);
        impl_->load(archive);
        torch::serialize::InputArchive descent;
        archive.read("descent", descent);
        impl_->descent->load(descent);
        c10::IValue epochs;
        archive.read("epochs", epochs);
        impl_->epochs = static_cast<int>(epochs.toInt());
    } catch (const c10::Error&) {
        throw BadInput(name + ": is no whole state of this network; start the run again in another "
                              "folder");
    }
}

} // namespace ncv::backbones
