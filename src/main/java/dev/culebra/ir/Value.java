package dev.culebra.ir;

import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;

/** A tensor in a recorded program. Compared by identity. */
public sealed interface Value permits Input, Result {
  TensorType type();

  default Shape shape() {
    return type().shape();
  }
}
