package dev.culebra.model;

import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;

/** A model that draws samples of given classes. */
public interface ConditionalModel extends Model {
  /** Number of classes. */
  int classes();

  /** New samples {@code [N,H,W,C]} of the classes {@code i32[N]}. */
  Tensor sample(Tensor labels, Rng rng);
}
