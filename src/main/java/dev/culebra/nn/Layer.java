package dev.culebra.nn;

import dev.culebra.tensor.Tensor;

/** A function of one tensor. */
public interface Layer {
  Tensor apply(Tensor input);
}
