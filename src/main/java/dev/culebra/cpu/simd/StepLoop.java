package dev.culebra.cpu.simd;

import dev.culebra.kernel.Operands;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * An optimizer's step of one tensor. Each rule writes its formula twice, for whole vectors and for
 * the elements that fill none, operation by operation the same: bits do not depend on where an
 * array is cut.
 */
abstract class StepLoop implements UpdateSimd.Loop {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  final MemorySegment parameters;
  final MemorySegment gradients;
  final MemorySegment nextParameters;
  private final MemorySegment rates;
  private final MemorySegment scale;
  private final Operands operands;

  StepLoop(Operands operands) {
    this.operands = operands;
    int inputs = operands.inputs().size();
    parameters = operands.input(0);
    gradients = operands.input(1);
    rates = operands.input(inputs - 2);
    scale = operands.input(inputs - 1);
    nextParameters = operands.output(0);
  }

  final MemorySegment moment(int index) {
    return operands.input(2 + index);
  }

  final MemorySegment nextMoment(int index) {
    return operands.output(1 + index);
  }

  final float rate(int index) {
    return rates.getAtIndex(FLOAT, index);
  }

  /** What the gradient is multiplied by. */
  final float scale() {
    return scale.getAtIndex(FLOAT, 0);
  }

  static float at(MemorySegment segment, long index) {
    return segment.getAtIndex(FLOAT, index);
  }

  static void put(float value, MemorySegment segment, long index) {
    segment.setAtIndex(FLOAT, index, value);
  }

  /**
   * A moment, 0 below the least normal number: those of a unit that is never active again would
   * shrink for ever, and every arithmetic on a subnormal number takes the processor some hundred
   * cycles.
   */
  static FloatVector flush(FloatVector moment) {
    return moment.blend(0, moment.abs().compare(VectorOperators.LT, Float.MIN_NORMAL));
  }

  /** As {@link #flush(FloatVector)}. */
  static float flush(float moment) {
    return Math.abs(moment) < Float.MIN_NORMAL ? 0 : moment;
  }

  @Override
  public final void run(long begin, long end) {
    long whole = end - (end - begin) % Vectors.LANES.length();
    whole(begin, whole);
    rest(whole, end);
  }

  /** A multiple of the vectors' lanes. */
  abstract void whole(long begin, long end);

  /** Fewer elements than a vector has lanes. */
  abstract void rest(long begin, long end);
}
