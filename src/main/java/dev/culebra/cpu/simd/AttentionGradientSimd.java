package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AttentionGradient;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/** A block of queries at a time, as the forward pass: its weights are computed again. */
record AttentionGradientSimd(AttentionShape shape, float scale) implements Kernel {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  static Choice select(AttentionGradient op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    return new AttentionGradientSimd(
        AttentionShape.of(op.forward(), signature), (float) op.forward().scale());
  }

  /** A block's weights, their gradients, two floats a row, and what matrix products need. */
  @Override
  public long workspaceBytes() {
    return 2 * shape.weightBytes() + shape.lineBytes() + shape.productBytes();
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment weights = operands.workspace().asSlice(0, shape.weightBytes());
    MemorySegment slopes = operands.workspace().asSlice(shape.weightBytes(), shape.weightBytes());
    long used = 2 * shape.weightBytes();
    MemorySegment lines = operands.workspace().asSlice(used, shape.lineBytes());
    MemorySegment scratch = operands.workspace().asSlice(used + shape.lineBytes());
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      MemorySegment output = operands.output(i);
      calls.add(() -> output.fill((byte) 0));
    }
    for (AttentionBlock block : shape.blocks()) {
      calls.addAll(AttentionSimd.scores(shape, operands, block, weights, scratch));
      for (AttentionBlock.Run run : block.runs()) {
        calls.add(
            new Gemm(
                shape.scores(block, run, shape.depth()),
                shape.ofQueries(operands.input(5), block, shape.depth()).left(),
                shape.ofKeys(operands.input(2), run, shape.depth()).right(true),
                shape.weights(slopes, block, run),
                false,
                scratch,
                operands.workers()));
      }
      calls.add(
          Rows.call(
              operands.workers(),
              (long) shape.batches() * block.rows(),
              4L * block.width(),
              slopes(block, shape.rows(block, weights, lines), slopes, operands)));
      for (AttentionBlock.Run run : block.runs()) {
        calls.addAll(products(operands, block, run, weights, slopes, scratch));
      }
    }
    return Calls.sequence(calls);
  }

  /** From the gradients of the weights' products to those of queries, keys and values. */
  private List<Call> products(
      Operands operands,
      AttentionBlock block,
      AttentionBlock.Run run,
      MemorySegment weights,
      MemorySegment slopes,
      MemorySegment scratch) {
    int width = shape.width();
    int depth = shape.depth();
    return List.of(
        new Gemm(
            shape.results(block, run, width),
            shape.weights(slopes, block, run).left(false),
            shape.ofKeys(operands.input(1), run, width).right(false),
            shape.ofQueries(operands.output(0), block, width),
            true,
            scratch,
            operands.workers()),
        new Gemm(
            shape.backwards(block, run, width),
            shape.weights(slopes, block, run).left(true),
            shape.ofQueries(operands.input(0), block, width).right(false),
            shape.ofKeys(operands.output(1), run, width),
            true,
            scratch,
            operands.workers()),
        new Gemm(
            shape.backwards(block, run, depth),
            shape.weights(weights, block, run).left(true),
            shape.ofQueries(operands.input(5), block, depth).right(false),
            shape.ofKeys(operands.output(2), run, depth),
            true,
            scratch,
            operands.workers()));
  }

  /** The weights again, and {@code scale·p·(slope − ⟨g, y⟩ + m)} in place of the slopes. */
  private Passes slopes(
      AttentionBlock block, SoftmaxRows rows, MemorySegment slopes, Operands operands) {
    SoftmaxLines lines = rows.lines();
    Rows.Body shift =
        (begin, end) -> {
          for (long row = begin; row < end; row++) {
            lines.shift(row, operands.input(4).getAtIndex(FLOAT, shape.place(block, row)));
          }
        };
    Rows.Body level =
        (begin, end) -> {
          for (long row = begin; row < end; row++) {
            lines.total(row, level(operands, shape.place(block, row)));
          }
        };
    Rows.Body slope =
        (begin, end) -> {
          for (long row = begin; row < end; row++) {
            int seen = rows.length(row);
            long first = row * rows.stride();
            slope(rows.output(), slopes, first, seen, lines.total(row), scale);
            AttentionSimd.clearUnseen(rows, row);
            GemmPacking.zero(slopes, 4 * (first + seen), block.width() - seen);
          }
        };
    return new Passes(
        (begin, end) -> AttentionSimd.scale(rows, scale, begin, end),
        shift,
        rows::exponentials,
        level,
        slope);
  }

  /** {@code m − ⟨g, y⟩} of one query. */
  private float level(Operands operands, long place) {
    int depth = shape.depth();
    double common =
        NormalizeRows.scaled(
            operands.input(5), place * depth, operands.input(3), place * depth, depth);
    return (float) (operands.input(6).getAtIndex(FLOAT, place) - common);
  }

  private static void slope(
      MemorySegment weights,
      MemorySegment slopes,
      long first,
      long count,
      float level,
      float scale) {
    long whole = count - count % Vectors.LANES.length();
    for (long i = first; i < first + whole; i += Vectors.LANES.length()) {
      FloatVector weight = Vectors.load(weights, i).mul(scale);
      Vectors.store(Vectors.load(slopes, i).add(level).mul(weight), slopes, i);
    }
    for (long i = first + whole; i < first + count; i++) {
      float weight = weights.getAtIndex(FLOAT, i) * scale;
      slopes.setAtIndex(FLOAT, i, (slopes.getAtIndex(FLOAT, i) + level) * weight);
    }
  }
}
