package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdamStep;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/** Reads four arrays and writes three in one pass: memory bandwidth is all it costs. */
final class AdamStepSimd {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

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
      float keep = decoupled ? (float) (1 - rates.getAtIndex(FLOAT, 0) * weightDecay) : 1;
      float penalty = decoupled ? 0 : (float) weightDecay;
      float stepSize = rates.getAtIndex(FLOAT, 1);
      float inverseRoot = 1 / rates.getAtIndex(FLOAT, 2);
      long whole = end - (end - begin) % Vectors.LANES.length();
      whole(begin, whole, keep, penalty, stepSize, inverseRoot);
      for (long i = whole; i < end; i++) {
        one(i, keep, penalty, stepSize, inverseRoot);
      }
    }

    private void whole(
        long begin, long end, float keep, float penalty, float stepSize, float inverseRoot) {
      for (long i = begin; i < end; i += Vectors.LANES.length()) {
        FloatVector parameter = Vectors.load(parameters, i);
        FloatVector gradient = Vectors.load(gradients, i);
        FloatVector first = Vectors.load(firsts, i);
        FloatVector second = Vectors.load(seconds, i);
        gradient = parameter.fma(Vectors.all(penalty), gradient);
        first = gradient.sub(first).fma(Vectors.all(firstWeight), first);
        second = gradient.mul(secondWeight).fma(gradient, second.mul(secondDecay));
        FloatVector root = second.sqrt().fma(Vectors.all(inverseRoot), Vectors.all(epsilon));
        Vectors.store(parameter.mul(keep).sub(first.mul(stepSize).div(root)), nextParameters, i);
        Vectors.store(first, nextFirsts, i);
        Vectors.store(second, nextSeconds, i);
      }
    }

    /** The same for one element of the rest, bit for bit. */
    private void one(long i, float keep, float penalty, float stepSize, float inverseRoot) {
      float parameter = parameters.getAtIndex(FLOAT, i);
      float gradient = Math.fma(parameter, penalty, gradients.getAtIndex(FLOAT, i));
      float first = firsts.getAtIndex(FLOAT, i);
      first = Math.fma(gradient - first, firstWeight, first);
      float second = seconds.getAtIndex(FLOAT, i);
      second = Math.fma(gradient * secondWeight, gradient, second * secondDecay);
      float root = Math.fma((float) Math.sqrt(second), inverseRoot, epsilon);
      nextParameters.setAtIndex(FLOAT, i, parameter * keep - first * stepSize / root);
      nextFirsts.setAtIndex(FLOAT, i, first);
      nextSeconds.setAtIndex(FLOAT, i, second);
    }
  }
}
