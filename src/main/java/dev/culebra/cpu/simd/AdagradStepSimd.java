package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdagradStep;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

final class AdagradStepSimd extends StepLoop {
  private final MemorySegment sums = moment(0);
  private final MemorySegment nextSums = nextMoment(0);
  private final float penalty;
  private final float epsilon;

  private AdagradStepSimd(AdagradStep op, Operands operands) {
    super(operands);
    penalty = (float) op.weightDecay();
    epsilon = (float) op.epsilon();
  }

  static Choice select(AdagradStep op, Signature signature) {
    return UpdateSimd.step(signature, 1, operands -> new AdagradStepSimd(op, operands));
  }

  @Override
  void whole(long begin, long end) {
    float rate = rate(0);
    float scale = scale();
    for (long i = begin; i < end; i += Vectors.LANES.length()) {
      FloatVector parameter = Vectors.load(parameters, i);
      FloatVector gradient = Vectors.load(gradients, i).mul(scale);
      gradient = parameter.fma(Vectors.all(penalty), gradient);
      FloatVector sum = flush(gradient.fma(gradient, Vectors.load(sums, i)));
      FloatVector step = gradient.mul(rate).div(sum.sqrt().add(epsilon));
      Vectors.store(parameter.sub(step), nextParameters, i);
      Vectors.store(sum, nextSums, i);
    }
  }

  @Override
  void rest(long begin, long end) {
    float rate = rate(0);
    float scale = scale();
    for (long i = begin; i < end; i++) {
      float parameter = at(parameters, i);
      float gradient = Math.fma(parameter, penalty, at(gradients, i) * scale);
      float sum = flush(Math.fma(gradient, gradient, at(sums, i)));
      float step = gradient * rate / ((float) Math.sqrt(sum) + epsilon);
      put(parameter - step, nextParameters, i);
      put(sum, nextSums, i);
    }
  }
}
