/// Backbones, images [N, C, s, s] (the MLP: inputs [N, d]) to features [N, F], in libtorch.
///
/// ResNet-20: He et al. (arXiv 1512.03385) section 4.2. A 3x3 convolution, three stages of three
///   blocks of two 3x3 convolutions at 16, 32, 64 channels, the first convolution of stages 2 and 3
///   at stride 2; parameter-free shortcuts (option A: every second pixel, zeros in the new
///   channels). F = 64.
/// DenseNet of depth 22 and growth 12: Huang et al. (arXiv 1608.06993), without bottlenecks or
///   compression. A 3x3 convolution to 16 channels, three blocks of six layers that read all before
///   them in their block, between blocks a 1x1 convolution and 2x2 averages. F = 232.
/// Both have batch norm before or after each convolution and end in the mean over pixels of a ReLU.
/// MLP: a ReLU after each matrix, no batch norm.
/// None has biases, and features are not negative.
#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

namespace ncv::backbones {

inline torch::nn::Conv2d convolution(int from, int to, int size, int stride = 1) {
    return torch::nn::Conv2d(
        torch::nn::Conv2dOptions(from, to, size).stride(stride).padding(size / 2).bias(false));
}

/// Its running statistics are plain means over the batches since they were last reset.
inline torch::nn::BatchNorm2d batch_norm(int channels) {
    return torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(channels).momentum(torch::nullopt));
}

inline torch::Tensor mean_over_pixels(const torch::Tensor& x) { return x.mean({2, 3}); }

struct Backbone : torch::nn::Module {
    virtual torch::Tensor features(torch::Tensor x) = 0;
    int width = 0; ///< F
};

struct ResidualBlock : torch::nn::Module {
    ResidualBlock(int from, int to)
        : conv1(convolution(from, to, 3, from == to ? 1 : 2)), conv2(convolution(to, to, 3)),
          norm1(batch_norm(to)), norm2(batch_norm(to)), widens(to - from) {
        register_module("conv1", conv1);
        register_module("norm1", norm1);
        register_module("conv2", conv2);
        register_module("norm2", norm2);
    }
    torch::Tensor forward(const torch::Tensor& x) {
        const auto y = norm2(conv2(torch::relu(norm1(conv1(x)))));
        return torch::relu(y + shortcut(x));
    }
    torch::Tensor shortcut(const torch::Tensor& x) const {
        using torch::indexing::None;
        using torch::indexing::Slice;
        if (widens == 0) return x;
        const auto halved = x.index({Slice(), Slice(), Slice(None, None, 2), Slice(None, None, 2)});
        return torch::constant_pad_nd(halved, {0, 0, 0, 0, 0, widens});
    }

    torch::nn::Conv2d conv1, conv2;
    torch::nn::BatchNorm2d norm1, norm2;
    int widens; ///< new channels
};

struct ResNet20 : Backbone {
    explicit ResNet20(int channels) : conv(convolution(channels, 16, 3)), norm(batch_norm(16)) {
        register_module("conv", conv);
        register_module("norm", norm);
        int from = 16;
        for (const int to : {16, 32, 64})
            for (int block = 0; block < 3; ++block) {
                blocks.push_back(register_module("block" + std::to_string(blocks.size()),
                                                 std::make_shared<ResidualBlock>(from, to)));
                from = to;
            }
        width = from;
    }
    torch::Tensor features(torch::Tensor x) override {
        x = torch::relu(norm(conv(x)));
        for (const auto& block : blocks) x = block->forward(x);
        return mean_over_pixels(x);
    }

    torch::nn::Conv2d conv;
    torch::nn::BatchNorm2d norm;
    std::vector<std::shared_ptr<ResidualBlock>> blocks;
};

/// Batch norm, perhaps a ReLU, a convolution.
struct NormedConvolution : torch::nn::Module {
    NormedConvolution(int from, int to, int size)
        : norm(batch_norm(from)), conv(convolution(from, to, size)) {
        register_module("norm", norm);
        register_module("conv", conv);
    }
    torch::nn::BatchNorm2d norm;
    torch::nn::Conv2d conv;
};

struct DenseNet : Backbone {
    static constexpr int blocks = 3, growth = 12, layers_of_block = 6; // depth 3 * 6 + 4

    explicit DenseNet(int channels) : conv(convolution(channels, 16, 3)) {
        register_module("conv", conv);
        width = 16;
        for (int block = 0; block < blocks; ++block) {
            if (block > 0) add(width, 1);
            for (int layer = 0; layer < layers_of_block; ++layer) {
                add(growth, 3);
                width += growth;
            }
        }
        norm = register_module("norm", batch_norm(width));
    }
    torch::Tensor features(torch::Tensor x) override {
        x = conv(x);
        std::size_t next = 0;
        for (int block = 0; block < blocks; ++block) {
            if (block > 0) {
                NormedConvolution& transition = *convolutions[next++];
                x = torch::avg_pool2d(transition.conv(transition.norm(x)), 2);
            }
            for (int layer = 0; layer < layers_of_block; ++layer) {
                NormedConvolution& l = *convolutions[next++];
                x = torch::cat({x, l.conv(torch::relu(l.norm(x)))}, 1);
            }
        }
        return mean_over_pixels(torch::relu(norm(x)));
    }

    torch::nn::Conv2d conv;
    std::vector<std::shared_ptr<NormedConvolution>> convolutions; ///< in the order they act
    torch::nn::BatchNorm2d norm{nullptr};

  private:
    void add(int to, int size) {
        convolutions.push_back(
            register_module("convolution" + std::to_string(convolutions.size()),
                            std::make_shared<NormedConvolution>(width, to, size)));
    }
};

struct Mlp : Backbone {
    Mlp(int inputs, const std::vector<int>& hidden) {
        width = inputs;
        for (const int to : hidden) {
            layers.push_back(register_module(
                "layer" + std::to_string(layers.size()),
                torch::nn::Linear(torch::nn::LinearOptions(width, to).bias(false))));
            width = to;
        }
    }
    torch::Tensor features(torch::Tensor x) override {
        for (auto& layer : layers) x = torch::relu(layer(x));
        return x;
    }

    std::vector<torch::nn::Linear> layers;
};

} // namespace ncv::backbones
