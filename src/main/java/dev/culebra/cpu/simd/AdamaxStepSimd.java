package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdamaxStep;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

final class AdamaxStepSimd {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private AdamaxStepSimd() {}

  static Choice select(AdamaxStep op, Signature signature) {
    return UpdateSimd.select(signature, 5, new int[] {0, 2, 3}, operands -> new Loop(op, operands));
  }

  private static final class Loop implements UpdateSimd.Loop {
    private final MemorySegment rates;
    private final MemorySegment parameters;
    private final MemorySegment gradients;
    private final MemorySegment firsts;
    private final MemorySegment norms;
    private final MemorySegment nextParameters;
    private final MemorySegment nextFirsts;
    private final MemorySegment nextNorms;
    private final float penalty;
    private final float firstWeight;
    private final float normDecay;
    private final float epsilon;

    Loop(AdamaxStep op, Operands operands) {
      parameters = operands.input(0);
      gradients = operands.input(1);
      firsts = operands.input(2);
      norms = operands.input(3);
      rates = operands.input(4);
      nextParameters = operands.output(0);
      nextFirsts = operands.output(1);
      nextNorms = operands.output(2);
      penalty = (float) op.weightDecay();
      firstWeight = (float) (1 - op.beta1());
      normDecay = (float) op.beta2();
      epsilon = (float) op.epsilon();
    }

    @Override
    public void run(long begin, long end) {
      float stepSize = rates.getAtIndex(FLOAT, 0);
      long whole = end - (end - begin) % Vectors.LANES.length();
      whole(begin, whole, stepSize);
      for (long i = whole; i < end; i++) {
        one(i, stepSize);
      }
    }

    private void whole(long begin, long end, float stepSize) {
      for (long i = begin; i < end; i += Vectors.LANES.length()) {
        FloatVector parameter = Vectors.load(parameters, i);
        FloatVector gradient = parameter.fma(Vectors.all(penalty), Vectors.load(gradients, i));
        FloatVector first = Vectors.load(firsts, i);
        first = gradient.sub(first).fma(Vectors.all(firstWeight), first);
        FloatVector norm = Vectors.load(norms, i).mul(normDecay).max(gradient.abs().add(epsilon));
        Vectors.store(parameter.sub(first.mul(stepSize).div(norm)), nextParameters, i);
        Vectors.store(first, nextFirsts, i);
        Vectors.store(norm, nextNorms, i);
      }
    }

    /** The same for one element of the rest, bit for bit. */
    private void one(long i, float stepSize) {
      float parameter = parameters.getAtIndex(FLOAT, i);
      float gradient = Math.fma(parameter, penalty, gradients.getAtIndex(FLOAT, i));
      float first = firsts.getAtIndex(FLOAT, i);
      first = Math.fma(gradient - first, firstWeight, first);
      float norm = Math.max(norms.getAtIndex(FLOAT, i) * normDecay, Math.abs(gradient) + epsilon);
      nextParameters.setAtIndex(FLOAT, i, parameter - first * stepSize / norm);
      nextFirsts.setAtIndex(FLOAT, i, first);
      nextNorms.setAtIndex(FLOAT, i, norm);
    }
  }
}
