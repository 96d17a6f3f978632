package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.RmspropStep;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Means and velocities are null in the forms that have none; the JIT moves the test out. */
final class RmspropStepSimd extends StepLoop {
  private final MemorySegment squares = moment(0);
  private final MemorySegment nextSquares = nextMoment(0);
  private final MemorySegment means;
  private final MemorySegment nextMeans;
  private final MemorySegment velocities;
  private final MemorySegment nextVelocities;
  private final float penalty;
  private final float decay;
  private final float weight;
  private final float epsilon;
  private final float momentum;

  private RmspropStepSimd(RmspropStep op, Operands operands) {
    super(operands);
    means = op.centered() ? moment(1) : null;
    nextMeans = op.centered() ? nextMoment(1) : null;
    velocities = op.momentum() != 0 ? moment(op.moments() - 1) : null;
    nextVelocities = op.momentum() != 0 ? nextMoment(op.moments() - 1) : null;
    penalty = (float) op.weightDecay();
    decay = (float) op.alpha();
    weight = (float) (1 - op.alpha());
    epsilon = (float) op.epsilon();
    momentum = (float) op.momentum();
  }

  static Choice select(RmspropStep op, Signature signature) {
    return UpdateSimd.step(signature, op.moments(), operands -> new RmspropStepSimd(op, operands));
  }

  @Override
  void whole(long begin, long end) {
    float rate = rate(0);
    float scale = scale();
    for (long i = begin; i < end; i += Vectors.LANES.length()) {
      FloatVector parameter = Vectors.load(parameters, i);
      FloatVector gradient = Vectors.load(gradients, i).mul(scale);
      gradient = parameter.fma(Vectors.all(penalty), gradient);
      FloatVector square = Vectors.load(squares, i).mul(decay);
      square = flush(gradient.mul(weight).fma(gradient, square));
      Vectors.store(square, nextSquares, i);
      FloatVector variance = square;
      if (means != null) {
        FloatVector mean = Vectors.load(means, i);
        mean = flush(gradient.sub(mean).fma(Vectors.all(weight), mean));
        Vectors.store(mean, nextMeans, i);
        variance = mean.neg().fma(mean, square);
      }
      FloatVector direction = gradient.div(variance.sqrt().add(epsilon));
      if (velocities != null) {
        direction = flush(Vectors.load(velocities, i).fma(Vectors.all(momentum), direction));
        Vectors.store(direction, nextVelocities, i);
      }
      Vectors.store(direction.fma(Vectors.all(-rate), parameter), nextParameters, i);
    }
  }

  @Override
  void rest(long begin, long end) {
    float rate = rate(0);
    float scale = scale();
    for (long i = begin; i < end; i++) {
      float parameter = at(parameters, i);
      float gradient = Math.fma(parameter, penalty, at(gradients, i) * scale);
      float square = flush(Math.fma(gradient * weight, gradient, at(squares, i) * decay));
      put(square, nextSquares, i);
      float variance = square;
      if (means != null) {
        float mean = at(means, i);
        mean = flush(Math.fma(gradient - mean, weight, mean));
        put(mean, nextMeans, i);
        variance = Math.fma(-mean, mean, square);
      }
      float direction = gradient / ((float) Math.sqrt(variance) + epsilon);
      if (velocities != null) {
        direction = flush(Math.fma(at(velocities, i), momentum, direction));
        put(direction, nextVelocities, i);
      }
      put(Math.fma(direction, -rate, parameter), nextParameters, i);
    }
  }
}
