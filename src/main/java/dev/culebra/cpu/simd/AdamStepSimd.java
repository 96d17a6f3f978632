package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdamStep;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Reads four arrays and writes three in one pass: memory bandwidth is all it costs. */
final class AdamStepSimd {
  private AdamStepSimd() {}

  static Choice select(AdamStep op, Signature signature) {
    return UpdateSimd.select(signature, 5, new int[] {0, 2, 3}, operands -> new Loop(op, operands));
  }

  private static final class Loop implements UpdateSimd.Loop {
    private final MemorySegment rates;
    private final MemorySegment parameters;
    private final MemorySegment gradients;
    private final MemorySegment firsts;
    private final MemorySegment seconds;
    private final MemorySegment nextParameters;
    private final MemorySegment nextFirsts;
    private final MemorySegment nextSeconds;
    private final boolean decoupled;
    private final double weightDecay;
    private final float firstWeight;
    private final float secondDecay;
    private final float secondWeight;
    private final float epsilon;

    Loop(AdamStep op, Operands operands) {
      parameters = operands.input(0);
      gradients = operands.input(1);
      firsts = operands.input(2);
      seconds = operands.input(3);
      rates = operands.input(4);
      nextParameters = operands.output(0);
      nextFirsts = operands.output(1);
      nextSeconds = operands.output(2);
      decoupled = op.decoupled();
      weightDecay = op.weightDecay();
      firstWeight = (float) (1 - op.beta1());
      secondDecay = (float) op.beta2();
      secondWeight = (float) (1 - op.beta2());
      epsilon = (float) op.epsilon();
    }

    @Override
    public void run(long begin, long end) {
      float keep =
          decoupled ? (float) (1 - rates.getAtIndex(ValueLayout.JAVA_FLOAT, 0) * weightDecay) : 1;
      float penalty = decoupled ? 0 : (float) weightDecay;
      float stepSize = rates.getAtIndex(ValueLayout.JAVA_FLOAT, 1);
      float inverseRoot = 1 / rates.getAtIndex(ValueLayout.JAVA_FLOAT, 2);
      long i = begin;
      for (; i <= end - Vectors.LANES.length(); i += Vectors.LANES.length()) {
        step(i, null, keep, penalty, stepSize, inverseRoot);
      }
      if (i < end) {
        step(i, Vectors.LANES.indexInRange(i, end), keep, penalty, stepSize, inverseRoot);
      }
    }

    private void step(
        long i,
        VectorMask<Float> mask,
        float keep,
        float penalty,
        float stepSize,
        float inverseRoot) {
      FloatVector parameter = Vectors.load(parameters, i, mask);
      FloatVector gradient = Vectors.load(gradients, i, mask);
      FloatVector first = Vectors.load(firsts, i, mask);
      FloatVector second = Vectors.load(seconds, i, mask);
      gradient = parameter.fma(Vectors.all(penalty), gradient);
      first = gradient.sub(first).fma(Vectors.all(firstWeight), first);
      second = gradient.mul(secondWeight).fma(gradient, second.mul(secondDecay));
      FloatVector root = second.sqrt().fma(Vectors.all(inverseRoot), Vectors.all(epsilon));
      Vectors.store(
          parameter.mul(keep).sub(first.mul(stepSize).div(root)), nextParameters, i, mask);
      Vectors.store(first, nextFirsts, i, mask);
      Vectors.store(second, nextSeconds, i, mask);
    }
  }
}
