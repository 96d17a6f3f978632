package dev.culebra.eval;

import java.util.Arrays;

/**
 * Vectors with labels: what a model makes of a data set, for the measures that judge it by how well
 * simple classifiers do. Not copied; nobody may change the arrays.
 *
 * @param values row-major {@code [count,depth]}
 * @param depth length of a vector, at least 1
 * @param labels one per vector, from 0
 */
public record Features(float[] values, int depth, int[] labels) {
  public Features {
    if (depth < 1 || labels.length == 0 || (long) labels.length * depth != values.length) {
      throw new IllegalArgumentException(
          "[features] %d numbers are not %d vectors of %d"
              .formatted(values.length, labels.length, depth));
    }
    int least = Arrays.stream(labels).min().orElseThrow();
    if (least < 0) {
      throw new IllegalArgumentException("[features] label " + least + " < 0");
    }
  }

  /** Number of vectors. */
  public int count() {
    return labels.length;
  }

  /** One more than the largest label. */
  public int classes() {
    return Arrays.stream(labels).max().orElseThrow() + 1;
  }

  void requireDepth(int other) {
    if (depth != other) {
      throw new IllegalArgumentException("[features] depth " + depth + " != " + other);
    }
  }
}
