package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.Lanes.F32;
import static jdk.incubator.vector.FloatVector.broadcast;

import dev.culebra.math.Exp;
import dev.culebra.math.Expm1;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Twin of {@link Exp}: the same operations in the same order.
 *
 * <p>Style of this class and its siblings: C2 stops inlining our methods, and vectors get boxed,
 * once parsing has made 18,000 nodes (the Vector API's own methods it still inlines). An operation
 * costs about 370 nodes, with a scalar argument 200 more. So call no helper late in a long
 * function, not even for a constant, and do not keep constants as vectors: they would be loaded
 * again and again.
 */
final class VectorExp {
  private VectorExp() {}

  static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.blend(Exp.LOWEST, x.compare(VectorOperators.LT, Exp.LOWEST));
    bounded = bounded.blend(Exp.HIGHEST, bounded.compare(VectorOperators.GT, Exp.HIGHEST));
    FloatVector shifted = bounded.fma(Exp.LOG2_E, Exp.ROUNDER);
    FloatVector p = polynomial(remainder(bounded, shifted.sub(Exp.ROUNDER)));
    IntVector bits = shifted.reinterpretAsInts();
    IntVector half = bits.lanewise(VectorOperators.ASHR, 1);
    // As power does: in a masked loop, a helper called here would no longer be inlined.
    p = p.mul(half.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
    return p.mul(bits.sub(half).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
  }

  /** e^-|x|, 0 where that would be subnormal. */
  static FloatVector decay(FloatVector x) {
    FloatVector minus = x.abs().neg();
    FloatVector shifted = minus.fma(Exp.LOG2_E, Expm1.UNIT_ROUNDER);
    FloatVector p = polynomial(remainder(minus, shifted.sub(Expm1.UNIT_ROUNDER)));
    return p.mul(power(shifted.reinterpretAsInts()))
        .blend(0f, minus.compare(VectorOperators.LT, Exp.LOWEST_NORMAL));
  }

  /** e^r. */
  private static FloatVector polynomial(FloatVector r) {
    FloatVector p =
        r.fma(Exp.C6, Exp.C5)
            .fma(r, broadcast(F32, Exp.C4))
            .fma(r, broadcast(F32, Exp.C3))
            .fma(r, broadcast(F32, Exp.C2));
    return p.fma(r, broadcast(F32, 1f)).fma(r, broadcast(F32, 1f));
  }

  /** x - n ln 2. */
  static FloatVector remainder(FloatVector x, FloatVector n) {
    return n.fma(broadcast(F32, -Exp.LN2_LOW), n.fma(broadcast(F32, -Exp.LN2_HIGH), x));
  }

  /** The power of two whose biased exponent is in the low bits. */
  static FloatVector power(IntVector exponent) {
    return exponent.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }
}
