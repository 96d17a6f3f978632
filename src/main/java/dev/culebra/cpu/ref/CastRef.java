package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Cast;
import dev.culebra.shape.DType;

final class CastRef {
  private CastRef() {}

  static Kernel select(Cast op, Signature signature) {
    DType from = signature.input(0).dtype();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          Cells input = inputs.get(0);
          Cells output = outputs.get(0);
          long elements = signature.output(0).elements();
          for (long i = 0; i < elements; i++) {
            if (from.isFloating()) {
              output.set(i, input.get(i));
            } else {
              write(op.dtype(), output, i, input.whole(i));
            }
          }
        });
  }

  /** Rounds once: an i64 taken through double to float32 could be rounded twice. */
  private static void write(DType dtype, Cells output, long index, long whole) {
    switch (dtype) {
      case F32 -> output.set(index, (float) whole);
      case F64 -> output.set(index, whole);
      default -> output.setWhole(index, whole);
    }
  }
}
