package dev.culebra.model;

import dev.culebra.shape.Shape;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.List;

/**
 * An autoencoder. Its functions record programs (or run at once outside a trace); images are {@code
 * [N,H,W,C]} with values in [0, 1].
 *
 * <p>Owns its parameters until {@link #close}.
 */
public interface Model extends AutoCloseable {
  /** The configuration, which says everything about the architecture and the objective. */
  Record config();

  /** Shape of one sample, {@code [H,W,C]}. */
  Shape input();

  /** Shape of one latent, {@code [latent]} for vectors. */
  Shape latent();

  /** Every parameter, in PyTorch's order and with PyTorch's names. */
  List<Parameter> parameters();

  /** The training steps; adversarial models have several. */
  List<Step> steps();

  /**
   * The latents of images: {@code [N,H,W,C] -> [N,latent]}; the posterior's mean where there is
   * one.
   */
  Tensor encode(Tensor images);

  /**
   * The images of latents: {@code [N,latent] -> [N,H,W,C]}, in [0, 1] where the likelihood allows.
   */
  Tensor decode(Tensor latents);

  /** Latents drawn from the prior, {@code [count,latent]}. */
  Tensor prior(int count, Rng rng);

  /** The objective per sample, by name; the first entry is the total that {@code score} returns. */
  Losses losses(StepInput input);

  /** Fills every parameter anew; the same seed gives the same model. */
  default void initialize(long seed) {
    parameters().forEach(parameter -> parameter.initialize(seed));
  }

  @Override
  void close();
}
