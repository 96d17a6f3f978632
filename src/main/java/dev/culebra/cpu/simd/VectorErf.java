package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.Lanes.F32;
import static jdk.incubator.vector.FloatVector.broadcast;

import dev.culebra.math.Erf;
import dev.culebra.math.Expm1;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Twin of {@link Erf}: the same operations in the same order. */
final class VectorErf {
  private VectorErf() {}

  static FloatVector erf(FloatVector x) {
    FloatVector small = center(x);
    FloatVector magnitude = x.abs();
    FloatVector large =
        tail(magnitude.blend(Erf.SATURATED, magnitude.compare(VectorOperators.GT, Erf.SATURATED)));
    large = large.blend(large.neg(), x.compare(VectorOperators.LT, 0f));
    return small.blend(large, magnitude.compare(VectorOperators.GT, Erf.SPLIT));
  }

  private static FloatVector center(FloatVector x) {
    FloatVector s = x.mul(x);
    return s.fma(Erf.C11, Erf.C9)
        .fma(s, broadcast(F32, Erf.C7))
        .fma(s, broadcast(F32, Erf.C5))
        .fma(s, broadcast(F32, Erf.C3))
        .fma(s, broadcast(F32, Erf.C1))
        .fma(x, x);
  }

  private static FloatVector tail(FloatVector t) {
    FloatVector q =
        t.fma(Erf.Q7, Erf.Q6)
            .fma(t, broadcast(F32, Erf.Q5))
            .fma(t, broadcast(F32, Erf.Q4))
            .fma(t, broadcast(F32, Erf.Q3))
            .fma(t, broadcast(F32, Erf.Q2))
            .fma(t, broadcast(F32, Erf.Q1));
    return broadcast(F32, 1f).sub(power(q.mul(t)));
  }

  private static FloatVector power(FloatVector q) {
    FloatVector shifted = q.add(Expm1.UNIT_ROUNDER);
    FloatVector r = q.sub(shifted.sub(Expm1.UNIT_ROUNDER));
    FloatVector p =
        r.fma(Erf.E5, Erf.E4)
            .fma(r, broadcast(F32, Erf.E3))
            .fma(r, broadcast(F32, Erf.E2))
            .fma(r, broadcast(F32, Erf.E1))
            .fma(r, broadcast(F32, 1f));
    return p.mul(VectorExp.power(shifted.reinterpretAsInts()));
  }
}
