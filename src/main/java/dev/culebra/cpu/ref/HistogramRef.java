package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Histogram;
import dev.culebra.op.IndexRange;

final class HistogramRef {
  private HistogramRef() {}

  static Kernel select(Histogram op, Signature signature) {
    int elements = Math.toIntExact(signature.output(0).elements());
    long numbers = signature.input(0).elements();
    int columns = elements / op.bins();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          int[] counts = new int[elements];
          for (long i = 0; i < numbers; i++) {
            int number = (int) inputs.get(0).get(i);
            IndexRange.number(op.name(), number, i, op.bins());
            counts[(int) (i % columns) * op.bins() + number]++;
          }
          for (int i = 0; i < elements; i++) {
            outputs.get(0).set(i, counts[i]);
          }
        });
  }
}
