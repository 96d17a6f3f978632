package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A double for each sample of a batch, to which passes add.
 *
 * @param sums the doubles
 * @param room for operands of less than a vector in all, as whole vectors
 * @param length elements of a sample
 */
record SampleSums(MemorySegment sums, List<MemorySegment> room, long length) {
  /** Elements summed in float32 before their total is added in double. */
  static final long BLOCK = 4096;

  private static final int OPERANDS = 3;
  private static final int VECTOR = Vectors.LANES.vectorByteSize();

  static long bytes(long samples) {
    return samples * Double.BYTES + OPERANDS * VECTOR;
  }

  static SampleSums of(MemorySegment workspace, long samples, long length) {
    long used = samples * Double.BYTES;
    List<MemorySegment> room =
        List.of(
            workspace.asSlice(used, VECTOR),
            workspace.asSlice(used + VECTOR, VECTOR),
            workspace.asSlice(used + 2 * VECTOR, VECTOR));
    return new SampleSums(workspace.asSlice(0, used), room, length);
  }

  /** First element of a sample. */
  long first(long sample) {
    return sample * length;
  }

  /** Behind the last element of a sample that fills a vector with others. */
  long whole(long sample) {
    return first(sample + 1) - length % Vectors.LANES.length();
  }

  boolean hasRest() {
    return length % Vectors.LANES.length() != 0;
  }

  /**
   * An operand of at least a vector: masked loads of smaller ones need more room in a method than
   * long functions leave. A small one has a single chunk, so nobody else writes here.
   */
  MemorySegment padded(MemorySegment operand, int number) {
    if (operand.byteSize() >= VECTOR) {
      return operand;
    }
    MemorySegment copy = room.get(number);
    MemorySegment.copy(operand, 0, copy, 0, operand.byteSize());
    return copy;
  }

  void clear(long begin, long end) {
    for (long sample = begin; sample < end; sample++) {
      sums.setAtIndex(ValueLayout.JAVA_DOUBLE, sample, 0);
    }
  }

  void add(long sample, double part) {
    double sum = sums.getAtIndex(ValueLayout.JAVA_DOUBLE, sample);
    sums.setAtIndex(ValueLayout.JAVA_DOUBLE, sample, sum + part);
  }

  /** Writes the sums times a factor. */
  Rows.Body write(MemorySegment output, double factor) {
    return (begin, end) -> {
      for (long sample = begin; sample < end; sample++) {
        double sum = sums.getAtIndex(ValueLayout.JAVA_DOUBLE, sample);
        output.setAtIndex(ValueLayout.JAVA_FLOAT, sample, (float) (factor * sum));
      }
    };
  }
}
