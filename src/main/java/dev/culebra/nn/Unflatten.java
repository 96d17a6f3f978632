package dev.culebra.nn;

import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;

/**
 * {@code [N,features] -> [N,H,W,C]}.
 *
 * @param sample shape of one sample
 */
public record Unflatten(Shape sample) implements Layer {
  @Override
  public Tensor apply(Tensor input) {
    return input.reshape(Shape.of(input.size(0)).append(sample.sizes()).sizes());
  }
}
