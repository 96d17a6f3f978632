package dev.culebra.model;

import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;

/** A model with an encoder and a decoder. */
public interface LatentModel extends Reconstructor {
  /** Shape of one latent, {@code [latent]} for vectors. */
  Shape latent();

  /**
   * The latents of samples: {@code [N,H,W,C] -> [N,latent]}; the posterior's mean where there is
   * one.
   */
  Tensor encode(Tensor samples);

  /**
   * The samples of latents: {@code [N,latent] -> [N,H,W,C]}, in [0, 1] where the likelihood allows.
   */
  Tensor decode(Tensor latents);

  @Override
  default Tensor reconstruct(Tensor samples) {
    return decode(encode(samples));
  }
}
