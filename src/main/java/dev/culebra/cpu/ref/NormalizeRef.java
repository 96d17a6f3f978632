package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Normalize;
import dev.culebra.shape.Shape;

/** Means, then squared distances from them, in double. */
final class NormalizeRef {
  private NormalizeRef() {}

  static Kernel select(Normalize op, Signature signature) {
    Shape shape = signature.input(0).shape();
    long[] place = BinaryRef.broadcastStrides(signature.output(1).shape(), shape);
    int statistics = Math.toIntExact(signature.output(1).elements());
    double count = op.count(shape);
    boolean affine = signature.inputs().size() == 3;
    long[] scale = affine ? BinaryRef.broadcastStrides(signature.input(1).shape(), shape) : null;
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          Cells x = inputs.get(0);
          double[] means = new double[statistics];
          Walk.over(shape, (index, at) -> means[(int) Walk.dot(at, place)] += x.get(index) / count);
          double[] variances = new double[statistics];
          Walk.over(
              shape,
              (index, at) -> {
                int statistic = (int) Walk.dot(at, place);
                double distance = x.get(index) - means[statistic];
                variances[statistic] += distance * distance / count;
              });
          for (int i = 0; i < statistics; i++) {
            outputs.get(1).set(i, means[i]);
            outputs.get(2).set(i, variances[i]);
          }
          Walk.over(
              shape,
              (index, at) -> {
                int statistic = (int) Walk.dot(at, place);
                double root = Math.sqrt(variances[statistic] + op.epsilon());
                double y = (x.get(index) - means[statistic]) / root;
                if (affine) {
                  long channel = Walk.dot(at, scale);
                  y = y * inputs.get(1).get(channel) + inputs.get(2).get(channel);
                }
                outputs.get(0).set(index, y);
              });
        });
  }
}
