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
              long whole = from == DType.I64 ? input.whole(i) : (long) input.get(i);
              write(op.dtype(), output, i, whole);
            }
          }
        });
  }

  /** Rounds once: an i64 taken through double to float32 could be rounded twice. */
  private static void write(DType dtype, Cells output, long index, long whole) {
    output.set(
        index,
        switch (dtype) {
          case F32 -> (float) whole;
          case I32, U8 -> (int) whole;
          default -> whole;
        });
  }
}
