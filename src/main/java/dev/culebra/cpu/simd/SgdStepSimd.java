package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SgdStep;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

final class SgdStepSimd extends StepLoop {
  private final MemorySegment velocities = moment(0);
  private final MemorySegment nextVelocities = nextMoment(0);
  private final float momentum;
  private final float penalty;
  private final boolean nesterov;

  private SgdStepSimd(SgdStep op, Operands operands) {
    super(operands);
    momentum = (float) op.momentum();
    penalty = (float) op.weightDecay();
    nesterov = op.nesterov();
  }

  static Choice select(SgdStep op, Signature signature) {
    return UpdateSimd.step(signature, 1, operands -> new SgdStepSimd(op, operands));
  }

  @Override
  void whole(long begin, long end) {
    float rate = rate(0);
    float scale = scale();
    for (long i = begin; i < end; i += Vectors.LANES.length()) {
      FloatVector parameter = Vectors.load(parameters, i);
      FloatVector gradient = Vectors.load(gradients, i).mul(scale);
      gradient = parameter.fma(Vectors.all(penalty), gradient);
      FloatVector velocity =
          flush(Vectors.load(velocities, i).fma(Vectors.all(momentum), gradient));
      FloatVector direction = nesterov ? velocity.fma(Vectors.all(momentum), gradient) : velocity;
      Vectors.store(direction.fma(Vectors.all(-rate), parameter), nextParameters, i);
      Vectors.store(velocity, nextVelocities, i);
    }
  }

  @Override
  void rest(long begin, long end) {
    float rate = rate(0);
    float scale = scale();
    for (long i = begin; i < end; i++) {
      float parameter = at(parameters, i);
      float gradient = Math.fma(parameter, penalty, at(gradients, i) * scale);
      float velocity = flush(Math.fma(at(velocities, i), momentum, gradient));
      float direction = nesterov ? Math.fma(velocity, momentum, gradient) : velocity;
      put(Math.fma(direction, -rate, parameter), nextParameters, i);
      put(velocity, nextVelocities, i);
    }
  }
}
