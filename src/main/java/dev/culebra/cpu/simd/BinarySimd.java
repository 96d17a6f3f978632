package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * A function of two float32 tensors under broadcasting. The output is cut into runs along which
 * each operand is either contiguous or one repeated element.
 */
final class BinarySimd {
  private BinarySimd() {}

  /** A function of two vectors. */
  @FunctionalInterface
  interface Function {
    FloatVector apply(FloatVector left, FloatVector right);
  }

  /**
   * Applies a function along one run; offsets are in elements; a repeated operand is one element.
   */
  interface Loop {
    void run(
        MemorySegment left,
        long leftOffset,
        boolean leftRepeats,
        MemorySegment right,
        long rightOffset,
        boolean rightRepeats,
        MemorySegment output,
        long outputOffset,
        long length);
  }

  /** The loop specialized for a function; keep it in a static final field. */
  static Loop loop(Function function) {
    return Specialized.of(Loop.class, BinaryLoop.class, function);
  }

  static Choice select(Signature signature, Loop loop) {
    return signature.input(0).dtype() == DType.F32
        ? new Broadcasting(loop, signature, BroadcastRuns.of(signature))
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  private record Broadcasting(Loop loop, Signature signature, BroadcastRuns runs)
      implements Kernel {
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
