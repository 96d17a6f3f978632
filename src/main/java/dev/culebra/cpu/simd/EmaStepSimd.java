package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.EmaStep;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

final class EmaStepSimd {
  private EmaStepSimd() {}

  static Choice select(EmaStep op, Signature signature) {
    float weight = (float) (1 - op.decay());
    return UpdateSimd.select(
        signature,
        2,
        new int[] {0},
        operands -> new Loop(operands.input(0), operands.input(1), operands.output(0), weight));
  }

  private record Loop(
      MemorySegment averages, MemorySegment parameters, MemorySegment next, float weight)
      implements UpdateSimd.Loop {
    @Override
    public void run(long begin, long end) {
      long i = begin;
      for (; i <= end - Vectors.LANES.length(); i += Vectors.LANES.length()) {
        step(i, null);
      }
      if (i < end) {
        step(i, Vectors.LANES.indexInRange(i, end));
      }
    }

    private void step(long i, VectorMask<Float> mask) {
      FloatVector average = Vectors.load(averages, i, mask);
      FloatVector way = Vectors.load(parameters, i, mask).sub(average);
      Vectors.store(way.fma(Vectors.all(weight), average), next, i, mask);
    }
  }
}
