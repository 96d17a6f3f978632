package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GlobalNorm;
import dev.culebra.par.ManyArrays;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * Sums of squares: float32 within a piece, in two chains of lanes, then double over the pieces in
 * their order. One double per piece in the workspace.
 */
record GlobalNormSimd(ManyArrays arrays) implements Kernel {
  static Choice select(GlobalNorm op, Signature signature) {
    return new GlobalNormSimd(Chunks.of(signature.inputs()));
  }

  @Override
  public long workspaceBytes() {
    return (long) arrays.pieces() * Double.BYTES;
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
                    ValueLayout.JAVA_DOUBLE, piece, squares(inputs[array], begin, end)));
    return () -> {
      workers.run(task, arrays.chunks());
      double squares = 0;
      for (int piece = 0; piece < arrays.pieces(); piece++) {
        squares += partials.getAtIndex(ValueLayout.JAVA_DOUBLE, piece);
      }
      output.setAtIndex(ValueLayout.JAVA_FLOAT, 0, (float) Math.sqrt(squares));
    };
  }

  private static float squares(MemorySegment input, long begin, long end) {
    FloatVector even = Vectors.all(0);
    FloatVector odd = even;
    int lanes = Vectors.LANES.length();
    long i = begin;
    for (; i <= end - 2 * lanes; i += 2 * lanes) {
      FloatVector first = Vectors.load(input, i);
      FloatVector second = Vectors.load(input, i + lanes);
      even = first.fma(first, even);
      odd = second.fma(second, odd);
    }
    float rest = 0;
    for (; i < end; i++) {
      float last = input.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      rest = Math.fma(last, last, rest);
    }
    return Vectors.total(even.add(odd)) + rest;
  }
}
