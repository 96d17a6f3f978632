package dev.culebra.cpu.simd;

import dev.culebra.math.Erf;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Twin of {@link Erf}: the same operations in the same order. */
final class VectorErf {
  private VectorErf() {}

  static FloatVector erf(FloatVector x) {
    FloatVector magnitude = x.abs();
    FloatVector bounded =
        magnitude.blend(Erf.SATURATED, magnitude.compare(VectorOperators.GT, Erf.SATURATED));
    FloatVector large = tail(bounded);
    large = large.blend(large.neg(), x.compare(VectorOperators.LT, 0f));
    return center(x).blend(large, magnitude.compare(VectorOperators.GT, Erf.SPLIT));
  }

  private static FloatVector center(FloatVector x) {
    FloatVector s = x.mul(x);
    FloatVector p = s.fma(Erf.C11, Erf.C9);
    p = p.fma(s, all(Erf.C7));
    p = p.fma(s, all(Erf.C5));
    p = p.fma(s, all(Erf.C3));
    p = p.fma(s, all(Erf.C1));
    return p.fma(x, x);
  }

  private static FloatVector tail(FloatVector t) {
    FloatVector q = t.fma(Erf.Q7, Erf.Q6);
    q = q.fma(t, all(Erf.Q5));
    q = q.fma(t, all(Erf.Q4));
    q = q.fma(t, all(Erf.Q3));
    q = q.fma(t, all(Erf.Q2));
    q = q.fma(t, all(Erf.Q1));
    q = q.fma(t, t.neg());
    return all(1f).sub(VectorExp.exp(q));
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(Lanes.F32, value);
  }
}
