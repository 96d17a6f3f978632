package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.PackLevels;
import dev.culebra.op.UnpackLevels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Chunks of numbers, one level after the other, as {@link PackLevelsSimd}. */
record UnpackLevelsSimd(UnpackLevels op, Signature signature) implements Kernel {
  static Kernel select(UnpackLevels op, Signature signature) {
    return new UnpackLevelsSimd(op, signature);
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment input = operands.input(0);
    MemorySegment output = operands.output(0);
    int codes = Math.toIntExact(new PackLevels(op.levels()).codes());
    int[] levels = op.levels().stream().mapToInt(Integer::intValue).toArray();
    Call unpack =
        Rows.call(
            operands.workers(),
            signature.input(0).elements(),
            levels.length,
            (begin, end) -> {
              int below = 1;
              for (int i = 0; i < levels.length; i++) {
                digits(input, below, levels[i], output, i, levels.length, begin, end);
                below *= levels[i];
              }
            });
    return Indices.numbers(op.name(), input, signature.input(0), codes)
        .checked(operands.workers(), unpack);
  }

  /** {@code ⌊number/below⌋ mod level − ⌊level/2⌋}. */
  private static void digits(
      MemorySegment input,
      int below,
      int level,
      MemorySegment output,
      long offset,
      long stride,
      long begin,
      long end) {
    double shareBelow = 1.0 / below;
    double share = 1.0 / level;
    int half = level / 2;
    for (long place = begin; place < end; place++) {
      // Half more than whole: what a product is rounded by does not reach the next whole number.
      int rest = (int) ((input.getAtIndex(ValueLayout.JAVA_INT, place) + 0.5) * shareBelow);
      int above = (int) ((rest + 0.5) * share);
      output.setAtIndex(
          ValueLayout.JAVA_FLOAT, place * stride + offset, rest - above * level - half);
    }
  }
}
