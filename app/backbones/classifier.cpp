#include "backbones/classifier.hpp"

#include "backbones/models.hpp"
#include "data/random.hpp"
#include "io/errors.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>

#include <cmath>
#include <sstream>

namespace ncv::backbones {
namespace {

constexpr std::int64_t evaluated_at_once = 256; // bounds the memory of a forward pass

/// [N, C, s, s] of d x N.
torch::Tensor images(const Dataset<double>& data) {
    const auto d = static_cast<std::int64_t>(data.inputs.rows());
    for (const std::int64_t channels : {1, 3}) {
        const auto s = std::llround(std::sqrt(static_cast<double>(d / channels)));
        if (channels * s * s != d || s < 8) continue;
        // Columns are samples, so the bytes are those of a row-major [N, d].
        return torch::from_blob(const_cast<double*>(data.inputs.data()),
                                {data.samples(), channels, s, s}, torch::kFloat64)
            .to(torch::kFloat32);
    }
    throw BadInput(fmt::format("an input has {} numbers; convolutions need s x s pixels in one "
                               "channel or three, s at least 8",
                               d));
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

std::shared_ptr<Backbone> make_backbone(Kind kind, int channels) {
    if (kind == Kind::resnet20) return std::make_shared<ResNet20>(channels);
    return std::make_shared<DenseNet>(channels);
}

} // namespace

struct Classifier::Impl : torch::nn::Module {
    Impl(const BackboneConfig& c, const Dataset<double>& d)
        : config(c), data(d), inputs(images(d)), targets(to_tensor(d.one_hot().transpose())),
          backbone(register_module("backbone",
                                   make_backbone(c.kind, static_cast<int>(inputs.size(1))))) {
        Random random(config.seed);
        for (const auto& module : backbone->modules())
            if (auto* conv = module->as<torch::nn::Conv2d>()) { // He et al. (arXiv 1502.01852)
                const auto shape = conv->weight.sizes();
                const auto W = gaussian_matrix(random, shape[0], shape[1] * shape[2] * shape[3]);
                const double scale = std::sqrt(2.0 / static_cast<double>(W.cols()));
                conv->weight.set_data(to_tensor(scale * W).view(shape));
            }
        std::vector<int> widths(static_cast<std::size_t>(config.head_layers), config.head_width);
        widths[0] = backbone->width;
        widths.push_back(data.classes);
        for (const auto& W : initialise(widths, 0, {}, config.head_init, 1.0, config.seed).weights)
            head.push_back(register_parameter(fmt::format("W{}", head.size() + 1), to_tensor(W)));
        descent = std::make_unique<torch::optim::SGD>(
            parameters(),
            torch::optim::SGDOptions(config.schedule.front().rate).momentum(config.momentum));
    }

    torch::Tensor forward_head(torch::Tensor z) const {
        for (const auto& W : head) z = torch::linear(z, W);
        return z;
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
    std::vector<torch::Tensor> head;
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
    auto& descent = *m.descent;
    auto& options = static_cast<torch::optim::SGDOptions&>(descent.param_groups()[0].options());
    std::int64_t step = m.steps();
    for (const auto& chosen : m.draw_batches(static_cast<std::uint64_t>(m.epochs) + 1)) {
        options.lr(rate_at(m.config.schedule, step++));
        options.weight_decay(m.config.weight_decay * static_cast<double>(chosen.size(0)) /
                             static_cast<double>(m.data.samples()));
        descent.zero_grad();
        const auto z = m.forward_head(m.backbone->features(m.inputs.index_select(0, chosen)));
        const auto loss = (z - m.targets.index_select(0, chosen)).square().sum() / 2;
        if (!std::isfinite(loss.item<float>())) return false;
        loss.backward();
        descent.step();
    }
    ++m.epochs;
    return true;
}

int Classifier::epochs() const { return impl_->epochs; }

Snapshot Classifier::snapshot() const {
    Impl& m = *impl_;
    Snapshot s;
    s.layer_offset = m.config.kind == Kind::resnet20 ? 19 : 21; // convolutions on the longest way
    for (const auto& W : m.head) s.network.weights.push_back(columns(W.t()));
    s.network.activation.kind = ActivationKind::relu;
    s.data = {columns(m.all_features()), m.data.labels, m.data.classes};
    s.weight_decay = m.config.weight_decay;
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
