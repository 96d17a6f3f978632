package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.CumulativeSum;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Sums that run along an axis, side by side in vectors where there are columns. Along the last axis
 * each element waits for the one before it; there the total is a double, whose latency is the same.
 */
record CumulativeSumSimd(CumulativeSum op, Shape shape) implements Kernel {
  private static final int LENGTH = Lanes.F32.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  static Choice select(CumulativeSum op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new CumulativeSumSimd(op, signature.input(0).shape())
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment input = operands.input(0);
    MemorySegment output = operands.output(0);
    int depth = shape.size(op.axis());
    long inner = shape.strides()[op.axis()];
    long lines = shape.with(op.axis(), 1).elements();
    if (inner == 1) {
      return Rows.call(
          operands.workers(), lines, depth, (begin, end) -> rows(input, output, begin, end));
    }
    // The last row comes first if reversed.
    long first = op.reverse() ? (depth - 1) * inner : 0;
    long stride = op.reverse() ? -inner : inner;
    return Runs.call(
        operands.workers(),
        lines / Math.max(1, inner),
        inner,
        (run, from, width) ->
            columns(input, output, run * depth * inner + first + from, stride, width));
  }

  private void rows(MemorySegment input, MemorySegment output, long begin, long end) {
    int depth = shape.size(op.axis());
    int stride = op.reverse() ? -1 : 1;
    for (long row = begin; row < end; row++) {
      long place = row * depth + (op.reverse() ? depth - 1 : 0);
      double total = 0;
      for (int i = 0; i < depth; i++, place += stride) {
        double before = total;
        total += input.getAtIndex(ValueLayout.JAVA_FLOAT, place);
        output.setAtIndex(ValueLayout.JAVA_FLOAT, place, (float) (op.exclusive() ? before : total));
      }
    }
  }

  private void columns(
      MemorySegment input, MemorySegment output, long start, long stride, long width) {
    int depth = shape.size(op.axis());
    long whole = width - width % LENGTH;
    for (long i = 0; i < whole; i += LENGTH) {
      vector(input, output, start + i, stride, depth, op.exclusive());
    }
    if (whole < width) {
      VectorMask<Float> lanes = Lanes.F32.indexInRange(whole, width);
      rest(input, output, start + whole, stride, depth, op.exclusive(), lanes);
    }
  }

  private static void vector(
      MemorySegment input,
      MemorySegment output,
      long start,
      long stride,
      int depth,
      boolean exclusive) {
    FloatVector total = FloatVector.zero(Lanes.F32);
    for (int row = 0; row < depth; row++) {
      long place = (start + row * stride) * Float.BYTES;
      FloatVector next = total.add(FloatVector.fromMemorySegment(Lanes.F32, input, place, ORDER));
      if (exclusive) {
        total.intoMemorySegment(output, place, ORDER);
      } else {
        next.intoMemorySegment(output, place, ORDER);
      }
      total = next;
    }
  }

  private static void rest(
      MemorySegment input,
      MemorySegment output,
      long start,
      long stride,
      int depth,
      boolean exclusive,
      VectorMask<Float> lanes) {
    FloatVector total = FloatVector.zero(Lanes.F32);
    for (int row = 0; row < depth; row++) {
      long place = (start + row * stride) * Float.BYTES;
      FloatVector next =
          total.add(FloatVector.fromMemorySegment(Lanes.F32, input, place, ORDER, lanes));
      if (exclusive) {
        total.intoMemorySegment(output, place, ORDER, lanes);
      } else {
        next.intoMemorySegment(output, place, ORDER, lanes);
      }
      total = next;
    }
  }

  @Override
  public boolean inPlace(int output, int input) {
    return true;
  }
}
