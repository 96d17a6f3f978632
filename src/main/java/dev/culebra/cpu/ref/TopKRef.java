package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.TopK;

final class TopKRef {
  private TopKRef() {}

  static Kernel select(TopK op, Signature signature) {
    int size = signature.input(0).shape().size(-1);
    long rows = signature.input(0).shape().with(-1, 1).elements();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          double[] values = new double[size];
          for (long row = 0; row < rows; row++) {
            for (int i = 0; i < size; i++) {
              values[i] = inputs.get(0).get(row * size + i);
            }
            int[] places = order(values, op.largest());
            for (int i = 0; i < op.count(); i++) {
              outputs.get(0).set(row * op.count() + i, values[places[i]]);
              outputs.get(1).set(row * op.count() + i, places[i]);
            }
          }
        });
  }

  /** Places in order, by merging runs of 1, 2, 4, … elements: equal ones keep their order. */
  private static int[] order(double[] values, boolean falling) {
    int size = values.length;
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      places[i] = i;
    }
    int[] merged = new int[size];
    for (int run = 1; run < size; run *= 2) {
      for (int begin = 0; begin < size; begin += 2 * run) {
        int middle = Math.min(size, begin + run);
        merge(values, falling, places, begin, middle, Math.min(size, middle + run), merged);
      }
      int[] done = merged;
      merged = places;
      places = done;
    }
    return places;
  }

  private static void merge(
      double[] values, boolean falling, int[] from, int begin, int middle, int end, int[] to) {
    int left = begin;
    int right = middle;
    for (int i = begin; i < end; i++) {
      boolean takeRight =
          left == middle
              || right < end && precedes(values[from[right]], values[from[left]], falling);
      to[i] = takeRight ? from[right++] : from[left++];
    }
  }

  private static boolean precedes(double value, double other, boolean falling) {
    return falling ? isLess(other, value) : isLess(value, other);
  }

  private static boolean isLess(double value, double other) {
    return value < other || Double.isNaN(other) && !Double.isNaN(value);
  }
}
