package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.RoundStraightThrough;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Adding 2^23 to a magnitude below it leaves no room for a fraction; the sum is rounded to even.
 */
final class RoundStraightThroughSimd {
  private static final float WHOLE = 0x1p23f;

  private static final UnarySimd.Loop LOOP = UnarySimd.loop(RoundStraightThroughSimd::round);

  private RoundStraightThroughSimd() {}

  static Choice select(RoundStraightThrough op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }

  private static FloatVector round(FloatVector value) {
    FloatVector magnitude = value.abs();
    IntVector rounded = magnitude.add(WHOLE).sub(WHOLE).reinterpretAsInts();
    IntVector sign = value.reinterpretAsInts().and(Integer.MIN_VALUE);
    return value.blend(
        rounded.or(sign).reinterpretAsFloats(), magnitude.compare(VectorOperators.LT, WHOLE));
  }
}
