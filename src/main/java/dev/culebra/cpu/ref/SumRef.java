package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Sum;
import dev.culebra.shape.Shape;

final class SumRef {
  private SumRef() {}

  static Kernel select(Sum op, Signature signature) {
    Shape shape = signature.input(0).shape();
    long[] target = BinaryRef.broadcastStrides(signature.output(0).shape(), shape);
    int results = Math.toIntExact(signature.output(0).elements());
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          if (signature.input(0).dtype().isFloating()) {
            sum(shape, target, inputs.get(0), outputs.get(0), results);
          } else {
            sumWhole(shape, target, inputs.get(0), outputs.get(0), results);
          }
        });
  }

  private static void sum(Shape shape, long[] target, Cells input, Cells output, int results) {
    double[] totals = new double[results];
    Walk.over(
        shape,
        (index, coordinates) -> totals[(int) Walk.dot(coordinates, target)] += input.get(index));
    for (int i = 0; i < results; i++) {
      output.set(i, totals[i]);
    }
  }

  private static void sumWhole(Shape shape, long[] target, Cells input, Cells output, int results) {
    long[] totals = new long[results];
    Walk.over(
        shape,
        (index, coordinates) -> totals[(int) Walk.dot(coordinates, target)] += input.whole(index));
    for (int i = 0; i < results; i++) {
      output.setWhole(i, totals[i]);
    }
  }
}
