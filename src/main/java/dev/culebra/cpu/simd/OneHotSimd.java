package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.OneHot;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Rows of zeros, then the ones. */
record OneHotSimd(OneHot op, Signature signature) implements Kernel {
  static Kernel select(OneHot op, Signature signature) {
    return new OneHotSimd(op, signature);
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment output = operands.output(0);
    int classes = op.classes();
    Indices indices = Indices.of(op.name(), operands.input(0), signature.input(0), classes);
    Call rows =
        Rows.call(
            operands.workers(),
            signature.input(0).elements(),
            classes,
            (begin, end) -> {
              for (long row = begin; row < end; row++) {
                long hot = row * classes + indices.get(row);
                GemmPacking.zero(output, 4 * row * classes, classes);
                output.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * hot, 1);
              }
            });
    return indices.checked(operands.workers(), rows);
  }
}
