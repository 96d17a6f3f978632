package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.VectorOperators;

/**
 * Where along an axis the extreme of float32 elements lies. Along the last axis: the extreme first,
 * left in the place of the result, then the first element that equals it, while the row is still in
 * the cache. Along others: best values and their places side by side in vectors.
 */
final class PositionSimd {
  private PositionSimd() {}

  /** Offsets and lengths are in elements. */
  interface Loop {
    /** The first of {@code length} neighbours that equals {@code best}, or is NaN if that is. */
    int find(MemorySegment input, long offset, long length, float best);

    /** Best places of {@code width} columns with {@code depth} elements, {@code stride} apart. */
    void columns(
        MemorySegment input,
        long inputOffset,
        long stride,
        int depth,
        MemorySegment output,
        long outputOffset,
        long width);
  }

  /**
   * The loop specialized for a comparison; keep it in a static final field.
   *
   * @param rejects holds between an element and the best so far if the latter stays
   */
  static Loop loop(VectorOperators.Comparison rejects) {
    return Specialized.of(Loop.class, PositionLoop.class, rejects);
  }

  static Choice select(Signature signature, int axis, ReduceSimd.Loop extreme, Loop loop) {
    return signature.input(0).dtype() == DType.F32
        ? new Search(signature, axis, extreme, loop)
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  private record Search(Signature signature, int axis, ReduceSimd.Loop extreme, Loop loop)
      implements Kernel {
    @Override
    public Call bind(Operands operands) {
      MemorySegment input = operands.input(0);
      MemorySegment output = operands.output(0);
      Shape shape = signature.input(0).shape();
      long inner = shape.strides()[axis];
      int depth = shape.size(axis);
      long results = signature.output(0).elements();
      if (inner == 1) {
        return Rows.call(
            operands.workers(), results, depth, (begin, end) -> rows(input, output, begin, end));
      }
      return Runs.call(
          operands.workers(),
          results / Math.max(1, inner),
          inner,
          (run, from, width) ->
              loop.columns(
                  input,
                  run * depth * inner + from,
                  inner,
                  depth,
                  output,
                  run * inner + from,
                  width));
    }

    private void rows(MemorySegment input, MemorySegment output, long begin, long end) {
      int depth = signature.input(0).shape().size(axis);
      for (long row = begin; row < end; row++) {
        extreme.row(input, row * depth, depth, output, row);
        float best = output.getAtIndex(ValueLayout.JAVA_FLOAT, row);
        int place = loop.find(input, row * depth, depth, best);
        output.setAtIndex(ValueLayout.JAVA_INT, row, place);
      }
    }
  }
}
