package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Attention;
import dev.culebra.op.AttentionGradient;
import dev.culebra.shape.Shape;
import java.util.List;

final class AttentionGradientRef {
  private final Attention op;
  private final Signature signature;
  private final Shape query;
  private final Shape key;
  private final Shape value;
  private final List<Cells> inputs;
  private final double[] toQuery;
  private final double[] toKey;
  private final double[] toValue;

  private AttentionGradientRef(Attention op, Signature signature, List<Cells> inputs) {
    this.op = op;
    this.signature = signature;
    this.inputs = inputs;
    query = signature.input(0).shape();
    key = signature.input(1).shape();
    value = signature.input(2).shape();
    toQuery = new double[Math.toIntExact(query.elements())];
    toKey = new double[Math.toIntExact(key.elements())];
    toValue = new double[Math.toIntExact(value.elements())];
  }

  static Kernel select(AttentionGradient op, Signature signature) {
    return RefKernel.of(
        signature,
        (inputs, outputs) ->
            new AttentionGradientRef(op.forward(), signature, inputs).run(outputs));
  }

  private void run(List<Cells> outputs) {
    for (long row = 0; row < signature.input(4).elements(); row++) {
      int place = (int) (row / query.size(2) % query.size(1));
      for (int j = 0; j < key.size(1); j++) {
        if (op.mask().sees(place, j)) {
          pair(row, j);
        }
      }
    }
    store(toQuery, outputs.get(0));
    store(toKey, outputs.get(1));
    store(toValue, outputs.get(2));
  }

  private void pair(long row, int j) {
    int heads = query.size(2);
    long sample = row / heads / query.size(1);
    int width = query.size(3);
    int depth = value.size(3);
    double score = 0;
    for (int d = 0; d < width; d++) {
      score +=
          inputs.get(0).get(row * width + d)
              * inputs.get(1).get(AttentionRef.at(sample, j, row % heads, d, key));
    }
    double weight =
        SoftmaxLines.exp(signature.input(0), op.scale() * score - inputs.get(4).get(row));
    double slope = inputs.get(6).get(row);
    for (int e = 0; e < depth; e++) {
      long at = AttentionRef.at(sample, j, row % heads, e, value);
      double arrived = inputs.get(5).get(row * depth + e);
      slope += arrived * (inputs.get(2).get(at) - inputs.get(3).get(row * depth + e));
      toValue[(int) at] += weight * arrived;
    }
    double toScore = op.scale() * weight * slope;
    for (int d = 0; d < width; d++) {
      long at = AttentionRef.at(sample, j, row % heads, d, key);
      toQuery[(int) (row * width + d)] += toScore * inputs.get(1).get(at);
      toKey[(int) at] += toScore * inputs.get(0).get(row * width + d);
    }
  }

  private static void store(double[] values, Cells output) {
    for (int i = 0; i < values.length; i++) {
      output.set(i, values[i]);
    }
  }
}
