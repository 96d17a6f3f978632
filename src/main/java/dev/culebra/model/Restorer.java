package dev.culebra.model;

import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;

/** A model that learns to undo a damage of which it can give examples. */
public interface Restorer extends Reconstructor {
  /** Samples, damaged at random: {@code [N,H,W,C] -> [N,H,W,C]}. */
  Tensor damage(Tensor samples, Rng rng);

  /** The same draws' damage, undone. */
  Tensor restore(Tensor samples, Rng rng);
}
