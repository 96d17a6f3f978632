package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.ManyTensors;
import dev.culebra.kernel.Signature;
import dev.culebra.op.EmaStep;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

final class EmaStepSimd {
  private EmaStepSimd() {}

  static Choice select(EmaStep op, Signature signature) {
    float weight = (float) (1 - op.decay());
    return UpdateSimd.select(
        new ManyTensors(signature, 2, 0),
        operands -> new Loop(operands.input(0), operands.input(1), operands.output(0), weight));
  }

  private record Loop(
      MemorySegment averages, MemorySegment parameters, MemorySegment next, float weight)
      implements UpdateSimd.Loop {
    @Override
    public void run(long begin, long end) {
      long whole = end - (end - begin) % Vectors.LANES.length();
      for (long i = begin; i < whole; i += Vectors.LANES.length()) {
        FloatVector average = Vectors.load(averages, i);
        FloatVector way = Vectors.load(parameters, i).sub(average);
        Vectors.store(way.fma(Vectors.all(weight), average), next, i);
      }
      for (long i = whole; i < end; i++) {
        float average = averages.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        float way = parameters.getAtIndex(ValueLayout.JAVA_FLOAT, i) - average;
        next.setAtIndex(ValueLayout.JAVA_FLOAT, i, Math.fma(way, weight, average));
      }
    }
  }
}
