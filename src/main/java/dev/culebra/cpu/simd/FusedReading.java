package dev.culebra.cpu.simd;

import dev.culebra.shape.Shape;

/**
 * How a value is read along the elements of a result.
 *
 * @param value number of the value in its {@link dev.culebra.op.Fused}
 * @param mode which of its elements belongs to element i of the result
 * @param size as the mode says
 */
public record FusedReading(int value, Mode mode, long size) {
  /** Which element belongs to element i of the result. */
  public enum Mode {
    /** i. */
    EACH,
    /** i modulo the size: a row that repeats. */
    ROW,
    /** i divided by the size: one element for a run of that many. */
    RUN,
    /** 0. */
    ONE
  }

  public boolean isEach() {
    return mode == Mode.EACH;
  }

  /** Whether one element serves a whole run. */
  public boolean isOne() {
    return mode == Mode.ONE || mode == Mode.RUN;
  }

  /** Where element {@code first} of the result finds its own. */
  public long offset(long first) {
    return switch (mode) {
      case EACH -> first;
      case ROW -> first % size;
      case RUN -> first / size;
      case ONE -> 0;
    };
  }

  /** The reading of an operand of one shape along a result of another; null if there is none. */
  static FusedReading of(int value, Shape operand, Shape result) {
    long own = operand.elements();
    long elements = result.elements();
    if (own == elements) {
      return new FusedReading(value, Mode.EACH, 1);
    }
    if (own == 1) {
      return new FusedReading(value, Mode.ONE, 1);
    }
    if (own == 0) {
      return null;
    }
    if (isTail(operand, result)) {
      return new FusedReading(value, Mode.ROW, own);
    }
    return isHead(operand, result) ? new FusedReading(value, Mode.RUN, elements / own) : null;
  }

  /** Whether the operand's axes, leading ones of size 1 aside, are the last of the result. */
  private static boolean isTail(Shape operand, Shape result) {
    int from = 0;
    while (operand.size(from) == 1) {
      from++;
    }
    int rank = operand.rank() - from;
    return operand
        .range(from, operand.rank())
        .equals(result.range(result.rank() - rank, result.rank()));
  }

  /**
   * Whether the operand's axes, trailing ones of size 1 aside, are the first of the result. Both
   * ranks are the same: shapes meet at their last axes.
   */
  private static boolean isHead(Shape operand, Shape result) {
    int rank = operand.rank();
    if (rank != result.rank()) {
      return false;
    }
    while (operand.size(rank - 1) == 1) {
      rank--;
    }
    return operand.range(0, rank).equals(result.range(0, rank));
  }
}
