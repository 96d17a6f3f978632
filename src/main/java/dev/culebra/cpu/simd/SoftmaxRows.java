package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.Vectors.LANES;

import dev.culebra.math.Exp;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Lines that lie along memory; a unit is a line. What is left behind the whole vectors goes through
 * the scalar twins of the vector functions, in the same pass.
 *
 * @param stride elements from one row to the next
 * @param lengths elements of the rows, in turn
 */
record SoftmaxRows(
    MemorySegment input, MemorySegment output, SoftmaxLines lines, long stride, int[] lengths)
    implements SoftmaxPasses {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final int LENGTH = LANES.length();

  /** Elements of a row. */
  int length(long row) {
    return lengths[(int) (row % lengths.length)];
  }

  private static int whole(int length) {
    return length - length % LENGTH;
  }

  @Override
  public void largest(long begin, long end) {
    for (long row = begin; row < end; row++) {
      long first = row * stride;
      int length = length(row);
      int whole = whole(length);
      FloatVector vector = FloatVector.broadcast(LANES, Float.NEGATIVE_INFINITY);
      for (int i = 0; i < whole; i += LENGTH) {
        vector = vector.max(Vectors.load(input, first + i));
      }
      float largest = vector.reduceLanes(VectorOperators.MAX);
      for (int i = whole; i < length; i++) {
        largest = Math.max(largest, input.getAtIndex(FLOAT, first + i));
      }
      lines.shift(row, largest);
    }
  }

  @Override
  public void bound(long begin, long end) {
    lines.bound(begin, end - begin);
  }

  @Override
  public void exponentials(long begin, long end) {
    for (long row = begin; row < end; row++) {
      long first = row * stride;
      int length = length(row);
      int whole = whole(length);
      float shift = lines.shift(row);
      FloatVector vector = FloatVector.broadcast(LANES, 0);
      for (int i = 0; i < whole; i += LENGTH) {
        FloatVector power = VectorExp.exp(Vectors.load(input, first + i).sub(shift));
        Vectors.store(power, output, first + i);
        vector = vector.add(power);
      }
      float total = Vectors.total(vector);
      for (int i = whole; i < length; i++) {
        float power = Exp.exp(input.getAtIndex(FLOAT, first + i) - shift);
        output.setAtIndex(FLOAT, first + i, power);
        total += power;
      }
      lines.total(row, total);
    }
  }

  @Override
  public void exponentialsRest(long begin, long end) {}

  @Override
  public void totals(long begin, long end) {
    for (long row = begin; row < end; row++) {
      long first = row * stride;
      int length = length(row);
      int whole = whole(length);
      float shift = lines.shift(row);
      FloatVector vector = FloatVector.broadcast(LANES, 0);
      for (int i = 0; i < whole; i += LENGTH) {
        vector = vector.add(VectorExp.exp(Vectors.load(input, first + i).sub(shift)));
      }
      float total = Vectors.total(vector);
      for (int i = whole; i < length; i++) {
        total += Exp.exp(input.getAtIndex(FLOAT, first + i) - shift);
      }
      lines.total(row, total);
    }
  }

  @Override
  public void totalsRest(long begin, long end) {}

  @Override
  public void divide(long begin, long end) {
    for (long row = begin; row < end; row++) {
      long first = row * stride;
      int length = length(row);
      int whole = whole(length);
      float total = lines.total(row);
      for (int i = 0; i < whole; i += LENGTH) {
        Vectors.store(Vectors.load(output, first + i).div(total), output, first + i);
      }
      for (int i = whole; i < length; i++) {
        output.setAtIndex(FLOAT, first + i, output.getAtIndex(FLOAT, first + i) / total);
      }
    }
  }

  @Override
  public void logarithms(long begin, long end) {
    lines.logarithms(begin, end - begin);
  }

  @Override
  public void subtract(long begin, long end) {
    for (long row = begin; row < end; row++) {
      long first = row * stride;
      int length = length(row);
      int whole = whole(length);
      float shift = lines.shift(row);
      float total = lines.total(row);
      for (int i = 0; i < whole; i += LENGTH) {
        FloatVector value = Vectors.load(input, first + i);
        Vectors.store(value.sub(shift).sub(total), output, first + i);
      }
      for (int i = whole; i < length; i++) {
        float value = input.getAtIndex(FLOAT, first + i);
        output.setAtIndex(FLOAT, first + i, value - shift - total);
      }
    }
  }

  @Override
  public void add(long begin, long end) {
    lines.add(begin, end - begin, output);
  }
}
