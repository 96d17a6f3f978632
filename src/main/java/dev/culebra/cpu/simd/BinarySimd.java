package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Add;
import dev.culebra.op.Fused;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * A function of two float32 tensors under broadcasting. The output is cut into runs along which
 * each operand is either contiguous or one repeated element.
 */
final class BinarySimd {
  /** Runs of fewer elements cost more in calls than in arithmetic. */
  private static final int SHORT = 256;

  /** One operation of two inputs; the kernel tells which. */
  private static final Fused ALONE =
      new Fused(2, List.of(new Fused.Member(new Add(), List.of(0, 1))), List.of(2));

  private BinarySimd() {}

  /** A function of two vectors. */
  @FunctionalInterface
  interface Function {
    FloatVector apply(FloatVector left, FloatVector right);
  }

  /** Applies a function along one run. */
  interface Loop extends Span {}

  /** The loop specialized for a function; keep it in a static final field. */
  static Loop loop(Function function) {
    return Specialized.of(Loop.class, BinaryLoop.class, function);
  }

  static Choice select(Signature signature, Loop loop) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    Broadcasting runs = new Broadcasting(loop, signature, BroadcastRuns.of(signature));
    if (runs.runs().length() >= SHORT) {
      return runs;
    }
    Choice tiles = FusedSimd.select(ALONE, signature, _ -> runs);
    return tiles instanceof FusedSimd rows && rows.repeatsRows() ? new Tiled(runs, rows) : runs;
  }

  /** A row that repeats is written out over a tile, as in a chain of operations. */
  private record Tiled(Broadcasting runs, FusedSimd rows) implements ElementwiseKernel {
    @Override
    public Span span() {
      return runs.span();
    }

    @Override
    public Call bind(Operands operands) {
      return rows.bind(operands);
    }

    @Override
    public long workspaceBytes() {
      return rows.workspaceBytes();
    }

    @Override
    public boolean inPlace(int output, int input) {
      return runs.inPlace(output, input);
    }
  }

  private record Broadcasting(Loop loop, Signature signature, BroadcastRuns runs)
      implements ElementwiseKernel {
    @Override
    public Span span() {
      return loop;
    }

    @Override
    public Call bind(Operands operands) {
      MemorySegment left = operands.input(0);
      MemorySegment right = operands.input(1);
      MemorySegment output = operands.output(0);
      Workers workers = operands.workers();
      long length = runs.length();
      // A chunk is a piece of one long run, or several short runs.
      long pieces = (length + Chunks.ELEMENTS - 1) / Chunks.ELEMENTS;
      long runsPerChunk = Math.max(1, Chunks.ELEMENTS / Math.max(1, length));
      long groups = (runs.count() + runsPerChunk - 1) / runsPerChunk;
      Task task =
          chunk -> {
            long from = chunk % pieces * Chunks.ELEMENTS;
            long size = Math.min(length - from, Chunks.ELEMENTS);
            long first = chunk / pieces * runsPerChunk;
            long last = Math.min(runs.count(), first + runsPerChunk);
            for (long run = first; run < last; run++) {
              loop.run(
                  left,
                  runs.leftOffset(run) + (runs.leftRepeats() ? 0 : from),
                  runs.leftRepeats(),
                  right,
                  runs.rightOffset(run) + (runs.rightRepeats() ? 0 : from),
                  runs.rightRepeats(),
                  output,
                  run * length + from,
                  size);
            }
          };
      int chunks = Math.toIntExact(pieces * groups);
      return () -> workers.run(task, chunks);
    }

    @Override
    public boolean inPlace(int output, int input) {
      TensorType type = signature.input(input);
      return type.equals(signature.output(output));
    }
  }
}
