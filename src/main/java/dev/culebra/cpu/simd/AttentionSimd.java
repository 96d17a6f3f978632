package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Log;
import dev.culebra.op.Attention;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * A block of queries at a time, for all heads of all samples: their products with the keys that
 * they see, the exponentials, and the products with the values. Only one block's weights exist.
 */
record AttentionSimd(AttentionShape shape, float scale) implements Kernel {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  static Choice select(Attention op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    return new AttentionSimd(AttentionShape.of(op, signature), (float) op.scale());
  }

  @Override
  public long workspaceBytes() {
    return shape.weightBytes() + shape.productBytes();
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment weights = operands.workspace().asSlice(0, shape.weightBytes());
    MemorySegment scratch = operands.workspace().asSlice(shape.weightBytes());
    List<Call> calls = new ArrayList<>();
    for (AttentionBlock block : shape.blocks()) {
      calls.addAll(scores(shape, operands, block, weights, scratch));
      calls.add(
          Rows.call(
              operands.workers(),
              (long) shape.batches() * block.rows(),
              4L * block.width(),
              (begin, end) -> softmax(block, weights, operands.output(1), begin, end)));
      boolean more = false;
      for (AttentionBlock.Run run : block.runs()) {
        calls.add(
            new Gemm(
                shape.results(block, run, shape.depth()),
                shape.weights(weights, block, run).left(false),
                shape.ofKeys(operands.input(2), run, shape.depth()).right(false),
                shape.ofQueries(operands.output(0), block, shape.depth()),
                more,
                scratch,
                operands.workers()));
        more = true;
      }
    }
    return calls.isEmpty() ? () -> {} : Calls.sequence(calls);
  }

  /** The products of a block's queries with their keys. */
  static List<Call> scores(
      AttentionShape shape,
      Operands operands,
      AttentionBlock block,
      MemorySegment weights,
      MemorySegment scratch) {
    List<Call> calls = new ArrayList<>();
    for (AttentionBlock.Run run : block.runs()) {
      calls.add(
          new Gemm(
              shape.scores(block, run, shape.width()),
              shape.ofQueries(operands.input(0), block, shape.width()).left(),
              shape.ofKeys(operands.input(1), run, shape.width()).right(true),
              shape.weights(weights, block, run),
              false,
              scratch,
              operands.workers()));
    }
    return calls;
  }

  private void softmax(
      AttentionBlock block, MemorySegment weights, MemorySegment logarithms, long begin, long end) {
    int width = block.width();
    for (long row = begin; row < end; row++) {
      long first = row * width;
      int seen = block.seen()[(int) (row % block.rows())];
      multiply(weights, first, seen, scale);
      float shift = SoftmaxRows.largest(weights, first, seen);
      float total = SoftmaxRows.exponentials(weights, weights, first, seen, shift);
      multiply(weights, first, seen, 1 / total);
      GemmPacking.zero(weights, 4 * (first + seen), width - seen);
      logarithms.setAtIndex(FLOAT, shape.place(block, row), shift + Log.log(total));
    }
  }

  static void multiply(MemorySegment row, long first, long count, float factor) {
    long whole = SoftmaxRows.whole(count);
    for (long i = first; i < first + whole; i += Vectors.LANES.length()) {
      FloatVector value = Vectors.load(row, i);
      Vectors.store(value.mul(factor), row, i);
    }
    for (long i = first + whole; i < first + count; i++) {
      row.setAtIndex(FLOAT, i, row.getAtIndex(FLOAT, i) * factor);
    }
  }
}
