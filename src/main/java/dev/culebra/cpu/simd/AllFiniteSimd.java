package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AllFinite;
import dev.culebra.par.ManyArrays;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/** One f32 per piece in the workspace: 0, or NaN where the piece holds something not finite. */
record AllFiniteSimd(ManyArrays arrays) implements Kernel {
  static Choice select(AllFinite op, Signature signature) {
    return new AllFiniteSimd(Chunks.of(signature.inputs()));
  }

  @Override
  public long workspaceBytes() {
    return (long) arrays.pieces() * Float.BYTES;
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment[] inputs = operands.inputs().toArray(MemorySegment[]::new);
    MemorySegment partials = operands.workspace();
    MemorySegment output = operands.output(0);
    Workers workers = operands.workers();
    Task task =
        arrays.task(
            (piece, array, begin, end) ->
                partials.setAtIndex(
                    ValueLayout.JAVA_FLOAT, piece, zeroOrNan(inputs[array], begin, end)));
    return () -> {
      workers.run(task, arrays.chunks());
      boolean finite = true;
      for (int piece = 0; piece < arrays.pieces(); piece++) {
        finite &= partials.getAtIndex(ValueLayout.JAVA_FLOAT, piece) == 0;
      }
      output.setAtIndex(ValueLayout.JAVA_FLOAT, 0, finite ? 1 : 0);
    };
  }

  /** Sums 0·x, which is NaN as soon as one x is infinite or NaN. */
  private static float zeroOrNan(MemorySegment input, long begin, long end) {
    FloatVector even = Vectors.all(0);
    FloatVector odd = even;
    FloatVector zero = even;
    int lanes = Vectors.LANES.length();
    long i = begin;
    for (; i <= end - 2 * lanes; i += 2 * lanes) {
      even = Vectors.load(input, i).fma(zero, even);
      odd = Vectors.load(input, i + lanes).fma(zero, odd);
    }
    float rest = 0;
    for (; i < end; i++) {
      rest = Math.fma(input.getAtIndex(ValueLayout.JAVA_FLOAT, i), 0f, rest);
    }
    return Vectors.total(even.add(odd)) + rest;
  }
}
