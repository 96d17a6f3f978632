package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.CumulativeSum;
import dev.culebra.shape.Shape;

final class CumulativeSumRef {
  private CumulativeSumRef() {}

  static Kernel select(CumulativeSum op, Signature signature) {
    Shape shape = signature.input(0).shape();
    long stride = shape.strides()[op.axis()];
    int depth = shape.size(op.axis());
    long lines = shape.with(op.axis(), 1).elements();
    return new RefKernel(
        signature,
        true,
        (inputs, outputs) -> {
          for (long line = 0; line < lines; line++) {
            long start = line / stride * stride * depth + line % stride;
            double total = 0;
            for (int i = 0; i < depth; i++) {
              long place = start + (op.reverse() ? depth - 1 - i : i) * stride;
              double before = total;
              total += inputs.get(0).get(place);
              outputs.get(0).set(place, op.exclusive() ? before : total);
            }
          }
        });
  }
}
