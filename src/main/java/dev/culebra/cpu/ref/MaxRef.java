package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Max;
import dev.culebra.shape.Shape;
import java.util.Arrays;

final class MaxRef {
  private MaxRef() {}

  static Kernel select(Max op, Signature signature) {
    Shape shape = signature.input(0).shape();
    long[] target = BinaryRef.broadcastStrides(signature.output(0).shape(), shape);
    int results = Math.toIntExact(signature.output(0).elements());
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          double[] largest = new double[results];
          Arrays.fill(largest, Double.NEGATIVE_INFINITY);
          Walk.over(
              shape,
              (index, coordinates) -> {
                int place = (int) Walk.dot(coordinates, target);
                largest[place] = Math.max(largest[place], inputs.get(0).get(index));
              });
          for (int i = 0; i < largest.length; i++) {
            outputs.get(0).set(i, largest[i]);
          }
        });
  }
}
