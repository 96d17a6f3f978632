package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.NormalizeGradient;
import dev.culebra.shape.Shape;
import java.util.List;

final class NormalizeGradientRef {
  private final Shape shape;
  private final double count;
  private final double epsilon;
  private final boolean affine;
  private final long[] place;
  private final long[] scale;
  private final Cells x;
  private final Cells weight;
  private final Cells means;
  private final Cells variances;
  private final Cells arrived;

  private NormalizeGradientRef(NormalizeGradient op, Signature signature, List<Cells> inputs) {
    shape = signature.input(0).shape();
    count = op.forward().count(shape);
    epsilon = op.forward().epsilon();
    int residuals = op.forwardInputs();
    affine = residuals == 3;
    place = BinaryRef.broadcastStrides(signature.input(residuals + 1).shape(), shape);
    scale = affine ? BinaryRef.broadcastStrides(signature.input(1).shape(), shape) : null;
    x = inputs.get(0);
    weight = affine ? inputs.get(1) : null;
    means = inputs.get(residuals + 1);
    variances = inputs.get(residuals + 2);
    arrived = inputs.get(residuals + 3);
  }

  static Kernel select(NormalizeGradient op, Signature signature) {
    int statistics = Math.toIntExact(signature.input(op.forwardInputs() + 1).elements());
    int weights = op.forwardInputs() == 3 ? Math.toIntExact(signature.input(1).elements()) : 0;
    return RefKernel.of(
        signature,
        (inputs, outputs) ->
            new NormalizeGradientRef(op, signature, inputs).run(outputs, statistics, weights));
  }

  private double root(int statistic) {
    return 1 / Math.sqrt(variances.get(statistic) + epsilon);
  }

  private double normalized(long index, int statistic) {
    return (x.get(index) - means.get(statistic)) * root(statistic);
  }

  private double scaled(long index, int[] at) {
    double gradient = arrived.get(index);
    return affine ? gradient * weight.get(Walk.dot(at, scale)) : gradient;
  }

  private void run(List<Cells> outputs, int statistics, int weights) {
    double[] sums = new double[statistics];
    double[] products = new double[statistics];
    double[] toWeight = new double[weights];
    double[] toBias = new double[weights];
    Walk.over(
        shape,
        (index, at) -> {
          int statistic = (int) Walk.dot(at, place);
          double normalized = normalized(index, statistic);
          sums[statistic] += scaled(index, at);
          products[statistic] += scaled(index, at) * normalized;
          if (affine) {
            int channel = (int) Walk.dot(at, scale);
            toWeight[channel] += arrived.get(index) * normalized;
            toBias[channel] += arrived.get(index);
          }
        });
    Walk.over(
        shape,
        (index, at) -> {
          int statistic = (int) Walk.dot(at, place);
          double common =
              (sums[statistic] + normalized(index, statistic) * products[statistic]) / count;
          outputs.get(0).set(index, root(statistic) * (scaled(index, at) - common));
        });
    for (int i = 0; i < weights; i++) {
      outputs.get(1).set(i, toWeight[i]);
      outputs.get(2).set(i, toBias[i]);
    }
  }
}
