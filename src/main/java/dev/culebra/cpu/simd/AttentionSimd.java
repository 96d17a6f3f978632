package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Attention;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

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
    return shape.weightBytes() + shape.lineBytes() + shape.productBytes();
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment weights = operands.workspace().asSlice(0, shape.weightBytes());
    MemorySegment lines = operands.workspace().asSlice(shape.weightBytes(), shape.lineBytes());
    MemorySegment scratch = operands.workspace().asSlice(shape.weightBytes() + shape.lineBytes());
    List<Call> calls = new ArrayList<>();
    for (AttentionBlock block : shape.blocks()) {
      calls.addAll(scores(shape, operands, block, weights, scratch));
      calls.add(
          Rows.call(
              operands.workers(),
              (long) shape.batches() * block.rows(),
              4L * block.width(),
              softmax(block, shape.rows(block, weights, lines), operands.output(1))));
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

  private Passes softmax(AttentionBlock block, SoftmaxRows rows, MemorySegment logarithms) {
    return new Passes(
        (begin, end) -> scale(rows, scale, begin, end),
        rows::largest,
        rows::exponentials,
        rows::divide,
        rows::logarithms,
        (begin, end) -> {
          for (long row = begin; row < end; row++) {
            clearUnseen(rows, row);
            float logarithm = rows.lines().shift(row) + rows.lines().total(row);
            logarithms.setAtIndex(FLOAT, shape.place(block, row), logarithm);
          }
        });
  }

  static void scale(SoftmaxRows rows, float factor, long begin, long end) {
    MemorySegment weights = rows.output();
    for (long row = begin; row < end; row++) {
      long first = row * rows.stride();
      CodeRows.scale(weights, first, weights, first, rows.length(row), factor);
    }
  }

  /** Zeros behind a row's length. */
  static void clearUnseen(SoftmaxRows rows, long row) {
    int seen = rows.length(row);
    int rest = (int) rows.stride() - seen;
    GemmPacking.zero(rows.output(), 4 * (row * rows.stride() + seen), rest);
  }
}
