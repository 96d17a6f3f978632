// Training steps and encoding in LibTorch: what PyTorch does without Python around it. Parameters come by their names in PyTorch's files,
// Adam is the fused one. libtorch.py builds this and hands the networks over.
#include <torch/torch.h>
#include <torch/custom_class.h>

#include <string>
#include <vector>

namespace {

using c10::Dict;
using torch::Tensor;

// A network's tensors by name, its sizes, and what one batch of it costs.
struct Network {
  Dict<std::string, Tensor> tensors;
  Dict<std::string, double> sizes;

  virtual ~Network() = default;
  virtual Tensor loss(const Tensor &x) = 0;

  Tensor at(const std::string &name) const { return tensors.at(name); }

  int64_t size(const std::string &name) const { return static_cast<int64_t>(sizes.at(name)); }

  Tensor linear(const std::string &name, const Tensor &x) const {
    return at::linear(x, at(name + ".weight"), at(name + ".bias"));
  }

  Tensor conv(const std::string &name, const Tensor &x, int64_t stride, int64_t padding) const {
    return at::conv2d(x, at(name + ".weight"), at(name + ".bias"), stride, padding);
  }

  Tensor grow(const std::string &name, const Tensor &x, int64_t stride, int64_t padding) const {
    return at::conv_transpose2d(x, at(name + ".weight"), at(name + ".bias"), stride, padding);
  }
};

std::string numbered(const std::string &name, int64_t index) { return name + "." + std::to_string(index); }

struct Vae : Network {
  bool convolutional() const { return size("convolutional") != 0; }

  Tensor features(const Tensor &x) const {
    if (!convolutional()) {
      return at::relu(linear("encoder.0", x.flatten(1)));
    }
    Tensor small = at::relu(conv("encoder.2", at::relu(conv("encoder.0", x, 2, 1)), 2, 1));
    return at::relu(linear("encoder.5", small.flatten(1)));
  }

  Tensor decode(const Tensor &z, const Tensor &like) const {
    Tensor hidden = at::relu(linear("decoder.0", z));
    if (!convolutional()) {
      return linear("decoder.2", hidden).view_as(like);
    }
    Tensor flat = at::relu(linear("decoder.2", hidden));
    Tensor small = flat.view({like.size(0), -1, like.size(2) / 4, like.size(3) / 4});
    return grow("decoder.7", at::relu(grow("decoder.5", small, 2, 1)), 2, 1);
  }

  Tensor encode(const Tensor &x) const { return linear("mean", features(x)); }

  Tensor loss(const Tensor &x) override {
    Tensor given = features(x);
    Tensor mean = linear("mean", given);
    Tensor log_variance = linear("log_variance", given);
    Tensor logits = decode(mean + at::exp(0.5 * log_variance) * at::randn_like(mean), x);
    Tensor reconstruction = at::binary_cross_entropy_with_logits(logits, x, {}, {}, at::Reduction::Sum);
    Tensor kl = -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum();
    return (reconstruction + kl) / x.size(0);
  }
};

struct VqVae : Network {
  Tensor residual(const std::string &name, const Tensor &x) const {
    return x + conv(name + ".3", at::relu(conv(name + ".1", at::relu(x), 1, 1)), 1, 0);
  }

  // The moving averages follow what the codes were chosen for.
  void follow(const Tensor &index, const Tensor &vectors, Tensor codebook) {
    torch::NoGradGuard none;
    double decay = sizes.at("codeDecay");
    Tensor count = at("quantizer.ema_count");
    Tensor sum = at("quantizer.ema_sum");
    Tensor chosen = at::bincount(index, {}, codebook.size(0)).to(at::kFloat);
    count.mul_(decay).add_(chosen, 1 - decay);
    sum.mul_(decay).index_add_(0, index, vectors, 1 - decay);
    Tensor n = count.sum();
    Tensor smoothed = (count + 1e-5) / (n + codebook.size(0) * 1e-5) * n;
    at::div_out(codebook, sum, smoothed.unsqueeze(1));
  }

  Tensor loss(const Tensor &x) override {
    int64_t blocks = size("blocks");
    Tensor h = at::relu(conv("encoder.0", x - 0.5, 2, 1));
    h = conv("encoder.4", at::relu(conv("encoder.2", h, 2, 1)), 1, 1);
    for (int64_t i = 0; i < blocks; i++) {
      h = residual(numbered("encoder", 5 + i), h);
    }
    Tensor z = conv(numbered("encoder", 6 + blocks), at::relu(h), 1, 0).permute({0, 2, 3, 1});

    Tensor codebook = at("quantizer.codebook");
    Tensor flat = z.flatten(0, -2);
    Tensor index = [&] {
      torch::NoGradGuard none;
      return at::addmm(codebook.square().sum(1), flat, codebook.t(), 1, -2).argmin(1);
    }();
    Tensor codes = at::embedding(codebook, index).view_as(z);
    Tensor commitment = sizes.at("commitment") * at::mse_loss(z, codes);
    follow(index, flat.detach(), codebook);

    Tensor passed = z + (codes - z).detach();
    h = conv("decoder.0", passed.permute({0, 3, 1, 2}), 1, 1);
    for (int64_t i = 0; i < blocks; i++) {
      h = residual(numbered("decoder", 1 + i), h);
    }
    h = at::relu(grow(numbered("decoder", 2 + blocks), at::relu(h), 2, 1));
    Tensor restored = grow(numbered("decoder", 4 + blocks), h, 2, 1) + 0.5;
    return (at::mse_loss(restored, x) / at("data_variance") + commitment).squeeze();
  }
};

struct Unet : Network {
  Tensor norm(const std::string &name, const Tensor &x) const {
    return at::batch_norm(x, at(name + ".weight"), at(name + ".bias"), at(name + ".running_mean"),
                          at(name + ".running_var"), true, 0.1, 1e-5, false);
  }

  Tensor block(const std::string &name, const Tensor &x) const {
    Tensor first = at::relu(norm(name + ".1", conv(name + ".0", x, 1, 1)));
    return at::relu(norm(name + ".4", conv(name + ".3", first, 1, 1)));
  }

  Tensor restored(Tensor x) const {
    int64_t depth = size("depth");
    std::vector<Tensor> seen;
    for (int64_t level = 0; level < depth; level++) {
      x = block(numbered("network.descent", level), x);
      seen.push_back(x);
      x = at::max_pool2d(x, 2);
    }
    x = block("network.bottom", x);
    for (int64_t level = depth - 1; level >= 0; level--) {
      x = grow(numbered("network.grow", level), x, 2, 0);
      x = block(numbered("network.ascent", level), at::cat({seen[level], x}, 1));
    }
    return conv("network.output", x, 1, 0);
  }

  Tensor loss(const Tensor &x) override {
    double least = sizes.at("leastNoise");
    double most = sizes.at("mostNoise");
    Tensor level = least + (most - least) * at::rand({x.size(0), 1, 1, 1});
    Tensor noisy = x + level * at::randn_like(x);
    return (noisy + restored(noisy) - x).square().sum() / x.size(0);
  }
};

struct Seq2Seq : Network {
  static constexpr int64_t START = 1;

  std::vector<Tensor> weights(const std::string &name) const {
    return {at(name + ".weight_ih_l0"), at(name + ".weight_hh_l0"), at(name + ".bias_ih_l0"), at(name + ".bias_hh_l0")};
  }

  Tensor loss(const Tensor &pairs) override {
    Tensor x = pairs.to(at::kLong);
    Tensor source = x.slice(1, 1).select(2, 0);
    Tensor target = x.slice(1, 1).select(2, 1);
    Tensor told = at::cat({at::full_like(target.slice(1, 0, 1), START), target.slice(1, 0, -1)}, 1);
    Tensor zero = at::zeros({1, x.size(0), at("encoder.weight_hh_l0").size(1)});
    auto read = at::lstm(at::embedding(at("source.weight"), source), {zero, zero}, weights("encoder"), true, 1, 0, true,
                         false, true);
    auto written = at::lstm(at::embedding(at("target.weight"), told), {std::get<1>(read), std::get<2>(read)},
                            weights("decoder"), true, 1, 0, true, false, true);
    Tensor logits = linear("output", std::get<0>(written));
    return at::cross_entropy_loss(logits.flatten(0, 1), target.flatten(), {}, at::Reduction::Sum) / x.size(0);
  }
};

std::unique_ptr<Network> network(const std::string &model) {
  if (model == "vae") return std::make_unique<Vae>();
  if (model == "vq-vae") return std::make_unique<VqVae>();
  if (model == "unet") return std::make_unique<Unet>();
  if (model == "seq2seq") return std::make_unique<Seq2Seq>();
  TORCH_CHECK(false, "no ", model);
}

// Owns what it was given; one user at a time.
class Step : public torch::CustomClassHolder {
 public:
  Step(std::string model, Dict<std::string, Tensor> parameters, Dict<std::string, Tensor> buffers,
       Dict<std::string, double> sizes, std::vector<Tensor> batches, double rate)
      : network_(network(model)), batches_(std::move(batches)), rate_(rate) {
    network_->sizes = sizes;
    for (const auto &entry : buffers) {
      network_->tensors.insert(entry.key(), entry.value());
    }
    for (const auto &entry : parameters) {
      Tensor parameter = entry.value().detach().clone().requires_grad_();
      network_->tensors.insert(entry.key(), parameter);
      parameters_.push_back(parameter);
      first_.push_back(at::zeros_like(parameter));
      second_.push_back(at::zeros_like(parameter));
      steps_.push_back(at::zeros({}));
    }
  }

  // Next batch, noise, loss, gradients, Adam.
  Tensor run() {
    at::AutoGradMode gradients(true);
    for (Tensor &parameter : parameters_) {
      parameter.mutable_grad().reset();
    }
    Tensor loss = network_->loss(batches_[next_++ % batches_.size()]);
    loss.backward();
    torch::NoGradGuard none;
    std::vector<Tensor> gradient;
    for (const Tensor &parameter : parameters_) {
      gradient.push_back(parameter.grad());
    }
    at::_foreach_add_(steps_, 1);
    at::_fused_adam_(parameters_, gradient, first_, second_, {}, steps_, rate_, 0.9, 0.999, 0, 1e-8, false, false);
    return loss.detach();
  }

  // A VAE's means of its first batch.
  Tensor encode() {
    c10::InferenceMode inference;
    const Vae *vae = dynamic_cast<const Vae *>(network_.get());
    TORCH_CHECK(vae, "only a VAE encodes here");
    return vae->encode(batches_[0]);
  }

 private:
  std::unique_ptr<Network> network_;
  std::vector<Tensor> batches_;
  double rate_;
  size_t next_ = 0;
  std::vector<Tensor> parameters_, first_, second_, steps_;
};

TORCH_LIBRARY(culebra, library) {
  library.class_<Step>("Step")
      .def(torch::init<std::string, Dict<std::string, Tensor>, Dict<std::string, Tensor>, Dict<std::string, double>,
                       std::vector<Tensor>, double>())
      .def("run", &Step::run)
      .def("encode", &Step::encode);
}

}  // namespace
