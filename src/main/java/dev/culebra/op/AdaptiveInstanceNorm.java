package dev.culebra.op;

import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adaptive instance normalization (Huang and Belongie 2017): the spatial axes normalized, then
 * scaled and shifted by another network's say.
 */
public final class AdaptiveInstanceNorm {
  private AdaptiveInstanceNorm() {}

  /**
   * @param x {@code [N,…,C]}
   * @param scale {@code [N,C]}
   * @param shift {@code [N,C]}
   */
  public static Value of(Value x, Value scale, Value shift, double epsilon) {
    int rank = x.shape().rank();
    List<Integer> axes = new ArrayList<>();
    for (int axis = 1; axis < rank - 1; axis++) {
      axes.add(axis);
    }
    int[] sizes = new int[rank];
    Arrays.fill(sizes, 1);
    sizes[0] = x.shape().size(0);
    sizes[rank - 1] = x.shape().size(-1);
    Shape rows = Shape.of(sizes);
    return Normalize.of(x, Reshape.of(scale, rows), Reshape.of(shift, rows), axes, epsilon)
        .output(0);
  }
}
