package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.Lanes.F32;
import static jdk.incubator.vector.FloatVector.broadcast;

import dev.culebra.math.Exp;
import dev.culebra.math.Expm1;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Twin of {@link Expm1}: the same operations in the same order. */
final class VectorExpm1 {
  private VectorExpm1() {}

  static FloatVector expm1(FloatVector x) {
    FloatVector bounded = x.blend(Expm1.LOWEST, x.compare(VectorOperators.LT, Expm1.LOWEST));
    bounded = bounded.blend(Exp.HIGHEST, bounded.compare(VectorOperators.GT, Exp.HIGHEST));
    FloatVector shifted = bounded.fma(Exp.LOG2_E, Expm1.ROUNDER);
    FloatVector v = reduced(bounded, shifted.sub(Expm1.ROUNDER));
    // As VectorExp.power does: a helper called here would no longer be inlined in a masked loop.
    FloatVector scale =
        shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    FloatVector y = scale.fma(v, scale.sub(0.5f));
    return y.add(y).blend(x, x.abs().compare(VectorOperators.LT, Expm1.TINY));
  }

  /** e^x - 1 for x in [-30, 0]. */
  static FloatVector ofNegative(FloatVector x) {
    FloatVector shifted = x.fma(Exp.LOG2_E, Expm1.UNIT_ROUNDER);
    FloatVector v = reduced(x, shifted.sub(Expm1.UNIT_ROUNDER));
    FloatVector scale = VectorExp.power(shifted.reinterpretAsInts());
    return scale.fma(v, scale.sub(1f));
  }

  /** e^r - 1 for r = x - n ln 2. */
  private static FloatVector reduced(FloatVector x, FloatVector n) {
    FloatVector r = VectorExp.remainder(x, n);
    return r.fma(Expm1.C6, Expm1.C5)
        .fma(r, broadcast(F32, Expm1.C4))
        .fma(r, broadcast(F32, Expm1.C3))
        .fma(r, broadcast(F32, Expm1.C2))
        .fma(r.mul(r), r);
  }
}
