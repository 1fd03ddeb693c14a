/// A backbone with an affine head, trained by stochastic gradient descent.
///
///   C_lambda = loss(Z_L) + lambda/2 ||theta||^2 + mu/2 ||b||^2, the loss summed over samples
///   (network/loss.hpp), b the head's biases, theta all other parameters, batch norm's too
///
/// An epoch goes once through the samples in an order drawn from the seed. A step on a batch B is
/// theta' = theta - eta (gradient of B's loss + lambda |B|/N theta): the steps of an epoch add up
/// to one of C_lambda, and with one batch of all samples they are one. All in single precision on
/// one thread, so the same seed gives the same bytes on one machine.
#pragma once

#include "network/network.hpp"
#include "training/backbone_config.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace ncv::backbones {

/// The library and the instruction set that it takes here: "libtorch 1.13.1 AVX2".
std::string arithmetic();

class Classifier {
  public:
    /// Inputs of convolutions are images: s^2 numbers are one channel, 3 s^2 three, s >= 8. Throws
    /// BadInput.
    Classifier(const BackboneConfig& config, const Dataset<double>& data);
    ~Classifier();

    /// False: the loss is no longer finite.
    bool epoch();
    int epochs() const; ///< taken so far

    /// The head on the features of all samples, both exactly as computed. Batch norm uses the
    /// statistics of the samples trained on, at the weights of now.
    Snapshot snapshot() const;
    /// Z_L in the same way, by torch's own layers, K x N.
    Matrix<double> outputs() const;
    std::int64_t parameters() const;

    /// All that training goes on from, and back. Throws BadInput.
    std::string state() const;
    void restore(const std::string& state, const std::string& name);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace ncv::backbones
