package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SgdStep;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

final class SgdStepSimd {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

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
      float rate = rates.getAtIndex(FLOAT, 0);
      long whole = end - (end - begin) % Vectors.LANES.length();
      whole(begin, whole, rate);
      for (long i = whole; i < end; i++) {
        one(i, rate);
      }
    }

    private void whole(long begin, long end, float rate) {
      for (long i = begin; i < end; i += Vectors.LANES.length()) {
        FloatVector parameter = Vectors.load(parameters, i);
        FloatVector decayed = parameter.fma(Vectors.all(penalty), Vectors.load(gradients, i));
        FloatVector velocity = Vectors.load(velocities, i).fma(Vectors.all(momentum), decayed);
        FloatVector direction = nesterov ? velocity.fma(Vectors.all(momentum), decayed) : velocity;
        Vectors.store(direction.fma(Vectors.all(-rate), parameter), nextParameters, i);
        Vectors.store(velocity, nextVelocities, i);
      }
    }

    /** The same for one element of the rest, bit for bit. */
    private void one(long i, float rate) {
      float parameter = parameters.getAtIndex(FLOAT, i);
      float decayed = Math.fma(parameter, penalty, gradients.getAtIndex(FLOAT, i));
      float velocity = Math.fma(velocities.getAtIndex(FLOAT, i), momentum, decayed);
      float direction = nesterov ? Math.fma(velocity, momentum, decayed) : velocity;
      nextParameters.setAtIndex(FLOAT, i, Math.fma(direction, -rate, parameter));
      nextVelocities.setAtIndex(FLOAT, i, velocity);
    }
  }
}
