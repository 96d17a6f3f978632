package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The two floats that each line has between passes.
 *
 * @param shifts subtracted from the line's elements
 * @param totals of their exponentials, later their logarithms
 */
record SoftmaxLines(MemorySegment shifts, MemorySegment totals) {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  static long bytes(long lines) {
    return 2 * half(lines);
  }

  /** Whole cache lines, one more than filled: a vector that begins with any line can be read. */
  private static long half(long lines) {
    return (lines * Float.BYTES / 64 + 2) * 64;
  }

  static SoftmaxLines of(MemorySegment workspace, long lines) {
    return new SoftmaxLines(
        workspace.asSlice(0, half(lines)), workspace.asSlice(half(lines), half(lines)));
  }

  float shift(long line) {
    return shifts.getAtIndex(FLOAT, line);
  }

  void shift(long line, float value) {
    shifts.setAtIndex(FLOAT, line, value);
  }

  float total(long line) {
    return totals.getAtIndex(FLOAT, line);
  }

  void total(long line, float value) {
    totals.setAtIndex(FLOAT, line, value);
  }

  /** Infinite shifts of neighbouring lines become 0. */
  void bound(long line, long count) {
    for (long i = line; i < line + count; i++) {
      shift(i, Float.isInfinite(shift(i)) ? 0 : shift(i));
    }
  }

  /** Totals of neighbouring lines become their logarithms. */
  void logarithms(long line, long count) {
    long whole = line + count - count % Vectors.LANES.length();
    LogSimd.LOOP.run(totals, totals, line, whole, 0);
    if (whole < line + count) {
      LogSimd.LOOP.rest(totals, totals, whole, line + count, 0);
    }
  }

  /** Writes {@code shift + total} of neighbouring lines. */
  void add(long line, long count, MemorySegment output) {
    for (long i = line; i < line + count; i++) {
      output.setAtIndex(FLOAT, i, shift(i) + total(i));
    }
  }
}
