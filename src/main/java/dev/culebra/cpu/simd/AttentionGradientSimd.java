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

  /** Workspace: a block's weights, their gradients, and what matrix products need. */
  @Override
  public long workspaceBytes() {
    return 2 * shape.weightBytes() + shape.productBytes();
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment weights = operands.workspace().asSlice(0, shape.weightBytes());
    MemorySegment slopes = operands.workspace().asSlice(shape.weightBytes(), shape.weightBytes());
    MemorySegment scratch = operands.workspace().asSlice(2 * shape.weightBytes());
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
              (begin, end) -> slopes(block, weights, slopes, operands, begin, end)));
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
  private void slopes(
      AttentionBlock block,
      MemorySegment weights,
      MemorySegment slopes,
      Operands operands,
      long begin,
      long end) {
    int width = block.width();
    int depth = shape.depth();
    for (long row = begin; row < end; row++) {
      long first = row * width;
      long place = shape.place(block, row);
      int seen = block.seen()[(int) (row % block.rows())];
      AttentionSimd.multiply(weights, first, seen, scale);
      float logarithm = operands.input(4).getAtIndex(FLOAT, place);
      SoftmaxRows.exponentials(weights, weights, first, seen, logarithm);
      double common =
          NormalizeRows.scaled(
              operands.input(5), place * depth, operands.input(3), place * depth, depth);
      float level = (float) (operands.input(6).getAtIndex(FLOAT, place) - common);
      slope(weights, slopes, first, seen, level, scale);
      GemmPacking.zero(weights, 4 * (first + seen), width - seen);
      GemmPacking.zero(slopes, 4 * (first + seen), width - seen);
    }
  }

  private static void slope(
      MemorySegment weights,
      MemorySegment slopes,
      long first,
      long count,
      float level,
      float scale) {
    long whole = SoftmaxRows.whole(count);
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
