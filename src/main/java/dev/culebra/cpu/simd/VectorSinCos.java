package dev.culebra.cpu.simd;

import dev.culebra.math.SinCos;
import dev.culebra.math.Tanh;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Twin of {@link SinCos}: the same operations in the same order. */
final class VectorSinCos {
  private VectorSinCos() {}

  static FloatVector sin(FloatVector x) {
    return quadrant(x, 0).blend(x, x.compare(VectorOperators.EQ, 0f));
  }

  static FloatVector cos(FloatVector x) {
    return quadrant(x, 1);
  }

  private static FloatVector quadrant(FloatVector x, int quarters) {
    FloatVector shifted = x.fma(SinCos.TWO_OVER_PI, SinCos.ROUNDER);
    FloatVector n = shifted.sub(SinCos.ROUNDER);
    FloatVector r = n.fma(all(-SinCos.HALF_PI_1), x);
    r = n.fma(all(-SinCos.HALF_PI_2), r);
    r = n.fma(all(-SinCos.HALF_PI_3), r);
    IntVector turn = shifted.reinterpretAsInts().add(quarters);
    VectorMask<Integer> odd =
        turn.lanewise(VectorOperators.LSHL, 31).compare(VectorOperators.LT, 0);
    FloatVector y = sine(r).blend(cosine(r), odd.cast(Lanes.F32));
    IntVector flip = turn.lanewise(VectorOperators.LSHL, 30).and(Tanh.SIGN);
    y = y.reinterpretAsInts().lanewise(VectorOperators.XOR, flip).reinterpretAsFloats();
    return all(Float.NaN).blend(y, x.abs().compare(VectorOperators.LE, SinCos.LARGEST));
  }

  /** sin(r) for r in [-pi/4, pi/4]. */
  static FloatVector sine(FloatVector r) {
    FloatVector s = r.mul(r);
    FloatVector p = s.fma(SinCos.S7, SinCos.S5);
    p = p.fma(s, all(SinCos.S3));
    return p.fma(s.mul(r), r);
  }

  /** cos(r) for r in [-pi/4, pi/4]. */
  static FloatVector cosine(FloatVector r) {
    FloatVector s = r.mul(r);
    FloatVector p = s.fma(SinCos.C8, SinCos.C6);
    p = p.fma(s, all(SinCos.C4));
    p = p.fma(s, all(-0.5f));
    return p.fma(s, all(1f));
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(Lanes.F32, value);
  }
}
