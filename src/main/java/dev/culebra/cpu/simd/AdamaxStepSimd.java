package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdamaxStep;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

final class AdamaxStepSimd extends StepLoop {
  private final MemorySegment firsts = moment(0);
  private final MemorySegment norms = moment(1);
  private final MemorySegment nextFirsts = nextMoment(0);
  private final MemorySegment nextNorms = nextMoment(1);
  private final float penalty;
  private final float firstWeight;
  private final float normDecay;
  private final float epsilon;

  private AdamaxStepSimd(AdamaxStep op, Operands operands) {
    super(operands);
    penalty = (float) op.weightDecay();
    firstWeight = (float) (1 - op.beta1());
    normDecay = (float) op.beta2();
    epsilon = (float) op.epsilon();
  }

  static Choice select(AdamaxStep op, Signature signature) {
    return UpdateSimd.step(signature, 2, operands -> new AdamaxStepSimd(op, operands));
  }

  @Override
  void whole(long begin, long end) {
    float stepSize = rate(0);
    float scale = scale();
    for (long i = begin; i < end; i += Vectors.LANES.length()) {
      FloatVector parameter = Vectors.load(parameters, i);
      FloatVector gradient = Vectors.load(gradients, i).mul(scale);
      gradient = parameter.fma(Vectors.all(penalty), gradient);
      FloatVector first = Vectors.load(firsts, i);
      first = flush(gradient.sub(first).fma(Vectors.all(firstWeight), first));
      FloatVector norm = Vectors.load(norms, i).mul(normDecay).max(gradient.abs().add(epsilon));
      norm = flush(norm);
      Vectors.store(parameter.sub(first.mul(stepSize).div(norm)), nextParameters, i);
      Vectors.store(first, nextFirsts, i);
      Vectors.store(norm, nextNorms, i);
    }
  }

  @Override
  void rest(long begin, long end) {
    float stepSize = rate(0);
    float scale = scale();
    for (long i = begin; i < end; i++) {
      float parameter = at(parameters, i);
      float gradient = Math.fma(parameter, penalty, at(gradients, i) * scale);
      float first = at(firsts, i);
      first = flush(Math.fma(gradient - first, firstWeight, first));
      float norm = flush(Math.max(at(norms, i) * normDecay, Math.abs(gradient) + epsilon));
      put(parameter - first * stepSize / norm, nextParameters, i);
      put(first, nextFirsts, i);
      put(norm, nextNorms, i);
    }
  }
}
