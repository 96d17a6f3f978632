package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Sum;
import dev.culebra.shape.Shape;
import java.util.Arrays;

final class SumRef {
  private SumRef() {}

  static Kernel select(Sum op, Signature signature) {
    Shape shape = signature.input(0).shape();
    long[] target = BinaryRef.broadcastStrides(signature.output(0).shape(), shape);
    int results = Math.toIntExact(signature.output(0).elements());
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          double[] totals = new double[results];
          Arrays.fill(totals, 0);
          Walk.over(
              shape,
              (index, coordinates) ->
                  totals[(int) Walk.dot(coordinates, target)] += inputs.get(0).get(index));
          for (int i = 0; i < results; i++) {
            outputs.get(0).set(i, totals[i]);
          }
        });
  }
}
