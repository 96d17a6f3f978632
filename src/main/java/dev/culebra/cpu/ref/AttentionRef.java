package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Log;
import dev.culebra.op.Attention;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;

/** Query by query, with all its weights at hand. */
final class AttentionRef {
  private AttentionRef() {}

  static Kernel select(Attention op, Signature signature) {
    TensorType type = signature.input(0);
    Shape query = type.shape();
    Shape value = signature.input(2).shape();
    int keys = value.size(1);
    int heads = query.size(2);
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          double[] weights = new double[keys];
          for (long row = 0; row < signature.output(1).elements(); row++) {
            long sample = row / heads / query.size(1);
            double logarithm = weights(op, signature, inputs.get(0), inputs.get(1), row, weights);
            outputs.get(1).set(row, logarithm);
            for (int e = 0; e < value.size(3); e++) {
              double sum = 0;
              for (int j = 0; j < keys; j++) {
                sum += weights[j] * inputs.get(2).get(at(sample, j, row % heads, e, value));
              }
              outputs.get(0).set(row * value.size(3) + e, sum);
            }
          }
        });
  }

  static long at(long sample, int place, long head, int element, Shape shape) {
    return ((sample * shape.size(1) + place) * shape.size(2) + head) * shape.size(3) + element;
  }

  /** The weights of a query's keys; returns the logarithm of the sum of exponentials. */
  private static double weights(
      Attention op, Signature signature, Cells query, Cells key, long row, double[] weights) {
    TensorType type = signature.input(0);
    Shape keys = signature.input(1).shape();
    int heads = type.shape().size(2);
    int place = (int) (row / heads % type.shape().size(1));
    long sample = row / heads / type.shape().size(1);
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < weights.length; j++) {
      weights[j] = Double.NEGATIVE_INFINITY;
      if (op.mask().sees(place, j)) {
        double sum = 0;
        for (int d = 0; d < keys.size(3); d++) {
          sum += query.get(row * keys.size(3) + d) * key.get(at(sample, j, row % heads, d, keys));
        }
        weights[j] = op.scale() * sum;
        largest = Math.max(largest, weights[j]);
      }
    }
    double total = 0;
    for (int j = 0; j < weights.length; j++) {
      boolean seen = op.mask().sees(place, j);
      weights[j] = seen ? SoftmaxLines.exp(type, weights[j] - largest) : 0;
      total += weights[j];
    }
    for (int j = 0; j < weights.length; j++) {
      weights[j] /= total;
    }
    boolean isDouble = Cells.isDouble(type);
    return largest + (isDouble ? StrictMath.log(total) : Log.log((float) total));
  }
}
