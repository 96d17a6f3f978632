package dev.culebra.nn;

import dev.culebra.tensor.Tensor;

/** {@code [N,...] -> [N,features]}: joins all axes but the first. */
public record Flatten() implements Layer {
  @Override
  public Tensor apply(Tensor input) {
    int samples = input.size(0);
    long features = input.shape().range(1, input.shape().rank()).elements();
    return input.reshape(samples, Math.toIntExact(features));
  }
}
