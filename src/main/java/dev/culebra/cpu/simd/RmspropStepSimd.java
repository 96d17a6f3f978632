package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.RmspropStep;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/** The plain form; the centered one and the one with momentum are left to the reference. */
final class RmspropStepSimd {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private RmspropStepSimd() {}

  static Choice select(RmspropStep op, Signature signature) {
    if (op.moments() != 1) {
      return Choice.refuse("centered or with momentum; only the plain form");
    }
    return UpdateSimd.select(signature, 4, new int[] {0, 2}, operands -> new Loop(op, operands));
  }

  private static final class Loop implements UpdateSimd.Loop {
    private final MemorySegment rates;
    private final MemorySegment parameters;
    private final MemorySegment gradients;
    private final MemorySegment squares;
    private final MemorySegment nextParameters;
    private final MemorySegment nextSquares;
    private final float penalty;
    private final float decay;
    private final float weight;
    private final float epsilon;

    Loop(RmspropStep op, Operands operands) {
      parameters = operands.input(0);
      gradients = operands.input(1);
      squares = operands.input(2);
      rates = operands.input(3);
      nextParameters = operands.output(0);
      nextSquares = operands.output(1);
      penalty = (float) op.weightDecay();
      decay = (float) op.alpha();
      weight = (float) (1 - op.alpha());
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
        FloatVector square = Vectors.load(squares, i).mul(decay);
        square = gradient.mul(weight).fma(gradient, square);
        FloatVector step = gradient.mul(rate).div(square.sqrt().add(epsilon));
        Vectors.store(parameter.sub(step), nextParameters, i);
        Vectors.store(square, nextSquares, i);
      }
    }

    /** The same for one element of the rest, bit for bit. */
    private void one(long i, float rate) {
      float parameter = parameters.getAtIndex(FLOAT, i);
      float gradient = Math.fma(parameter, penalty, gradients.getAtIndex(FLOAT, i));
      float square = squares.getAtIndex(FLOAT, i) * decay;
      square = Math.fma(gradient * weight, gradient, square);
      float step = gradient * rate / ((float) Math.sqrt(square) + epsilon);
      nextParameters.setAtIndex(FLOAT, i, parameter - step);
      nextSquares.setAtIndex(FLOAT, i, square);
    }
  }
}
