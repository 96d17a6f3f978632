package dev.culebra.model;

import dev.culebra.nn.Activation;
import dev.culebra.tensor.Tensor;

/**
 * A {@link Cvae} that completes images of which some quarters are visible: structured output
 * prediction. The recognition network sees the whole image, the prior network what is visible.
 */
public final class QuadrantCvae extends Cvae implements Reconstructor {
  private final Quadrants quadrants;
  private final GaussianNetwork recognition;
  private final GaussianNetwork prior;

  QuadrantCvae(Config config) {
    super(config, config.latent() + Math.toIntExact(config.input().elements()));
    quadrants = new Quadrants(config.input(), config.quadrants());
    recognition = part(network("recognition"));
    prior = part(network("prior"));
  }

  private GaussianNetwork network(String path) {
    return new GaussianNetwork(path, config.input(), widths(), Activation.RELU, config.latent());
  }

  @Override
  Tensor known(StepInput input, Tensor images) {
    return flat(quadrants.visible(images));
  }

  @Override
  Gaussian posterior(Tensor images, Tensor known) {
    return recognition.apply(flat(images));
  }

  @Override
  Gaussian prior(Tensor known) {
    return prior.apply(known);
  }

  @Override
  Tensor likelihood(Tensor logits, Tensor images) {
    return quadrants.likelihood(logits, images);
  }

  /** What is visible, completed with the expected pixels at the prior's mean. */
  @Override
  public Tensor reconstruct(Tensor images) {
    Tensor known = flat(quadrants.visible(images));
    Tensor guess = Activation.SIGMOID.apply(logits(prior(known).mean(), known));
    return quadrants.complete(images, guess);
  }
}
