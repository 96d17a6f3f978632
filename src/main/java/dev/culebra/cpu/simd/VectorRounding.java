package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.Lanes.F32;
import static jdk.incubator.vector.FloatVector.broadcast;

import dev.culebra.math.Tanh;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Rounding to whole numbers, for which the Vector API has no instruction. */
final class VectorRounding {
  /** From here on every float is whole; adding it leaves no bit for fractions. */
  private static final float WHOLE = 0x1p23f;

  private VectorRounding() {}

  /** To the nearest, of two the even one: the bits of {@link Math#rint}. */
  static FloatVector round(FloatVector x) {
    FloatVector size = x.abs();
    FloatVector rounded = size.add(WHOLE).sub(broadcast(F32, WHOLE));
    return x.blend(signed(rounded, x), size.compare(VectorOperators.LT, WHOLE));
  }

  /** Downwards: the bits of {@link Math#floor}. */
  static FloatVector floor(FloatVector x) {
    FloatVector size = x.abs();
    FloatVector nearest = signed(size.add(WHOLE).sub(broadcast(F32, WHOLE)), x);
    FloatVector below = nearest.blend(nearest.sub(1f), nearest.compare(VectorOperators.GT, x));
    return x.blend(below, size.compare(VectorOperators.LT, WHOLE));
  }

  /** A number that is not negative, with the sign of another. */
  private static FloatVector signed(FloatVector size, FloatVector sign) {
    IntVector bit = sign.reinterpretAsInts().and(Tanh.SIGN);
    return size.reinterpretAsInts().or(bit).reinterpretAsFloats();
  }
}
