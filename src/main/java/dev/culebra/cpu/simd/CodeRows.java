package dev.culebra.cpu.simd;

import dev.culebra.ir.OpException;
import dev.culebra.op.IndexRange;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * Rows of a float32 table that i32 numbers point at; with a table per head, the numbers' last axis
 * counts the heads. Work that adds to rows is cut by rows, and each chunk reads all numbers: so a
 * row is added up in the order of the numbers, whoever does it.
 */
final class CodeRows {
  /** Rows of a chunk at least, and chunks at most: each of them reads all numbers. */
  private static final int LEAST = 32;

  private static final int CHUNKS = 16;

  private CodeRows() {}

  static int chunks(long rows) {
    return (int) Math.min(CHUNKS, Math.ceilDiv(rows, LEAST));
  }

  /** First row of a chunk. */
  static int begin(int chunk, long rows) {
    return (int) (rows * chunk / chunks(rows));
  }

  static int heads(Shape table) {
    return table.rank() == 3 ? table.size(0) : 1;
  }

  /**
   * Checks every number, before anything is written.
   *
   * @throws OpException if one is outside the table
   */
  static void check(String op, Shape table, MemorySegment numbers) {
    long count = numbers.byteSize() / Integer.BYTES;
    for (long place = 0; place < count; place++) {
      IndexRange.row(op, table, numbers.getAtIndex(ValueLayout.JAVA_INT, place), place);
    }
  }

  /** {@code to ← factor·from} for {@code count} floats; offsets count floats. */
  static void scale(
      MemorySegment from, long source, MemorySegment to, long target, int count, float factor) {
    int whole = count - count % Vectors.LANES.length();
    for (int j = 0; j < whole; j += Vectors.LANES.length()) {
      Vectors.store(Vectors.load(from, source + j).mul(factor), to, target + j);
    }
    for (int j = whole; j < count; j++) {
      float value = from.getAtIndex(ValueLayout.JAVA_FLOAT, source + j) * factor;
      to.setAtIndex(ValueLayout.JAVA_FLOAT, target + j, value);
    }
  }

  /** {@code to ← to + factor·from} for {@code count} floats; offsets count floats. */
  static void add(
      MemorySegment from, long source, MemorySegment to, long target, int count, float factor) {
    int whole = count - count % Vectors.LANES.length();
    FloatVector factors = Vectors.all(factor);
    for (int j = 0; j < whole; j += Vectors.LANES.length()) {
      FloatVector sum = Vectors.load(to, target + j);
      Vectors.store(Vectors.load(from, source + j).fma(factors, sum), to, target + j);
    }
    for (int j = whole; j < count; j++) {
      float sum = to.getAtIndex(ValueLayout.JAVA_FLOAT, target + j);
      float value = from.getAtIndex(ValueLayout.JAVA_FLOAT, source + j);
      to.setAtIndex(ValueLayout.JAVA_FLOAT, target + j, Math.fma(value, factor, sum));
    }
  }
}
