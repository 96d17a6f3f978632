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
import java.util.Arrays;

/**
 * Sorts indices by their words, a byte of the words at a time from the lowest: every pass keeps the
 * order of equal bytes, so equal words stay in the order of their indices.
 */
record RandomPermutationSimd(RandomPermutation op) implements Kernel {
  private static final ValueLayout.OfLong KEY = ValueLayout.JAVA_LONG;
  private static final int DIGITS = 256;

  static Choice select(RandomPermutation op, Signature signature) {
    return new RandomPermutationSimd(op);
  }

  /** Two arrays of keys, the word in the upper half and the index in the lower. */
  @Override
  public long workspaceBytes() {
    return 2L * op.count() * Long.BYTES;
  }

  @Override
  public Call bind(Operands operands) {
    long bytes = (long) op.count() * Long.BYTES;
    MemorySegment first = operands.workspace().asSlice(0, bytes);
    MemorySegment second = operands.workspace().asSlice(bytes, bytes);
    MemorySegment counter = operands.input(0);
    MemorySegment output = operands.output(0);
    int[] places = new int[DIGITS];
    return () -> {
      draw(counter, first);
      pass(first, second, 32, places);
      pass(second, first, 40, places);
      pass(first, second, 48, places);
      pass(second, first, 56, places);
      for (int i = 0; i < op.count(); i++) {
        output.setAtIndex(ValueLayout.JAVA_INT, i, (int) first.getAtIndex(KEY, i));
      }
    };
  }

  private void draw(MemorySegment counter, MemorySegment keys) {
    long seed = counter.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    int step = (int) counter.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, 1);
    long offset = counter.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, 2);
    for (int i = 0; i < op.count(); i++) {
      long word = Philox.word(seed, step, op.stream(), offset + i);
      keys.setAtIndex(KEY, i, word << 32 | i);
    }
  }

  private void pass(MemorySegment from, MemorySegment to, int shift, int[] places) {
    Arrays.fill(places, 0);
    for (int i = 0; i < op.count(); i++) {
      places[digit(from.getAtIndex(KEY, i), shift)]++;
    }
    int place = 0;
    for (int digit = 0; digit < DIGITS; digit++) {
      int size = places[digit];
      places[digit] = place;
      place += size;
    }
    for (int i = 0; i < op.count(); i++) {
      long key = from.getAtIndex(KEY, i);
      to.setAtIndex(KEY, places[digit(key, shift)]++, key);
    }
  }

  private static int digit(long key, int shift) {
    return (int) (key >>> shift) & DIGITS - 1;
  }
}
