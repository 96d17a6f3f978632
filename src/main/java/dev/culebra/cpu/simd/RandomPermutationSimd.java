package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Philox;
import dev.culebra.op.RandomPermutation;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Sorts indices by their words; equal words stay in the order of their indices. */
record RandomPermutationSimd(RandomPermutation op) implements Kernel {
  static Choice select(RandomPermutation op, Signature signature) {
    return new RandomPermutationSimd(op);
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment counter = operands.input(0);
    MemorySegment output = operands.output(0);
    long[] keys = new long[op.count()];
    long[] spare = new long[op.count()];
    int[] places = new int[KeySort.DIGITS];
    return () -> {
      draw(counter, keys);
      KeySort.byUpperHalf(keys, spare, op.count(), places);
      for (int i = 0; i < op.count(); i++) {
        output.setAtIndex(ValueLayout.JAVA_INT, i, (int) keys[i]);
      }
    };
  }

  private void draw(MemorySegment counter, long[] keys) {
    long seed = counter.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    int step = (int) counter.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, 1);
    long offset = counter.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, 2);
    for (int i = 0; i < op.count(); i++) {
      long word = Philox.word(seed, step, op.stream(), offset + i);
      keys[i] = word << 32 | i;
    }
  }
}
