package dev.culebra.op;

import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import java.util.Arrays;

/** One number for each sample, shaped so that it broadcasts over the sample's elements. */
final class PerSample {
  private PerSample() {}

  /** {@code [N] -> [N,1,…]} with the rank of {@code shape}. */
  static Value spread(Value value, Shape shape) {
    int[] sizes = new int[shape.rank()];
    Arrays.fill(sizes, 1);
    sizes[0] = shape.size(0);
    return Reshape.of(value, Shape.of(sizes));
  }
}
