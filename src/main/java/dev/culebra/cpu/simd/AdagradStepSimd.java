package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdagradStep;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

final class AdagradStepSimd {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private AdagradStepSimd() {}

  static Choice select(AdagradStep op, Signature signature) {
    return UpdateSimd.select(signature, 4, new int[] {0, 2}, operands -> new Loop(op, operands));
  }

  private static final class Loop implements UpdateSimd.Loop {
    private final MemorySegment rates;
    private final MemorySegment parameters;
    private final MemorySegment gradients;
    private final MemorySegment sums;
    private final MemorySegment nextParameters;
    private final MemorySegment nextSums;
    private final float penalty;
    private final float epsilon;

    Loop(AdagradStep op, Operands operands) {
      parameters = operands.input(0);
      gradients = operands.input(1);
      sums = operands.input(2);
      rates = operands.input(3);
      nextParameters = operands.output(0);
      nextSums = operands.output(1);
      penalty = (float) op.weightDecay();
      epsilon = (float) op.epsilon();
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
        FloatVector gradient = parameter.fma(Vectors.all(penalty), Vectors.load(gradients, i));
        FloatVector sum = gradient.fma(gradient, Vectors.load(sums, i));
        FloatVector step = gradient.mul(rate).div(sum.sqrt().add(epsilon));
        Vectors.store(parameter.sub(step), nextParameters, i);
        Vectors.store(sum, nextSums, i);
      }
    }

    /** The same for one element of the rest, bit for bit. */
    private void one(long i, float rate) {
      float parameter = parameters.getAtIndex(FLOAT, i);
      float gradient = Math.fma(parameter, penalty, gradients.getAtIndex(FLOAT, i));
      float sum = Math.fma(gradient, gradient, sums.getAtIndex(FLOAT, i));
      float step = gradient * rate / ((float) Math.sqrt(sum) + epsilon);
      nextParameters.setAtIndex(FLOAT, i, parameter - step);
      nextSums.setAtIndex(FLOAT, i, sum);
    }
  }
}
