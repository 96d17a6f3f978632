package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.PackLevels;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Horner's scheme for a chunk of numbers at once, one level after the other: loops over the few
 * levels of one number would cost more than their work.
 */
record PackLevelsSimd(PackLevels op, long places) implements Kernel {
  static Choice select(PackLevels op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new PackLevelsSimd(op, signature.output(0).elements())
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment codes = operands.input(0);
    MemorySegment numbers = operands.output(0);
    int[] levels = op.levels().stream().mapToInt(Integer::intValue).toArray();
    return Rows.call(
        operands.workers(),
        places,
        levels.length,
        (begin, end) -> {
          for (int i = levels.length - 1; i >= 0; i--) {
            boolean first = i == levels.length - 1;
            add(codes, i, levels.length, levels[i], numbers, first ? 0 : levels[i], begin, end);
          }
        });
  }

  /** {@code number ← factor·number + digit} for a digit that lies {@code stride} apart. */
  private static void add(
      MemorySegment codes,
      long offset,
      long stride,
      int level,
      MemorySegment numbers,
      int factor,
      long begin,
      long end) {
    int lowest = -(level / 2);
    int highest = lowest + level - 1;
    for (long place = begin; place < end; place++) {
      float value = codes.getAtIndex(ValueLayout.JAVA_FLOAT, place * stride + offset);
      // The cast makes 0 of what is not a number.
      int digit = Math.min(Math.max((int) Math.rint(value), lowest), highest) - lowest;
      int number = numbers.getAtIndex(ValueLayout.JAVA_INT, place);
      numbers.setAtIndex(ValueLayout.JAVA_INT, place, factor * number + digit);
    }
  }
}
