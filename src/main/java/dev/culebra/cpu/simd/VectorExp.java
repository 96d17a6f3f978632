package dev.culebra.cpu.simd;

import dev.culebra.math.Exp;
import dev.culebra.math.Expm1;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Twins of {@link Exp} and {@link Expm1}: the same operations in the same order. */
final class VectorExp {
  private VectorExp() {}

  static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.blend(Exp.LOWEST, x.compare(VectorOperators.LT, Exp.LOWEST));
    bounded = bounded.blend(Exp.HIGHEST, bounded.compare(VectorOperators.GT, Exp.HIGHEST));
    FloatVector shifted = bounded.fma(Exp.LOG2_E, Exp.ROUNDER);
    FloatVector r = remainder(bounded, shifted.sub(Exp.ROUNDER));
    FloatVector p = r.fma(Exp.C6, Exp.C5);
    p = p.fma(r, all(Exp.C4));
    p = p.fma(r, all(Exp.C3));
    p = p.fma(r, all(Exp.C2));
    p = p.fma(r, all(1f));
    p = p.fma(r, all(1f));
    IntVector bits = shifted.reinterpretAsInts();
    IntVector half = bits.lanewise(VectorOperators.ASHR, 1);
    return p.mul(power(half)).mul(power(bits.sub(half)));
  }

  static FloatVector expm1(FloatVector x) {
    FloatVector bounded = x.blend(Expm1.LOWEST, x.compare(VectorOperators.LT, Expm1.LOWEST));
    bounded = bounded.blend(Exp.HIGHEST, bounded.compare(VectorOperators.GT, Exp.HIGHEST));
    FloatVector shifted = bounded.fma(Exp.LOG2_E, Expm1.ROUNDER);
    FloatVector v = reduced(bounded, shifted.sub(Expm1.ROUNDER));
    FloatVector scale = power(shifted.reinterpretAsInts());
    FloatVector y = scale.fma(v, scale.sub(0.5f));
    return y.add(y).blend(x, x.abs().compare(VectorOperators.LT, Expm1.TINY));
  }

  /** e^x - 1 for x in [-30, 0]. */
  static FloatVector expm1OfNegative(FloatVector x) {
    FloatVector shifted = x.fma(Exp.LOG2_E, Expm1.UNIT_ROUNDER);
    FloatVector v = reduced(x, shifted.sub(Expm1.UNIT_ROUNDER));
    FloatVector scale = power(shifted.reinterpretAsInts());
    return scale.fma(v, scale.sub(1f));
  }

  /** e^r - 1 for r = x - n ln 2. */
  private static FloatVector reduced(FloatVector x, FloatVector n) {
    FloatVector r = remainder(x, n);
    FloatVector p = r.fma(Expm1.C6, Expm1.C5);
    p = p.fma(r, all(Expm1.C4));
    p = p.fma(r, all(Expm1.C3));
    p = p.fma(r, all(Expm1.C2));
    return p.fma(r.mul(r), r);
  }

  private static FloatVector remainder(FloatVector x, FloatVector n) {
    return n.fma(all(-Exp.LN2_LOW), n.fma(all(-Exp.LN2_HIGH), x));
  }

  /** The power of two whose biased exponent is in the low bits. */
  private static FloatVector power(IntVector exponent) {
    return exponent.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(Lanes.F32, value);
  }
}
