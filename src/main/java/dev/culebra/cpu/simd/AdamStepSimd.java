package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdamStep;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Reads four arrays and writes three in one pass: memory bandwidth is all it costs. */
final class AdamStepSimd extends StepLoop {
  private final MemorySegment firsts = moment(0);
  private final MemorySegment seconds = moment(1);
  private final MemorySegment nextFirsts = nextMoment(0);
  private final MemorySegment nextSeconds = nextMoment(1);
  private final boolean decoupled;
  private final double weightDecay;
  private final float penalty;
  private final float firstWeight;
  private final float secondDecay;
  private final float secondWeight;
  private final float epsilon;

  private AdamStepSimd(AdamStep op, Operands operands) {
    super(operands);
    decoupled = op.decoupled();
    weightDecay = op.weightDecay();
    penalty = decoupled ? 0 : (float) weightDecay;
    firstWeight = (float) (1 - op.beta1());
    secondDecay = (float) op.beta2();
    secondWeight = (float) (1 - op.beta2());
    epsilon = (float) op.epsilon();
  }

  static Choice select(AdamStep op, Signature signature) {
    return UpdateSimd.step(signature, 2, operands -> new AdamStepSimd(op, operands));
  }

  private float keep() {
    return decoupled ? (float) (1 - rate(0) * weightDecay) : 1;
  }

  @Override
  void whole(long begin, long end) {
    float keep = keep();
    float stepSize = rate(1);
    float inverseRoot = 1 / rate(2);
    float scale = scale();
    for (long i = begin; i < end; i += Vectors.LANES.length()) {
      FloatVector parameter = Vectors.load(parameters, i);
      FloatVector gradient = Vectors.load(gradients, i).mul(scale);
      FloatVector first = Vectors.load(firsts, i);
      FloatVector second = Vectors.load(seconds, i);
      gradient = parameter.fma(Vectors.all(penalty), gradient);
      first = flush(gradient.sub(first).fma(Vectors.all(firstWeight), first));
      second = flush(gradient.mul(secondWeight).fma(gradient, second.mul(secondDecay)));
      FloatVector root = second.sqrt().fma(Vectors.all(inverseRoot), Vectors.all(epsilon));
      Vectors.store(parameter.mul(keep).sub(first.mul(stepSize).div(root)), nextParameters, i);
      Vectors.store(first, nextFirsts, i);
      Vectors.store(second, nextSeconds, i);
    }
  }

  @Override
  void rest(long begin, long end) {
    float keep = keep();
    float stepSize = rate(1);
    float inverseRoot = 1 / rate(2);
    float scale = scale();
    for (long i = begin; i < end; i++) {
      float parameter = at(parameters, i);
      float gradient = Math.fma(parameter, penalty, at(gradients, i) * scale);
      float first = at(firsts, i);
      first = flush(Math.fma(gradient - first, firstWeight, first));
      float second = at(seconds, i);
      second = flush(Math.fma(gradient * secondWeight, gradient, second * secondDecay));
      float root = Math.fma((float) Math.sqrt(second), inverseRoot, epsilon);
      put(parameter * keep - first * stepSize / root, nextParameters, i);
      put(first, nextFirsts, i);
      put(second, nextSeconds, i);
    }
  }
}
