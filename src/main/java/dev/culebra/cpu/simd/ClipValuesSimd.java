package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ClipValues;
import dev.culebra.par.ManyArrays;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

record ClipValuesSimd(ManyArrays arrays, float limit) implements Kernel {
  static Choice select(ClipValues op, Signature signature) {
    return new ClipValuesSimd(Chunks.of(signature.inputs()), (float) op.limit());
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment[] inputs = operands.inputs().toArray(MemorySegment[]::new);
    MemorySegment[] outputs = operands.outputs().toArray(MemorySegment[]::new);
    Workers workers = operands.workers();
    Task task =
        arrays.task(
            (_, array, begin, end) -> clip(inputs[array], outputs[array], begin, end, limit));
    return () -> workers.run(task, arrays.chunks());
  }

  private static void clip(
      MemorySegment input, MemorySegment output, long begin, long end, float limit) {
    int lanes = Vectors.LANES.length();
    long i = begin;
    for (; i <= end - lanes; i += lanes) {
      FloatVector value = Vectors.load(input, i);
      Vectors.store(value.max(-limit).min(limit), output, i);
    }
    for (; i < end; i++) {
      float value = input.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      float clipped = Math.min(Math.max(value, -limit), limit);
      output.setAtIndex(ValueLayout.JAVA_FLOAT, i, clipped);
    }
  }

  @Override
  public boolean inPlace(int output, int input) {
    return output == input;
  }
}
