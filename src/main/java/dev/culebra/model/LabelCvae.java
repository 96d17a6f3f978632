package dev.culebra.model;

import dev.culebra.loss.BernoulliLoss;
import dev.culebra.nn.Activation;
import dev.culebra.op.Fill;
import dev.culebra.op.OneHot;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;

/** A {@link Cvae} of images given their class: the class goes to encoder and decoder as one-hot. */
public final class LabelCvae extends Cvae implements ConditionalModel {
  private final GaussianNetwork recognition;

  LabelCvae(Config config) {
    super(config, config.latent() + config.classes());
    Shape seen = Shape.of(Math.toIntExact(config.input().elements()) + config.classes());
    recognition =
        part(new GaussianNetwork("recognition", seen, widths(), Activation.RELU, config.latent()));
  }

  @Override
  Tensor known(StepInput input, Tensor images) {
    return oneHot(input.labels());
  }

  private Tensor oneHot(Tensor labels) {
    return labels.map(value -> OneHot.of(value, config.classes()));
  }

  @Override
  Gaussian posterior(Tensor images, Tensor known) {
    return recognition.apply(Tensor.concat(1, flat(images), known));
  }

  @Override
  Gaussian prior(Tensor known) {
    Tensor zeros = Tensor.of(Fill.of(TensorType.f32(known.size(0), config.latent()), 0));
    return new Gaussian(zeros, zeros);
  }

  @Override
  Tensor likelihood(Tensor logits, Tensor images) {
    return BernoulliLoss.of(logits, images);
  }

  @Override
  public int classes() {
    return config.classes();
  }

  @Override
  public Tensor sample(Tensor labels, Rng rng) {
    Tensor latents = rng.normal("prior", Shape.of(labels.size(0), config.latent()));
    return Activation.SIGMOID.apply(logits(latents, oneHot(labels)));
  }
}
