package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SgdStep;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

final class SgdStepSimd {
  private SgdStepSimd() {}

  static Choice select(SgdStep op, Signature signature) {
    return UpdateSimd.select(signature, 4, new int[] {0, 2}, operands -> new Loop(op, operands));
  }

  private static final class Loop implements UpdateSimd.Loop {
    private final MemorySegment rates;
    private final MemorySegment parameters;
    private final MemorySegment gradients;
    private final MemorySegment velocities;
    private final MemorySegment nextParameters;
    private final MemorySegment nextVelocities;
    private final float momentum;
    private final float penalty;
    private final boolean nesterov;

    Loop(SgdStep op, Operands operands) {
      parameters = operands.input(0);
      gradients = operands.input(1);
      velocities = operands.input(2);
      rates = operands.input(3);
      nextParameters = operands.output(0);
      nextVelocities = operands.output(1);
      momentum = (float) op.momentum();
      penalty = (float) op.weightDecay();
      nesterov = op.nesterov();
    }

    @Override
    public void run(long begin, long end) {
      float rate = rates.getAtIndex(ValueLayout.JAVA_FLOAT, 0);
      long i = begin;
      for (; i <= end - Vectors.LANES.length(); i += Vectors.LANES.length()) {
        step(i, null, rate);
      }
      if (i < end) {
        step(i, Vectors.LANES.indexInRange(i, end), rate);
      }
    }

    private void step(long i, VectorMask<Float> mask, float rate) {
      FloatVector parameter = Vectors.load(parameters, i, mask);
      FloatVector decayed = parameter.fma(Vectors.all(penalty), Vectors.load(gradients, i, mask));
      FloatVector velocity = Vectors.load(velocities, i, mask).fma(Vectors.all(momentum), decayed);
      FloatVector direction = nesterov ? velocity.fma(Vectors.all(momentum), decayed) : velocity;
      Vectors.store(direction.fma(Vectors.all(-rate), parameter), nextParameters, i, mask);
      Vectors.store(velocity, nextVelocities, i, mask);
    }
  }
}
