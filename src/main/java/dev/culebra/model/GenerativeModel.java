package dev.culebra.model;

import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;

/** A model whose latents have a prior to draw from. */
public interface GenerativeModel extends LatentModel {
  /** Latents drawn from the prior, {@code [count,latent]}. */
  Tensor prior(int count, Rng rng);
}
